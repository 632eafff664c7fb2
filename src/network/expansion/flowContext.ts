import type { BodyBuilder } from './bodyBuilder.ts';
import { PathScope, loopIndexes } from './bodyBuilder.ts';
import type { Context } from './expansion.ts';
import { bounds } from '../bounds.ts';
import { locate } from '../../syntax/mistakes.ts';
import type { Expectation, LoopPosition } from '../network.ts';
import type { Expression, Identifier, Range, Statement } from '../../syntax/tree.ts';
import { sourceText } from './operators.ts';
import type { MapValue } from '../values/values.ts';
import type { FinishedBody } from '../finished.ts';
import { exact } from '../../wording/figures.ts';

/** Runs statements from the current value; gives the value that is current after them. */
export type RunBody = (context: FlowContext, statements: readonly Statement[], input: MapValue) => MapValue;

/** Where a flow runs: the body under construction, and where in it. */
export interface FlowContext extends Context {
  /** What a body of a block is run by: handed on from where the network's own begins, as bodies hold flows that call blocks. */
  readonly runBody: RunBody;
  readonly builder: BodyBuilder;
  readonly paths: PathScope;
  readonly loops: readonly LoopPosition[];
  /** The loops from this index on stand inside the path scope. */
  readonly loopsFrom: number;
  readonly auxiliary: number | undefined;
  /** How many bodies and flows enclose the place, as far as they are on the stack. */
  readonly level: number;
  /** Where `expect` statements go; only a network's own body has it. */
  readonly expectations: Expectation[] | undefined;
}

/** At the beginning of a body. */
export const flowContext = (
  { expansion, file, scope, calls }: Context,
  builder: BodyBuilder,
  level: number,
  runBody: RunBody,
  expectations?: Expectation[],
): FlowContext => ({
  runBody,
  expansion,
  file,
  scope,
  calls,
  builder,
  paths: new PathScope(),
  loops: [],
  loopsFrom: 0,
  auxiliary: undefined,
  level,
  expectations,
});

/** Thrown where a body is needed that lies too deep in others for the stack. */
export class NeededFirst extends Error {
  readonly expand: () => FinishedBody;

  constructor(expand: () => FinishedBody) {
    super('A body is needed first.');
    this.expand = expand;
  }
}

/**
 * Expands a body. One that it needs too deep down is expanded first, from an empty stack, and what needs it begins
 * again: all that was finished meanwhile is there by then. So recursion of blocks may go deeper than the stack.
 */
export function fromEmptyStack(expand: () => FinishedBody): FinishedBody {
  const pending = [expand];
  for (;;) {
    try {
      const finished = pending.at(-1)!();
      pending.pop();
      if (pending.length === 0) return finished;
    } catch (needed) {
      if (!(needed instanceof NeededFirst)) throw needed;
      pending.push(needed.expand);
    }
  }
}

/** The segments of a name's path. A name that is bound already (which is said) gets one of its own. */
function nameSegments({ scope, paths, loops, loopsFrom }: FlowContext, name: string): string[] {
  const segment = scope.find(name) ? paths.count(`${name}~`) : name;
  return [...paths.prefix, segment, ...loopIndexes(loops, loopsFrom)];
}

/** A path scope for what `name` names. */
export function namedScope(context: FlowContext, name: string): FlowContext {
  const { loops } = context;
  const prefix = nameSegments(context, name);
  return { ...context, paths: new PathScope(prefix), loopsFrom: loops.length };
}

/** The path of the next node: by its name, or else by its kind and number. */
export function nodePath(
  context: FlowContext,
  kind: string,
  name: Identifier | undefined,
  range: Range,
  isCall = false,
): readonly string[] {
  const { paths, builder } = context;
  const path = name ? nameSegments(context, name.name) : paths.next(kind);
  if (!builder.takePath(path, isCall) && !context.expansion.stopped) {
    const message = `Two steps have the path ${path.join('.')}, by which their weights are known; name one of them differently.`;
    const first = builder.nodes.find((node) => overlaps(node.path, path));
    const related = first && [{ text: 'the first of them', location: first.location }];
    const details = related ? { related } : undefined;
    context.expansion.report(context, 'path-twice', name?.range ?? range, message, details);
  }
  return path;
}

const overlaps = (a: readonly string[], b: readonly string[]) =>
  a.slice(0, b.length).join('.') === b.slice(0, a.length).join('.');

/** So many pairs of an input of the body and an operand that may lead to it are looked at in a step's time. */
const pairsInAStep = 16;

/** Counts a node that is added, with so many operands; stops expansion where it is too much. */
export function grow(context: FlowContext, range: Range, operands: number, layers: number, extent: number) {
  const { builder, expansion } = context;
  const { account } = expansion;
  builder.layerCount += layers;
  builder.extent += extent;
  account.nodes++;
  const pairs = builder.inputs.length * operands;
  expansion.spend(context, range, bounds.stepsOfNode + operands - 1 + Math.floor(pairs / pairsInAStep));
  const stop = (what: string): void =>
    expansion.stop(context, 'too-many-layers', range, `Expansion stops here: ${what}.`);
  if (builder.extent > bounds.layers) {
    stop(`this makes more than ${exact(bounds.layers)} layers`);
  } else if (account.nodes > account.mostNodes) {
    stop('the networks of this file make too many different layers together');
  }
}

/** A step that could not be understood, in the place of its result. */
export function brokenStep(
  context: FlowContext,
  expression: Expression,
  inputs: readonly MapValue[],
  name?: Identifier,
): MapValue {
  return brokenPlace(
    context,
    expression.range,
    sourceText(context, expression),
    stepKind(expression),
    inputs,
    name,
  );
}

export function brokenPlace(
  context: FlowContext,
  range: Range,
  text: string,
  kind: string,
  inputs: readonly MapValue[],
  name?: Identifier,
): MapValue {
  const path = nodePath(context, kind, name, range);
  grow(context, range, 1, 0, 0);
  return context.builder.addNode({
    kind: 'broken',
    index: context.builder.nodes.length,
    text,
    path,
    label: undefined,
    location: locate(context.file.uri, range),
    inputs: inputs.map(({ source }) => source),
    inputShapes: inputs.map(({ shape }) => shape),
    output: undefined,
    loops: context.loops,
    auxiliary: context.auxiliary,
  });
}

/** The name that a step would count under. */
function stepKind(expression: Expression): string {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'call') return stepKind(expression.callee);
  return 'step';
}
