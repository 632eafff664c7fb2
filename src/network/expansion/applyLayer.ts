import { checkArgument } from '../../layers/parts/arguments.ts';
import type { GivenArgument } from '../../layers/parts/arguments.ts';
import type { AnyLayer, LayerProblem } from '../../layers/layer.ts';
import { isProblem } from '../../layers/layer.ts';
import type { CheckedArguments, PartlyKnownArguments } from '../../layers/known.ts';
import { asFarAsKnown } from '../../layers/known.ts';
import type { ParameterSpec, ParameterType, ParameterTypes } from '../../layers/parameter.ts';
import type { Shape } from '../../layers/shape.ts';
import { shapeText } from '../../layers/shape.ts';
import type { Node } from '../network.ts';
import { Call } from '../kept/callTable.ts';
import { partings } from './clash.ts';
import { layerSignature, matchArguments, reportProblems } from './binding.ts';
import type { Context } from './expansion.ts';
import { locate } from '../../syntax/mistakes.ts';
import type { Fix } from '../../syntax/mistakes.ts';
import { exact } from '../../wording/figures.ts';
import { nearestName, possessive } from '../../wording/spelling.ts';
import { sourceText } from './operators.ts';
import type { Range } from '../../syntax/tree.ts';
import type { Given, MapValue, RuntimeValue } from '../values/values.ts';
import { describe, numberText } from '../values/valueText.ts';
import type { Applied } from '../finished.ts';

/** A layer whose arguments or operands could not be understood. */
export const unapplied = (operands: readonly Operand[]): Applied => ({
  arguments: undefined,
  partly: undefined,
  inputs: operands.map(({ value }) => value.shape),
  output: undefined,
  problem: undefined,
});

/** A value that a layer takes, and where it is written in the file of the layer's step. */
export interface Operand {
  readonly value: MapValue;
  readonly range: Range;
}

interface LayerPlace {
  readonly step: Range;
  readonly callee: Range;
  /** Those of the body that the layer joins. */
  readonly nodes: readonly Node[];
}

/**
 * `step`: the whole step; `callee`: the layer's name in it. Reports what is wrong, at the smallest range. Without
 * mistakes the same object for the same arguments on the same shapes.
 */
export function applyLayer(
  context: Context,
  layer: AnyLayer,
  given: readonly Given[],
  operands: readonly Operand[],
  place: LayerPlace,
): Applied {
  const { expansion } = context;
  const call = new Call(layer);
  for (const { value } of operands) call.on(value.shape);
  call.with(given, expansion.keys);
  const known = expansion.kept.findApplied(call);
  if (known) return known;
  // What is wrong is looked for, and told, in all that a list holds.
  for (const { value } of given)
    if (!expansion.spendOn(context, place.step, value)) return unapplied(operands);
  const { troubles } = expansion;
  const applied = applyAnew(context, layer, given, operands, place);
  if (expansion.troubles === troubles && !expansion.stopped) expansion.kept.keepApplied(call, applied);
  return applied;
}

function applyAnew(
  context: Context,
  layer: AnyLayer,
  given: readonly Given[],
  operands: readonly Operand[],
  place: LayerPlace,
): Applied {
  const callee = locate(context.file.uri, place.callee);
  // `Conv(x, 64, 3)`, and Keras's `Conv(64, 3)(x)`.
  const handed = given.find(({ name, value }) => name === undefined && value.kind === 'map');
  if (handed) {
    const { uri, start, end } = handed.location;
    const isHere = uri === context.file.uri;
    const text = isHere ? context.file.parsed.text.slice(start, end) : 'This';
    const flow = isHere && text.length <= 40 ? `${text} -> ${layer.name}` : `x -> ${layer.name}`;
    const message = `${text.length > 40 ? 'This' : text} is ${describe(handed.value)}; a layer takes its input from the flow, as in ${flow}.`;
    context.expansion.reportAt(context, 'value-given', handed.location, message);
    return toWhatIsGiven(layer, given, handed.value as MapValue, operands);
  }
  const { matched, problems } = matchArguments(layerSignature(layer), given, callee);
  if (problems.length > 0) reportProblems(context, problems);
  const wrong = new Set(problems.flatMap(({ unclear }) => unclear));
  // `Slice([0, 32])`: what is given may be meant for what is missing.
  if (problems.some(({ code }) => code === 'missing-argument')) return despite(layer, {}, wrong, operands);
  const channels = operands[0]?.value.shape?.channels;
  const checked: Record<string, ParameterTypes[ParameterType] | undefined> = {};
  for (const name in layer.parameters) {
    const spec = layer.parameters[name]!;
    const argument = matched.get(name);
    checked[name] = argument
      ? checkGiven(context, layer, name, spec, argument, foreignNumber(spec, argument, given, channels))
      : spec.default;
    if (argument ? checked[name] === undefined : spec.required) wrong.add(name);
  }
  if (wrong.size > 0 || problems.length > 0) return despite(layer, checked, wrong, operands);

  const inputs: Shape[] = [];
  for (const { value } of operands) if (value.shape) inputs.push(value.shape);
  if (inputs.length < operands.length || operands.length === 0)
    return { ...unapplied(operands), arguments: checked };
  const result = layer.output({ arguments: checked, inputs });
  const known = { arguments: checked, partly: undefined, inputs };
  if (!isProblem(result)) return { ...known, output: result, problem: undefined };
  reportProblem(context, result, matched, operands, place);
  return { ...known, output: undefined, problem: result };
}

/** The output that `Conv(64, 3)(x)` is meant to have: that of the value which is given, which nothing leads from. */
function toWhatIsGiven(
  layer: AnyLayer,
  given: readonly Given[],
  value: MapValue,
  operands: readonly Operand[],
): Applied {
  const checked: Record<string, ParameterTypes[ParameterType] | undefined> = {};
  const wrong = new Set<string>();
  const others = given.filter((each) => each.value !== value);
  const { matched, problems } = matchArguments(layerSignature(layer), others, others[0]?.location ?? nowhere);
  for (const { unclear } of problems) for (const name of unclear) wrong.add(name);
  for (const name in layer.parameters) {
    const argument = matched.get(name);
    const meant = argument && argumentFor(argument.value);
    const spec = layer.parameters[name]!;
    const check = meant === undefined ? undefined : checkArgument(spec, meant);
    if (check?.ok) checked[name] = check.value;
    else if (argument || spec.required) wrong.add(name);
    else checked[name] = spec.default;
  }
  const { output } = despite(layer, checked, wrong, [{ value, range: nowhere }]);
  return { ...unapplied(operands), output };
}

const nowhere = { uri: '', start: 0, end: 0 };

/** What is known of a layer with wrong arguments: its output, where that does not depend on these. */
function despite(
  layer: AnyLayer,
  checked: CheckedArguments,
  wrong: ReadonlySet<string>,
  operands: readonly Operand[],
): Applied {
  const partly: PartlyKnownArguments = { values: checked, unknown: wrong };
  const known = { ...unapplied(operands), partly };
  const output = asFarAsKnown({ layer, ...known, arguments: partly })((applied) => layer.output(applied));
  return output && isProblem(output) ? known : { ...known, output };
}

/** A number that other frameworks want, and that is not given here. */
interface ForeignNumber {
  readonly argument: Given;
  /** What is left without it. */
  readonly fix: Fix;
  /** Why it is not given. */
  readonly reason: string;
}

/**
 * `BatchNorm(64)`, `Dense(512, 10)`, `GroupNorm(8, 64)`, `DepthwiseConv(4, 3)`: a bare number that would be taken for
 * a switch, or for what goes by its name. Of two, where a switch or a stride would be the second, it is the first.
 */
function foreignNumber(
  spec: ParameterSpec,
  argument: Given,
  given: readonly Given[],
  channels: number | undefined,
): ForeignNumber | undefined {
  const goesByName = spec.byName !== undefined || spec.type === 'boolean' || spec.type === 'number';
  if (!goesByName || argument.name !== undefined || argument.size === undefined) return undefined;
  const [first] = given;
  const isFirst = first?.size !== undefined && (first.size === channels || spec.type !== 'number');
  const foreign = isFirst ? first : argument;
  const isChannels = foreign.size === channels || spec.type === 'boolean';
  const reason = isChannels
    ? `the ${channels === undefined ? '' : `${exact(channels)} `}channels of its input are not given`
    : spec.byName;
  if (reason === undefined) return undefined;
  const at = given.indexOf(foreign);
  const [before, next] = [given[at - 1], given[at + 1]];
  const { start, end } = foreign.whole;
  const range = next ? { start, end: next.whole.start } : { start: before?.whole.end ?? start, end };
  const title = isChannels ? "Remove the input's channels" : `Remove ${numberText(foreign.size!)}`;
  return { argument: foreign, reason, fix: { title, range, text: '' } };
}

function checkGiven(
  context: Context,
  layer: AnyLayer,
  name: string,
  spec: ParameterSpec,
  given: Given,
  foreign: ForeignNumber | undefined,
): ParameterTypes[ParameterType] | undefined {
  const { value, location } = given;
  if (holdsUnknown(value)) return undefined;
  const argument = argumentFor(value);
  const whole =
    spec.type === 'integer' || spec.type === 'pair' || spec.type === 'dimensions' || spec.type === 'padding';
  const fraction = whole ? fractionIn(value) : undefined;
  if (fraction) {
    const { quotient } = fraction;
    const owner = possessive(layer.name);
    const need =
      spec.type === 'integer' ? `need${name.endsWith('s') ? '' : 's'} a whole number` : 'takes whole numbers';
    const text = quotient && sourceText(quotient, quotient.expression);
    const divided = quotient && locate(quotient.file.uri, quotient.expression.range);
    const filledIn = quotient ? `${numberText(quotient.left)} / ${numberText(quotient.right)}` : '';
    const shown = filledIn === text ? '' : ` (${filledIn})`;
    const message = quotient
      ? `${text} is ${numberText(fraction.value)}${shown}; ${owner} ${name} ${need}.`
      : `${owner} ${name} ${need}, not ${numberText(fraction.value)}.`;
    const elsewhere = divided && (divided.uri !== location.uri || divided.start !== location.start);
    const related = elsewhere ? [{ text: `${text} is divided here`, location: divided }] : [];
    context.expansion.reportAt(context, 'not-whole', location, message, { related });
    return undefined;
  }
  const check = argument === undefined ? undefined : checkArgument(spec, argument);
  if (check?.ok && spec.byName !== undefined && given.name === undefined) {
    const { start } = given.location;
    const byName = { title: `Write ${name}:`, range: { start, end: start }, text: `${name}: ` };
    const fixes = foreign ? [foreign.fix, byName] : [byName];
    const isHere = location.uri === context.file.uri;
    const why = foreign ? `; ${foreign.reason}` : '';
    const message = `${possessive(layer.name)} ${name} ${name.endsWith('s') ? 'go' : 'goes'} by name, as in \`${name}: …\`${why}.`;
    context.expansion.reportAt(context, 'positional-argument', location, message, {
      fixes: isHere ? fixes : [],
    });
    return undefined;
  }
  if (check?.ok) return check.value;
  const words = spec.type === 'padding' ? ['same', 'valid'] : (spec.choices ?? []);
  const isNumber = value.kind === 'text' && /^\d+(?:\.\d+|(?:x\d+)+)?$/.test(value.value);
  const meant = value.kind !== 'text' ? undefined : isNumber ? value.value : nearestName(value.value, words);
  const hint = foreign ? `; ${foreign.reason}` : meant ? `; is ${meant} meant?` : '';
  const message = check
    ? `${possessive(layer.name)} ${name} must be ${check.expected}${hint}${meant ? '' : '.'}`
    : `${possessive(layer.name)} ${name} can't be ${describe(value)}.`;
  const fixes =
    foreign && foreign.argument.location.uri === context.file.uri
      ? [foreign.fix]
      : meant && location.uri === context.file.uri
        ? [
            {
              title: `Change to ${meant}`,
              range: { start: location.start, end: location.end },
              text: meant,
            },
          ]
        : [];
  context.expansion.reportAt(context, 'argument-type', location, message, { fixes });
  return undefined;
}

function holdsUnknown(value: RuntimeValue): boolean {
  return value.kind === 'unknown' || (value.kind === 'list' && value.elements.some(holdsUnknown));
}

/** The first number in a value that isn't whole. */
function fractionIn(value: RuntimeValue): Extract<RuntimeValue, { kind: 'number' }> | undefined {
  if (value.kind === 'number') return Number.isInteger(value.value) ? undefined : value;
  if (value.kind !== 'list') return undefined;
  for (const element of value.elements) {
    const fraction = fractionIn(element);
    if (fraction) return fraction;
  }
  return undefined;
}

function argumentFor(value: RuntimeValue): GivenArgument | undefined {
  switch (value.kind) {
    case 'number':
    case 'boolean':
    case 'text':
      return value.value;
    case 'scheme':
      return value.scheme;
    case 'list': {
      const elements: Exclude<GivenArgument, { scheme: unknown }>[] = [];
      for (const element of value.elements) {
        const inner = element.kind === 'scheme' ? undefined : argumentFor(element);
        if (inner === undefined) return undefined;
        elements.push(inner as (typeof elements)[number]);
      }
      return elements;
    }
    default:
      return undefined;
  }
}

function reportProblem(
  context: Context,
  problem: LayerProblem,
  matched: ReadonlyMap<string, Given>,
  operands: readonly Operand[],
  place: LayerPlace,
) {
  const argument = problem.argument === undefined ? undefined : matched.get(problem.argument);
  const operand =
    problem.operand === undefined || operands.length < 2 ? undefined : operands[problem.operand];
  const { uri } = context.file;
  const location = argument?.location ?? locate(uri, operand?.range ?? place.callee);
  const related = operand
    ? operands.flatMap(({ value, range }, index) =>
        index === problem.operand
          ? []
          : [{ text: `operand ${index + 1} is ${shapeText(value.shape!)}`, location: locate(uri, range) }],
      )
    : [];
  const origins = operand && operands[0] ? partings(place.nodes, operands[0].value, operand.value) : [];
  const fixes: Fix[] = [];
  for (const { title, insertBefore, replaceArgument } of problem.fixes ?? []) {
    if (insertBefore !== undefined) {
      const { start } = place.step;
      fixes.push({ title, range: { start, end: start }, text: `${insertBefore} -> ` });
    }
    if (replaceArgument !== undefined && argument && argument.location.uri === uri) {
      const { start, end } = argument.location;
      fixes.push({ title, range: { start, end }, text: replaceArgument });
    }
  }
  context.expansion.reportAt(context, problem.code, location, problem.message, {
    related: [...related.slice(0, 8), ...origins],
    fixes,
  });
}
