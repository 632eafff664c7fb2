import type { Shape } from '../../layers/shape.ts';
import { workBetween } from '../account.ts';
import { BodyBuilder } from './bodyBuilder.ts';
import { bindArguments } from './binding.ts';
import { Call } from '../kept/callTable.ts';
import { evaluate } from './evaluate.ts';
import type { CallLink, Context } from './expansion.ts';
import { bounds } from '../bounds.ts';
import { Scope, stepsToRead } from './expansion.ts';
import { NeededFirst, brokenStep, flowContext, grow, nodePath } from './flowContext.ts';
import type { FlowContext, RunBody } from './flowContext.ts';
import { HandOver } from '../values/handOver.ts';
import { shapeKey } from '../kept/keys.ts';
import { locate } from '../../syntax/mistakes.ts';
import type { CallArgument, Source } from '../network.ts';
import type { BlockDeclaration, Expression, Identifier, Range } from '../../syntax/tree.ts';
import type { BlockApplicable, Given, MapValue, RuntimeValue } from '../values/values.ts';
import { unknown } from '../values/values.ts';
import { callText, valueText } from '../values/valueText.ts';
import type { FinishedBody, FinishedCall } from '../finished.ts';

/** Written out, but what the block takes anyway: left out of the call's text. */
function isDefault({ parameters }: BlockDeclaration, { name, value }: Given): boolean {
  const usual = parameters.find((parameter) => parameter.name.name === name)?.default;
  const isLiteral = usual?.kind === 'number' || usual?.kind === 'boolean' || usual?.kind === 'text';
  return isLiteral && value.kind === usual.kind && value.value === usual.value;
}

/** Characters of an argument by itself. */
const longestTold = 60;

/** Bodies and flows on the stack, each a few frames, from which on a call waits for an empty one. */
const deepestCall = 60;

/** Calls a block: its body is expanded once for the same arguments on the same shapes. */
export function callBlock(
  context: FlowContext,
  { block, given }: BlockApplicable,
  expression: Expression,
  callee: Range,
  current: MapValue,
  name: Identifier | undefined,
): MapValue {
  const { declaration, file } = block;
  const { expansion, calls } = context;
  const blockName = declaration.name.name;
  if (expansion.runaway.has(declaration)) {
    expansion.troubles++;
    return brokenStep(context, expression, [current], name);
  }
  const depth = (calls?.depth ?? 0) + 1;
  if (depth > bounds.calls) {
    const message = `Blocks call each other more than ${bounds.calls} deep here: ${blockName} needs a case that ends the recursion.`;
    expansion.report(context, 'endless-recursion', callee, message);
    for (const repeated of recursiveBlocks(calls, declaration)) expansion.runaway.add(repeated);
    return brokenStep(context, expression, [current], name);
  }

  // Every parameter is bound and compared.
  const work = declaration.parameters.length + given.length;
  if (!expansion.spend(context, expression.range, work))
    return brokenStep(context, expression, [current], name);
  const calling = callOf(context, declaration, given, current);
  const known = calling && expansion.calls.get(calling);
  if (known) return addCall(context, blockName, known, [current.source], expression.range, name);
  const { troubles } = expansion;
  const said = given.some((argument) => isDefault(declaration, argument))
    ? given.filter((argument) => !isDefault(declaration, argument))
    : given;
  const text = callText(blockName, said);
  const location = locate(context.file.uri, expression.range);
  const bound = bindArguments(context, blockName, declaration.parameters, given, callee, 'block');
  const handOver = new HandOver();
  const input = handOver.map(current);
  const scope = new Scope(undefined, [['input', input]]);
  const inside: Context = {
    expansion,
    file,
    scope,
    calls: { text, location, block: declaration, outer: calls, depth },
    level: context.level,
  };
  let key = `${expansion.keys.block(block)}:${shapeKey(current.shape)}`;
  const told: CallArgument[] = [];
  for (const parameter of declaration.parameters) {
    const argument = bound.get(parameter.name.name);
    const value = argument
      ? handOver.value(argument.value)
      : parameter.default
        ? evaluate(inside, parameter.default)
        : unknown;
    expansion.watch?.(file.uri, parameter.name, value);
    scope.bind(parameter.name.name, value);
    key += `|${expansion.keys.of(value)}`;
    const name = parameter.name.name;
    const position = said[told.length];
    const way = said.some((each) => each.name === name)
      ? 'name'
      : argument && position && position.name === undefined
        ? 'value'
        : 'nowhere';
    told.push({ name, value: valueText(argument?.value ?? value, longestTold), said: way });
  }
  if (!expansion.spend(context, expression.range, stepsToRead(handOver.elements)))
    return brokenStep(context, expression, [current], name);

  const isSound = expansion.troubles === troubles;
  const { calledWork } = context.builder;
  const before = expansion.work;
  let finished = expansion.bodies.get(key) ?? expansion.kept.find(key, expansion, depth);
  if (!finished) {
    if (expansion.inProgress.has(key)) {
      const message = `${text} calls itself with the same arguments on the same shape, without end.`;
      expansion.report(context, 'endless-recursion', callee, message);
      return brokenStep(context, expression, [current], name);
    }
    const { inputs } = handOver;
    const { runBody } = context;
    const expand = (level: number) => expandBlock(inside, declaration, input, inputs, key, level, runBody);
    if (context.level >= deepestCall) throw new NeededFirst(() => expand(0));
    finished = expand(context.level + 1);
  }
  const after = expansion.work;
  calledWork.steps += after.steps - before.steps;
  calledWork.nodes += after.nodes - before.nodes;
  const call = { text, arguments: told, key, finished };
  if (calling && isSound) expansion.calls.set(calling, call);
  return addCall(context, blockName, call, handOver.sources, expression.range, name);
}

/** Adds a node that calls a finished body. */
function addCall(
  context: FlowContext,
  blockName: string,
  { text, arguments: told, key, finished }: FinishedCall,
  inputs: readonly Source[],
  range: Range,
  name: Identifier | undefined,
): MapValue {
  const { builder } = context;
  const { body, layerCount, extent } = finished;
  builder.noteCall(key, finished);
  const path = nodePath(context, blockName, name, range, true);
  grow(context, range, inputs.length, layerCount, Math.max(1, extent));
  return builder.addNode({
    kind: 'call',
    index: builder.nodes.length,
    text,
    arguments: told,
    body,
    path,
    label: undefined,
    location: locate(context.file.uri, range),
    inputs,
    inputShapes: body.inputs,
    output: 'node' in body.output ? body.nodes[body.output.node]?.output : body.inputs[body.output.input],
    loops: context.loops,
    auxiliary: context.auxiliary,
  });
}

/**
 * What is called with what: where that is known already, the arguments need not be bound again. Undefined where an
 * argument may hold a feature map, which means something in its own body only.
 */
function callOf(
  { expansion }: FlowContext,
  declaration: BlockDeclaration,
  given: readonly Given[],
  current: MapValue,
): Call | undefined {
  if (!given.every(({ value }) => isPlain(value))) return undefined;
  return new Call(declaration).on(current.shape).with(given, expansion.keys);
}

const isPlain = ({ kind }: RuntimeValue) => kind === 'number' || kind === 'boolean' || kind === 'text';

const none: ReadonlySet<string> = new Set();

function expandBlock(
  { expansion, file, scope, calls }: Context,
  declaration: BlockDeclaration,
  input: MapValue,
  inputs: readonly (Shape | undefined)[],
  key: string,
  level: number,
  runBody: RunBody,
): FinishedBody {
  const builder = new BodyBuilder(declaration.name.name, locate(file.uri, declaration.range), inputs);
  const context = flowContext({ expansion, file, scope: new Scope(scope), calls }, builder, level, runBody);
  const { troubles, work: before } = expansion;
  expansion.spend(context, declaration.name.range, bounds.stepsOfBody);
  expansion.inProgress.add(key);
  let source: Source;
  try {
    ({ source } = runBody(context, declaration.body.statements, input));
  } finally {
    expansion.inProgress.delete(key);
  }
  const { called, calledWork } = builder;
  const finished = builder.finish(source, expansion.troubles === troubles && !expansion.stopped);
  expansion.take(key, finished);
  if (finished.sound) {
    const work = workBetween(before, expansion.work, calledWork);
    expansion.kept.keep(key, finished, expansion, work, called ?? none);
  }
  return finished;
}

/** The blocks that the chain of calls holds more than once. */
function recursiveBlocks(calls: CallLink | undefined, last: BlockDeclaration): Set<BlockDeclaration> {
  const once = new Set([last]);
  const repeated = new Set<BlockDeclaration>();
  for (let link = calls; link; link = link.outer) {
    if (once.has(link.block)) repeated.add(link.block);
    once.add(link.block);
  }
  return repeated;
}
