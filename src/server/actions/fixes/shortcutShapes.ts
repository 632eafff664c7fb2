import type { Shape } from '../../../layers/shape.ts';
import type { LayerNode, Node } from '../../../network/network.ts';
import type { Argument, CallExpression, Expression, Statement } from '../../../syntax/tree.ts';
import { bindingAt } from '../../names/bindings.ts';
import { argumentText, convolutionAt, isLayer } from '../editing/convolutions.ts';
import type { Convolution } from '../editing/convolutions.ts';
import type { StepPlace } from '../editing/places.ts';
import { stepsAt, stepsOf } from '../editing/places.ts';
import type { Site } from '../editing/site.ts';
import { runAt } from '../editing/following.ts';
import { agreed, nodesOf } from '../editing/site.ts';

/** An operand of a merge: how it is written, and how it came about. */
interface Operand {
  readonly argument: Argument;
  /** A value's name: `input`, `Identity` (the current value), or what a statement binds. */
  readonly name: string | undefined;
  /** The steps that made it, as far as the text shows them; none for a value handed on. */
  readonly steps: readonly StepPlace[];
  /** The statement that names it, and nothing else uses that name. */
  readonly branch: Extract<Statement, { kind: 'branch' }> | undefined;
}

/** Two operands of a merge whose shapes clash: the one that carries on what was there, and the one that computes. */
export interface Clash {
  readonly merge: CallExpression;
  readonly place: StepPlace;
  readonly shortcut: Operand;
  readonly residual: Operand;
  /** The shapes of both wherever they clash. */
  readonly shapes: readonly { readonly from: Shape; readonly to: Shape }[];
  /** Some uses of the merge are right, or not known yet: what is done must leave them as they are. */
  readonly isPartly: boolean;
}

/**
 * How the clash of a merge that combines values of one shape can be seen: each operand as its shortcut, the one that
 * computes least first. None where it is no matter of one shortcut.
 */
export function clashesOf(site: Site, place: StepPlace): readonly Clash[] {
  const merge = place.expression;
  if (merge.kind !== 'call') return [];
  const nodes = nodesOf(site, merge.range);
  const clashing = nodes.filter(isClashing);
  const written = merge.arguments
    .filter((argument) => !argument.name)
    .map((argument) => operandOf(site, place, argument));
  const operands = written.map((operand) =>
    operand.name === 'Identity' ? { ...operand, steps: stepsSince(site, place, written) } : operand,
  );
  if (operands.length < 2 || clashing.length === 0) return [];
  if (clashing.some(({ inputShapes }) => inputShapes.length !== operands.length)) return [];
  const isPartly = clashing.length < nodes.length;
  const byEffort = operands.toSorted((one, other) => effort(one) - effort(other));
  return byEffort.flatMap((shortcut): Clash[] => {
    const residual = operands
      .filter((each) => each !== shortcut)
      .reduce((most, each) => (effort(each) > effort(most) ? each : most));
    const [from, to] = [operands.indexOf(shortcut), operands.indexOf(residual)];
    const shapes: { from: Shape; to: Shape }[] = [];
    for (const { inputShapes } of clashing) {
      const [left, right] = [inputShapes[from], inputShapes[to]];
      const rest = inputShapes.filter((_, index) => index !== from);
      if (!left || !right || agreed(rest) === undefined) return [];
      shapes.push({ from: left, to: right });
    }
    return [{ merge, place, shortcut, residual, shapes, isPartly }];
  });
}

export const isClashing = (node: Node): node is LayerNode =>
  node.kind === 'layer' && node.problem?.code === 'merge-shapes';

/** How much an operand computes: the one that does least is the shortcut. */
function effort({ name, steps }: Operand): number {
  if (name === 'input') return -1;
  if (name === 'Identity') return steps.length > 0 ? Infinity : -1;
  return steps.length;
}

function operandOf(site: Site, place: StepPlace, argument: Argument): Operand {
  const { value } = argument;
  if (value.kind !== 'name')
    return { argument, name: undefined, steps: stepsIn(site, value), branch: undefined };
  const { name } = value;
  if (name === 'input' || isLayer(site, value, 'Identity'))
    return { argument, name, steps: [], branch: undefined };
  const { file } = site.understanding.parsed;
  const bound = bindingAt(file, name, value.range.start);
  if (!bound?.value || (bound.kind !== 'branch' && bound.kind !== 'step'))
    return { argument, name, steps: [], branch: undefined };
  const statement = statementNaming(place, name);
  const steps =
    bound.kind === 'branch' && statement
      ? stepsIn(site, statement.flow)
      : stepsAt(file, bound.value.start).filter(({ range }) => range.start === bound.value?.start);
  return { argument, name, steps, branch: statement };
}

/**
 * The steps that made the current value of those that the other operands are; none where another operand is computed
 * beside it.
 */
function stepsSince(site: Site, place: StepPlace, operands: readonly Operand[]): readonly StepPlace[] {
  const others = operands.filter(({ name }) => name !== 'Identity');
  if (others.some(({ name, branch }) => name === undefined || branch)) return [];
  const { steps, at } = runAt(site, place);
  const before = steps.slice(0, at);
  const from = before.findLastIndex((step) => others.some(({ name }) => name === step.name?.name));
  const { file } = site.understanding.parsed;
  return before.slice(from + 1).flatMap(({ expression }) => {
    const found = stepsAt(file, expression.range.start).find((each) => each.expression === expression);
    return found && nodesOf(site, expression.range).length > 0 ? [found] : [];
  });
}

/** The branch of the same body that binds a name. */
function statementNaming(place: StepPlace, name: string): Operand['branch'] {
  const { owner } = place;
  if (owner.kind !== 'statement') return undefined;
  return owner.place.body.statements.find(
    (statement): statement is Extract<Statement, { kind: 'branch' }> =>
      statement.kind === 'branch' && statement.name.name === name,
  );
}

/** The steps of a flow that compute something. */
function stepsIn(site: Site, flow: Expression): readonly StepPlace[] {
  const { file } = site.understanding.parsed;
  return stepsOf(flow).flatMap((step) => {
    const place = stepsAt(file, step.expression.range.start).find(
      ({ expression }) => expression === step.expression,
    );
    return place && nodesOf(site, step.expression.range).length > 0 ? [place] : [];
  });
}

/** The last convolution of an operand, as the source writes it. */
export function lastConvolution(site: Site, { steps }: Operand): Convolution | undefined {
  for (const step of steps.toReversed()) {
    const found = convolutionAt(site, step);
    if (found) return found;
  }
  return undefined;
}

/** How many positions of the one stand for one of the other, if a window of stride `s` makes one of the other. */
export function strideBetween(from: Shape, to: Shape): number | undefined {
  if (from.kind !== 'map' || to.kind !== 'map') return undefined;
  const stride = Math.round(from.height / to.height);
  const fits = (large: number, small: number): boolean => Math.ceil(large / stride) === small;
  return stride >= 1 && fits(from.height, to.height) && fits(from.width, to.width) ? stride : undefined;
}

/** The stride as the residual writes it, where that is one expression and not just a number. */
export function strideExpression(site: Site, { steps }: Operand): Argument | undefined {
  const strides = steps.flatMap((step) => {
    const stride =
      convolutionAt(site, step)?.given.stride ??
      (step.expression.kind === 'call'
        ? step.expression.arguments.find(({ name }) => name?.name === 'stride')
        : undefined);
    return stride && stride.value.kind !== 'number' ? [stride] : [];
  });
  const texts = strides.map((stride) => argumentText(site, stride));
  return agreed(texts) === undefined ? undefined : strides.length === 1 ? strides[0] : undefined;
}

/** Whether a layer of this kind or name is in what a step makes. */
export function makes(site: Site, step: StepPlace, is: (layer: LayerNode['layer']) => boolean): boolean {
  const holdsOne = (node: Node): boolean =>
    node.kind === 'layer' ? is(node.layer) : node.kind === 'call' && node.body.nodes.some(holdsOne);
  return nodesOf(site, step.expression.range).some(holdsOne);
}
