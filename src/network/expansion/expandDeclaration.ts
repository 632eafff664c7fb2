import type { Shape } from '../../layers/shape.ts';
import { mapShape } from '../../layers/shape.ts';
import { Account, workBetween } from '../account.ts';
import type { Work } from '../account.ts';
import { BodyBuilder } from './bodyBuilder.ts';
import { signature } from './binding.ts';
import { evaluate, letValue } from './evaluate.ts';
import { Expansion, Scope } from './expansion.ts';
import type { Context, NameWatch } from './expansion.ts';
import type { FileScope } from '../fileScope.ts';
import { KeptBodies } from '../kept/keptBodies.ts';
import { flowContext, fromEmptyStack } from './flowContext.ts';
import { locate } from '../../syntax/mistakes.ts';
import { nearestName, possessive } from '../../wording/spelling.ts';
import type { Expectation, ExpandedNetwork, Value } from '../network.ts';
import type { Expression, InputStatement, NetworkDeclaration } from '../../syntax/tree.ts';
import { sourceText } from './operators.ts';
import { runBody } from './statements.ts';
import type { MapValue, RuntimeValue } from '../values/values.ts';
import { unknown } from '../values/values.ts';
import { describe, numberText, valueText } from '../values/valueText.ts';
import { insideValue, outsideValue } from '../values/outsideValue.ts';
import { exact } from '../../wording/figures.ts';

const largestSide = 1_000_000;

const noneGiven: ReadonlyMap<string, Value> = new Map();

interface ExpansionOptions {
  /** Values for the network's parameters; those left out have their defaults. */
  readonly given?: ReadonlyMap<string, Value> | undefined;
  /** What earlier expansions left. */
  readonly kept?: KeptBodies;
  /** What may be taken, with others; else as much as a file may take. */
  readonly account?: Account | undefined;
  /** Sees no names of bodies that were kept. */
  readonly watch?: NameWatch;
}

/**
 * Expands a network of a file. Never throws: mistakes are in the result, whose shapes are unknown from a mistake on.
 */
export function expandDeclaration(
  file: FileScope,
  declaration: NetworkDeclaration,
  { given = noneGiven, kept = new KeptBodies(), account = new Account(), watch }: ExpansionOptions = {},
): ExpandedNetwork {
  const expansion = new Expansion(kept, kept.layoutsOf(file), account);
  const before = expansion.work;
  expansion.watch = watch;
  const known = given.size === 0 ? kept.findNetwork(file, declaration, expansion) : undefined;
  if (known) return known;
  const scope = new Scope();
  const context: Context = { expansion, file, scope, calls: undefined };
  const bound = bindParameters(context, declaration, given);
  const { statements } = declaration.body;
  const at = statements.findIndex((statement) => statement.kind === 'input');
  for (const statement of statements.slice(0, Math.max(at, 0))) {
    if (statement.kind !== 'let') continue;
    const value = letValue(context, statement);
    expansion.watch?.(file.uri, statement.name, value);
    scope.bind(statement.name.name, value);
  }
  const statement = statements[at];
  const shape = statement?.kind === 'input' ? inputShape(context, statement) : undefined;
  const input: MapValue = { kind: 'map', source: { input: 0 }, shape };
  scope.bind('input', input);

  const location = locate(file.uri, declaration.range);
  let expectations: Expectation[] = [];
  let called: ReadonlySet<string> | undefined;
  let calledWork: Work = { steps: 0, nodes: 0 };
  const { body, layerCount, sound } = fromEmptyStack(() => {
    const builder = new BodyBuilder(declaration.name.name, location, [shape]);
    expectations = [];
    const inside = flowContext({ ...context, scope: new Scope(scope) }, builder, 0, runBody, expectations);
    // Steps before the input are told, and meant to stand behind it.
    const run = statements.filter((each, index) => index > at || each.kind !== 'let');
    const { source } = runBody(inside, run, input);
    ({ called, calledWork } = builder);
    return builder.finish(source, expansion.troubles === 0 && !expansion.stopped);
  });
  const network: ExpandedNetwork = {
    name: declaration.name.name,
    declaration,
    location,
    arguments: bound,
    input: shape,
    body,
    // What is expected is expected of the declared defaults.
    expectations: given.size === 0 ? expectations : [],
    mistakes: expansion.mistakes.list,
    layerCount,
  };
  if (sound && given.size === 0) {
    const work = workBetween(before, expansion.work, calledWork);
    kept.keepNetwork(file, network, expansion, work, called ?? new Set());
  }
  return network;
}

function bindParameters(
  context: Context,
  declaration: NetworkDeclaration,
  given: ReadonlyMap<string, Value>,
) {
  const bound = new Map<string, Value>();
  const { name } = declaration;
  const names = signature(name.name, 'network', declaration.parameters).parameters.map(
    (parameter) => parameter.name,
  );
  for (const parameter of declaration.parameters) {
    const value = given.get(parameter.name.name);
    const meant = value
      ? insideValue(value)
      : parameter.default
        ? evaluate(context, parameter.default)
        : unknown;
    context.expansion.watch?.(context.file.uri, parameter.name, meant);
    if (!context.scope.get(parameter.name.name)) context.scope.bind(parameter.name.name, meant);
    bound.set(parameter.name.name, outsideValue(meant));
  }
  for (const wrong of given.keys()) {
    if (names.includes(wrong)) continue;
    const nearest = nearestName(wrong, names);
    const hint = nearest
      ? `did you mean ${nearest}?`
      : names.length > 0
        ? `it has ${names.join(', ')}.`
        : 'it has none.';
    context.expansion.report(
      context,
      'unknown-argument',
      name.range,
      `${name.name} has no parameter ${wrong}; ${hint}`,
    );
  }
  return bound;
}

const fixTo = ({ range: { start, end } }: Expression, meant: string) => ({
  title: `Write ${meant}`,
  range: { start, end },
  text: meant,
});

/** What `28x28` and `1x3x224x224` may be meant to be. */
function shapesMeant(sizes: readonly number[]): string[] {
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) return [];
  const [batch, first, second, third] = sizes;
  if (sizes.length === 2) return [1, 3].map((channels) => [...sizes, channels].join('x'));
  if (sizes.length !== 4 || batch === undefined) return [];
  return first !== undefined && first <= 4 && second === third
    ? [`${second}x${third}x${first}`]
    : [sizes.slice(1).join('x')];
}

function inputShape(context: Context, { shape: expression }: InputStatement): Shape | undefined {
  const value = evaluate(context, expression);
  const report = (message: string) => {
    context.expansion.report(context, 'input-shape', expression.range, message);
    return undefined;
  };
  if (value.kind === 'unknown') return undefined;
  const example = 'height x width x channels, as in 224x224x3';
  const written = sourceText(context, expression);
  const [, ...apart] = /^["']?(\d+)[ ]*[*xX,][ ]*(\d+)[ ]*[*xX,][ ]*(\d+)["']?$/.exec(written) ?? [];
  if (apart.length === 3 && value.kind !== 'list') {
    const meant = apart.join('x');
    const told =
      value.kind === 'text'
        ? 'a text'
        : `the number ${value.kind === 'number' ? numberText(value.value) : ''}`;
    context.expansion.report(
      context,
      'input-shape',
      expression.range,
      `The input is ${example}, not ${told}: ${meant}.`,
      {
        fixes: [fixTo(expression, meant)],
      },
    );
    const [height = 0, width = 0, channels = 0] = apart.map(Number);
    return height * width * channels > 0 && Math.max(height, width, channels) <= largestSide
      ? mapShape(height, width, channels)
      : undefined;
  }
  if (value.kind !== 'list') return report(`The input is ${example}, not ${describe(value)}.`);
  if (value.elements.some((element) => element.kind === 'unknown')) return undefined;
  const sizes = value.elements.map((element) => (element.kind === 'number' ? element.value : Number.NaN));
  const [height, width, channels] = sizes;
  if (sizes.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    const others = shapesMeant(sizes);
    const hint = sizes.length === 4 && others.length > 0 ? ', and the batch is none of them' : '';
    context.expansion.report(
      context,
      'input-shape',
      expression.range,
      `The input is ${example}; ${valueText(value)} has ${sizes.length} ${sizes.length === 1 ? 'size' : 'sizes'}${hint}.`,
      { fixes: others.map((meant) => fixTo(expression, meant)) },
    );
    return undefined;
  }
  for (const [index, size] of sizes.entries()) {
    const name = ['height', 'width', 'channels'][index]!;
    const element: RuntimeValue = value.elements[index]!;
    if (Number.isInteger(size) && size >= 1 && size <= largestSide) continue;
    const found = element.kind === 'number' ? numberText(size) : describe(element);
    return report(
      `${possessive('The input')} ${name} must be a whole number from 1 to ${exact(largestSide)}, not ${found}.`,
    );
  }
  if (height <= 4 && width === channels && width >= 8) {
    const meant = `${width}x${channels}x${height}`;
    const { start, end } = expression.range;
    context.expansion.report(
      context,
      'input-channels-first',
      expression.range,
      `The input is ${example}: this one is ${height} high, ${width} wide and has ${channels} channels.`,
      { fixes: [{ title: `Write ${meant}`, range: { start, end }, text: meant }] },
    );
  }
  return mapShape(height, width, channels);
}
