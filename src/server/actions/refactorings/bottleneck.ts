import type { Expression } from '../../../syntax/tree.ts';
import type { Convolution } from '../editing/convolutions.ts';
import { argumentText, convolutionAt, rewrittenCall } from '../editing/convolutions.ts';
import { offered } from './convolutionStack.ts';
import { entryOf, isNamed } from '../editing/currentValue.ts';
import { activationBehind } from '../editing/following.ts';
import { beginsLine, indentationAt, newlineOf } from '../editing/lines.ts';
import type { StepPlace } from '../editing/places.ts';
import { stepsOf } from '../editing/places.ts';
import type { Refactoring, Site } from '../editing/site.ts';
import { agreed, replace, textOf } from '../editing/site.ts';

/** Of the channels, a quarter is kept, as in ResNet's bottleneck (He et al., 2015, arXiv:1512.03385, section 4.1). */
const reduction = 4;
/** Below this there is nothing to save. */
const fewestChannels = 16;

/**
 * A 1x1 convolution before a larger one, which reduces the channels that it sees (Szegedy et al., 2014,
 * arXiv:1409.4842, section 4), with the normalization and activation that the larger one has.
 */
export function bottleneck(site: Site, convolution: Convolution): Refactoring | undefined {
  const { uses, place, activates, call } = convolution;
  if (uses.length === 0 || uses.some(({ kernel }) => kernel[0] === 1 && kernel[1] === 1)) return undefined;
  if (uses.some(({ input }) => input.channels < fewestChannels)) return undefined;
  if (reducesAlready(site, place)) return undefined;
  const channels = reducedChannels(site, convolution);
  if (channels === undefined) return undefined;
  const first = rewrittenCall(site, convolution, {
    filters: channels,
    kernel: '1',
    ...(convolution.given.stride && { stride: undefined }),
    ...(convolution.given.padding && { padding: undefined }),
  });
  const behind = activates
    ? []
    : activationBehind(site, place).map(({ expression }) => textOf(site, expression.range));
  const { text } = site.understanding.parsed;
  const { start } = call.range;
  const flowStart = (place.flow ?? place.expression).range.start;
  const { owner } = place;
  const isStatement = owner.kind === 'statement' && owner.place.statement.kind === 'flow';
  const inserted =
    isStatement && beginsLine(text, flowStart) && beginsLine(text, start)
      ? [[first, ...behind].join(' -> '), textOf(site, call.range)].join(
          newlineOf(text) + indentationAt(text, start),
        )
      : [first, ...behind, textOf(site, call.range)].join(' -> ');
  return offered(
    site,
    [replace(site, call.range, inserted)],
    `Insert a 1x1 bottleneck of ${channels} channels`,
  );
}

/** Whether the step before is a 1x1 convolution. */
function reducesAlready(site: Site, place: StepPlace): boolean {
  const before = previousStep(place);
  const previous = before && convolutionAt(site, before);
  return previous !== undefined && previous.uses.some(({ kernel }) => kernel[0] === 1 && kernel[1] === 1);
}

function previousStep(place: StepPlace): StepPlace | undefined {
  const step = place.flow && stepsOf(place.flow)[place.index - 1];
  return step && { ...step, flow: place.flow, index: place.index - 1, owner: place.owner };
}

/** A quarter of the channels that arrive: a number where it is the same for all uses, else as an expression. */
function reducedChannels(site: Site, { place, uses }: Convolution): string | undefined {
  const channels = agreed(uses.map(({ input }) => input.channels));
  const { owner } = place;
  const inBlock = owner.kind === 'statement' && owner.place.declaration.kind === 'block';
  const expression = channelsExpression(site, place);
  if (channels !== undefined && !(inBlock && expression !== undefined))
    return String(Math.max(1, Math.round(channels / reduction)));
  return expression === undefined ? undefined : `${expression} // ${reduction}`;
}

/** The channels that arrive at a step, as its source can write them. */
function channelsExpression(site: Site, place: StepPlace): string | undefined {
  const before = previousStep(place);
  const previous = before && convolutionAt(site, before);
  if (previous?.given.filters) {
    const { value } = previous.given.filters;
    const text = argumentText(site, previous.given.filters);
    return isAtom(value) ? text : `(${text})`;
  }
  const entry = entryOf(site, place);
  return entry && isNamed(entry) ? `${entry.name}.channels` : undefined;
}

const isAtom = ({ kind }: Expression): boolean =>
  kind === 'number' || kind === 'name' || kind === 'member' || kind === 'index' || kind === 'call';
