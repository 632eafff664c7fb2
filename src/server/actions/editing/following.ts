import type { Expression } from '../../../syntax/tree.ts';
import { bindingAt } from '../../names/bindings.ts';
import { layerNamed } from './convolutions.ts';
import type { RunStep, StepPlace } from './places.ts';
import { runOf } from './places.ts';
import type { Site } from './site.ts';
import { nodesOf, textOf } from './site.ts';

/** The kind of layer that a step is, in the networks or else by its name. */
export function kindOf(site: Site, expression: Expression): string | undefined {
  const [node] = nodesOf(site, expression.range);
  if (node) return node.kind === 'layer' ? node.layer.kind : node.kind;
  const callee = expression.kind === 'call' ? expression.callee : expression;
  const { scope, parsed } = site.understanding;
  const bound = callee.kind === 'name' && bindingAt(parsed.file, callee.name, callee.range.start);
  return layerNamed(scope, expression, Boolean(bound))?.kind;
}

/** Whether a flow that begins with this expression begins at a value, and not with a step. */
export function isValue(site: Site, expression: Expression): boolean {
  if (expression.kind !== 'name') return false;
  if (expression.name === 'input') return true;
  const bound = bindingAt(site.understanding.parsed.file, expression.name, expression.range.start);
  if (!bound) return false;
  if (bound.kind === 'branch' || bound.kind === 'step') return true;
  // A parameter is either; a step leaves a node in the networks.
  return bound.kind === 'parameter' && nodesOf(site, expression.range).length === 0;
}

export const runAt = (site: Site, place: StepPlace) =>
  runOf(place, (expression) => isValue(site, expression));

/** The normalization and the activation right behind a step, as they are written. */
export function activationBehind(site: Site, place: StepPlace): readonly RunStep[] {
  const { steps, at } = runAt(site, place);
  const found: RunStep[] = [];
  for (const step of steps.slice(at + 1)) {
    const kind = kindOf(site, step.expression);
    if (kind !== 'normalization' && kind !== 'activation') break;
    found.push(step);
    if (kind === 'activation') return found;
  }
  // Local response normalization stands behind activations; before the next one there is none to take along.
  return found.filter((step) => !textOf(site, step.expression.range).startsWith('LocalResponseNorm'));
}
