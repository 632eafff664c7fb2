import type { PaddingArgument } from '../../../layers/parameter.ts';
import type { Convolution, Rewriting } from '../editing/convolutions.ts';
import { literalSide, rewrittenCall } from '../editing/convolutions.ts';
import { activationBehind } from '../editing/following.ts';
import { inHouseStyle } from '../editing/houseStyle.ts';
import { beginsLine, commentsIn, indentationAt, lineStart, newlineOf } from '../editing/lines.ts';
import { savingText } from '../editing/saving.ts';
import type { Change, Refactoring, Site } from '../editing/site.ts';
import { agreed, insert, replace, textOf } from '../editing/site.ts';
import { tryOut } from '../editing/trial.ts';

const numerals = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** Kernels beyond this would make stacks that nobody wants. */
const largestKernel = 21;

/**
 * A k x k convolution, k odd and 5 or more, as (k - 1) / 2 of 3x3 that see as much (Simonyan & Zisserman, 2014,
 * arXiv:1409.1556, section 2.3), each with the normalization and activation of the one that it replaces. A stride
 * goes to the last, so that the receptive field stays what it was.
 */
export function stackOfThree(site: Site, convolution: Convolution): Refactoring | undefined {
  const facts = squareFacts(convolution);
  if (!facts || facts.kernel < 5 || facts.kernel > largestKernel) return undefined;
  const { kernel, strided } = facts;
  // A 3x3 that strides further than it sees would leave most of what the others computed unread.
  if (strided && (!convolution.given.stride || longestStride(convolution) > 3)) return undefined;
  const count = (kernel - 1) / 2;
  const paddings = paddingShares(convolution, kernel, count);
  if (!paddings) return undefined;
  const parts = paddings.map((padding, index): Rewriting => ({
    kernel: convolution.given.kernel?.value.kind === 'list' ? '3x3' : '3',
    ...(index < count - 1 && convolution.given.stride && { stride: undefined }),
    ...(padding !== undefined && { padding }),
  }));
  return offered(
    site,
    replaced(site, convolution, parts),
    `Replace ${kernel}x${kernel} by ${numerals[count] ?? count} 3x3`,
  );
}

/**
 * A k x k convolution as 1 x k and k x 1 (Szegedy et al., 2015, "Rethinking the Inception architecture for computer
 * vision", arXiv:1512.00567, section 3.2).
 */
export function rowAndColumn(site: Site, convolution: Convolution): Refactoring | undefined {
  const facts = squareFacts(convolution);
  if (!facts || facts.strided || facts.kernel < 3 || facts.kernel > largestKernel) return undefined;
  // A padding in numbers would have to be taken apart, too.
  if (convolution.given.padding?.value.kind === 'number') return undefined;
  const { kernel } = facts;
  const parts: Rewriting[] = [{ kernel: `1x${kernel}` }, { kernel: `${kernel}x1` }];
  return offered(
    site,
    replaced(site, convolution, parts),
    `Replace ${kernel}x${kernel} by 1x${kernel} and ${kernel}x1`,
  );
}

/** Tried out: nothing that was right may be wrong then, and what the step gives must keep its shape. */
export function offered(site: Site, changes: readonly Change[], what: string): Refactoring | undefined {
  const outcome = tryOut(site, changes);
  if (!outcome || outcome.errors.length > 0) return undefined;
  const output = ({ totals }: (typeof outcome.networks)[number]['before']) => JSON.stringify(totals.output);
  if (outcome.networks.some(({ before, after }) => output(before) !== output(after))) return undefined;
  const saving = savingText(outcome);
  return {
    kind: 'rewrite',
    title: saving === undefined ? what : `${what}: ${saving}`,
    changes: inHouseStyle(site, changes),
  };
}

/** Of a convolution with an odd kernel, equal on both sides, that the call itself writes as a number. */
function squareFacts({ given, uses }: Convolution): { kernel: number; strided: boolean } | undefined {
  const kernel = literalSide(given.kernel);
  if (kernel === undefined || kernel % 2 === 0) return undefined;
  if (uses.some((use) => use.kernel[0] !== kernel || use.kernel[1] !== kernel)) return undefined;
  return { kernel, strided: uses.some(({ stride }) => stride.some((side) => side > 1)) };
}

const longestStride = ({ uses }: Convolution): number => Math.max(...uses.flatMap(({ stride }) => stride));

/** What each convolution of the stack writes as padding; `undefined` where it writes what the first one did. */
function paddingShares(
  { given, uses }: Convolution,
  kernel: number,
  count: number,
): readonly (string | undefined)[] | undefined {
  const unchanged = Array.from({ length: count }, () => undefined);
  if (given.padding?.value.kind !== 'number') {
    const padding = agreed<PaddingArgument>(uses.map((use) => use.padding));
    // Padding in numbers that the call does not write: the block works it out from the kernel, or has it fixed.
    const scales = typeof padding !== 'object' || padding.every((side) => side === (kernel - 1) / 2);
    return scales ? unchanged : undefined;
  }
  const padding = given.padding.value.value;
  if (padding > count) return undefined;
  return unchanged.map((_, index) => (index < padding ? '1' : 'valid'));
}

/** The call by several; the comments between its arguments move to lines above it. */
function replaced(site: Site, convolution: Convolution, parts: readonly Rewriting[]): readonly Change[] {
  const { range } = convolution.call;
  const { text } = site.understanding.parsed;
  const margin = indentationAt(text, range.start);
  const lines = commentsIn(text, range).map((comment) => margin + comment.text + newlineOf(text));
  const row = replace(site, range, inRow(site, convolution, parts));
  return lines.length > 0 ? [insert(site, lineStart(text, range.start), lines.join('')), row] : [row];
}

/** The calls one behind the other, with what stands behind the first between them, in the manner of the place. */
function inRow(site: Site, convolution: Convolution, parts: readonly Rewriting[]): string {
  const { place, activates } = convolution;
  const calls = parts.map((part) => rewrittenCall(site, convolution, part));
  const behind = activates ? [] : activationBehind(site, place);
  const between = behind.map(({ expression }) => textOf(site, expression.range));
  const { text } = site.understanding.parsed;
  const { start } = convolution.call.range;
  const flowStart = (place.flow ?? place.expression).range.start;
  const { owner } = place;
  const isStatement = owner.kind === 'statement' && owner.place.statement.kind === 'flow';
  if (isStatement && beginsLine(text, flowStart) && beginsLine(text, start)) {
    const margin = newlineOf(text) + indentationAt(text, start);
    // A line for each step where the file has it so, else a line for each convolution.
    const line = behind.some(({ statement }) => statement !== owner.place.index) ? margin : ' -> ';
    const last = calls.at(-1) ?? '';
    return [...calls.slice(0, -1).map((call) => [call, ...between].join(line)), last].join(margin);
  }
  const steps = calls.flatMap((call, index) => (index < calls.length - 1 ? [call, ...between] : [call]));
  return steps.join(' -> ');
}
