import type { AnyLayer } from '../../layers/layer.ts';
import type { Context } from './expansion.ts';
import { beginsWithInputChannels, habitHint } from '../../wording/elsewhere.ts';
import { locate } from '../../syntax/mistakes.ts';
import type { Fix } from '../../syntax/mistakes.ts';
import { enumerate, nearestName, possessive } from '../../wording/spelling.ts';
import type { Location, Parameter, Range } from '../../syntax/tree.ts';
import type { Given } from '../values/values.ts';
import type { MistakeCode } from '../../syntax/codes.ts';

/** What takes arguments: a layer, a block, a network or a function. */
export interface Signature {
  readonly name: string;
  readonly kind: 'layer' | 'block' | 'network' | 'function';
  readonly parameters: readonly { readonly name: string; readonly required: boolean }[];
  /** Of the parameters. */
  readonly names: readonly string[];
  /** How many of them may be given by position. */
  readonly positional: number;
}

interface ArgumentProblem {
  readonly code: MistakeCode;
  readonly location: Location;
  readonly message: string;
  readonly fixes?: readonly Fix[];
  /** The parameters whose values are not known because of it. */
  readonly unclear: readonly string[];
}

type Handed = {
  readonly name?: string | undefined;
  readonly location: Location;
  readonly whole: Location;
  readonly value: { readonly kind: string };
  /** Its value, where it is known and a number. */
  readonly size?: number | undefined;
  /** What is wrong with its value is told. */
  readonly isWrong?: boolean;
};

/** Nothing is written there, or nothing that is known. */
const isUnread = ({ value: { kind } }: Handed) => kind === 'missing' || kind === 'unknown';

const isDigits = (size: number | undefined) => size !== undefined && Number.isInteger(size) && size >= 0;

const layerSignatures = new WeakMap<AnyLayer, Signature>();

/** The first two arguments of a layer may be positional, the others go by name; a merge's are its operands. */
export function layerSignature(layer: AnyLayer): Signature {
  const known = layerSignatures.get(layer);
  if (known) return known;
  const parameters = Object.entries(layer.parameters).map(([name, { required }]) => ({ name, required }));
  const names = parameters.map(({ name }) => name);
  const positional = layer.operands === 'many' ? 0 : 2;
  const made: Signature = { name: layer.name, kind: 'layer', parameters, names, positional };
  layerSignatures.set(layer, made);
  return made;
}

const signatures = new WeakMap<readonly Parameter[], Signature>();

/** Of a declaration with these parameters. */
export function signature(
  name: string,
  kind: Signature['kind'],
  parameters: readonly Parameter[],
): Signature {
  const known = signatures.get(parameters);
  if (known?.name === name && known.kind === kind) return known;
  const made: Signature = {
    name,
    kind,
    parameters: parameters.map((parameter) => ({ name: parameter.name.name, required: !parameter.default })),
    names: parameters.map((parameter) => parameter.name.name),
    positional: parameters.length,
  };
  signatures.set(parameters, made);
  return made;
}

/** As `matchArguments`, where nothing is wrong; undefined otherwise. */
function matchSound<Argument extends Handed>(
  { parameters, names, positional }: Signature,
  given: readonly Argument[],
): Map<string, Argument> | undefined {
  const matched = new Map<string, Argument>();
  let position = 0;
  for (const argument of given) {
    if (argument.name === undefined && position >= positional) return undefined;
    const name = argument.name ?? names[position++];
    if (name === undefined || matched.has(name) || !names.includes(name)) return undefined;
    matched.set(name, argument);
  }
  return parameters.every(({ name, required }) => !required || matched.has(name)) ? matched : undefined;
}

/** Which parameter each argument is for, and what is wrong with the list. `callee`: where the name stands. */
export function matchArguments<Argument extends Handed>(
  called: Signature,
  given: readonly Argument[],
  callee: Location,
): { readonly matched: Map<string, Argument>; readonly problems: ArgumentProblem[] } {
  const sound = matchSound(called, given);
  if (sound) return { matched: sound, problems: [] };
  const { name, kind, parameters, names, positional } = called;
  const matched = new Map<string, Argument>();
  const problems: ArgumentProblem[] = [];
  let nextPosition = 0;
  let unclear = given.some(isUnread);
  const byPosition = given.filter((argument) => argument.name === undefined);
  const [channels, filters] = byPosition;
  const foreign =
    kind === 'layer' &&
    beginsWithInputChannels(
      names,
      byPosition.map(({ size }) => size),
    );
  if (foreign && channels && filters) problems.push(inputChannels(channels, filters));
  for (const argument of given) {
    if (foreign && argument === channels) continue;
    if (argument.name === undefined) {
      const parameter = names[nextPosition++];
      if (parameter !== undefined && nextPosition <= positional) {
        if (!matched.has(parameter)) matched.set(parameter, argument);
        else problems.push(twice(parameter, argument));
      } else {
        if (!isUnread(argument) && !argument.isWrong) problems.push(tooMany(argument, parameter));
        unclear = true;
      }
      continue;
    }
    if (!names.includes(argument.name)) {
      problems.push(unknownArgument(argument, argument.name));
      unclear = true;
    } else if (matched.has(argument.name)) problems.push(twice(argument.name, argument));
    else matched.set(argument.name, argument);
  }
  const missing = parameters.filter((parameter) => parameter.required && !matched.has(parameter.name));
  if (missing.length > 0 && !unclear) {
    const needs = enumerate(missing.map((parameter) => `\`${parameter.name}\``));
    problems.push({
      code: 'missing-argument',
      location: callee,
      unclear: names,
      message: `${name} needs ${needs}${example()}.`,
    });
  }
  return { matched, problems };

  function example(): string {
    if (kind !== 'layer') return `: ${name}(${names.join(', ')})`;
    const samples: Record<string, string> = {
      filters: '64',
      kernel: '3',
      units: '10',
      size: '2',
      rate: '0.5',
      groups: '2',
      factor: '2',
      shape: '7x7x512',
      from: '0',
      to: '32',
    };
    const wanted = parameters
      .filter((parameter) => parameter.required)
      .map(({ name: parameter }) => parameter);
    const shown = wanted.map((parameter, index) =>
      index < positional && names[index] === parameter && samples[parameter] !== undefined
        ? samples[parameter]
        : `${parameter}: ${samples[parameter] ?? '…'}`,
    );
    return `, as in ${name}(${shown.join(', ')})`;
  }

  function inputChannels(argument: Argument, next: Argument): ArgumentProblem {
    const range = { start: argument.location.start, end: next.location.start };
    return {
      code: 'input-channels-given',
      location: argument.location,
      message: `${name} knows its input's channels: it takes ${enumerate(names.slice(0, 2))} first${example()}.`,
      fixes: [{ title: "Remove the input's channels", range, text: '' }],
      unclear: names,
    };
  }

  function twice(parameter: string, argument: Argument): ArgumentProblem {
    return {
      code: 'argument-twice',
      location: argument.whole,
      message: `${name} is given ${parameter} twice.`,
      unclear: [parameter],
    };
  }

  function tooMany(argument: Argument, parameter: string | undefined): ArgumentProblem {
    const code = 'positional-argument';
    const takes =
      names.length === 0 ? 'no arguments' : names.length === 1 ? 'one argument' : `${names.length} arguments`;
    if (parameter === undefined || kind !== 'layer') {
      const list = names.length > 0 ? `: ${names.join(', ')}` : '';
      const comma = names.length === 1 ? decimalComma(argument) : undefined;
      if (comma) return comma;
      return {
        code: 'too-many-arguments',
        location: argument.whole,
        message: `${name} takes ${takes}${list}.`,
        unclear: names,
      };
    }
    const message = `From the third on, ${possessive(name)} arguments go by name: ${parameter}: ${argument.size === undefined ? '…' : `${argument.size}.`}`;
    const { start } = argument.location;
    const fixes = [{ title: `Write ${parameter}:`, range: { start, end: start }, text: `${parameter}: ` }];
    return { code, location: argument.whole, message, fixes, unclear: [parameter] };
  }

  /** `Dropout(0,5)` */
  function decimalComma(argument: Argument): ArgumentProblem | undefined {
    const before = given[given.indexOf(argument) - 1];
    const touches = before?.location.end === argument.location.start - 1;
    if (!touches || !isDigits(before.size) || !isDigits(argument.size)) return undefined;
    const number = `${before.size}.${argument.size}`;
    const range = { start: before.location.start, end: argument.location.end };
    return {
      code: 'too-many-arguments',
      location: argument.whole,
      message: `${name} takes one argument, ${names[0]}: the decimal sign is a point, as in ${name}(${number}).`,
      fixes: [{ title: `Write ${number}`, range, text: number }],
      unclear: names,
    };
  }

  function unknownArgument(argument: Argument, wrong: string): ArgumentProblem {
    const { whole } = argument;
    const location = { ...whole, end: whole.start + wrong.length };
    const nearest = nearestName(
      wrong,
      names.filter((other) => !matched.has(other)),
    );
    const hint = nearest === undefined ? habitHint(wrong, `${name}(…)`) : undefined;
    const has = hint ?? (names.length > 0 ? `it has ${enumerate(names)}` : 'it takes none');
    const message = `${name} has no argument ${wrong}${nearest ? `; did you mean ${nearest}?` : `; ${has}.`}`;
    const range = { start: location.start, end: location.end };
    const fixes = nearest ? [{ title: `Change to ${nearest}`, range, text: nearest }] : [];
    // What is known to be done otherwise here is meant for no parameter; else for one that is not given.
    const left = names.filter((other) => !matched.has(other) && !given.some(({ name }) => name === other));
    const unclear = nearest ? [nearest] : hint ? [] : left;
    return { code: 'unknown-argument', location, message, fixes, unclear };
  }
}

/** Matches the arguments of a block or function and reports what is wrong with them. */
export function bindArguments(
  context: Context,
  name: string,
  parameters: readonly Parameter[],
  given: readonly Given[],
  callee: Range,
  kind: Signature['kind'] = 'function',
): Map<string, Given> {
  const at = locate(context.file.uri, callee);
  const { matched, problems } = matchArguments(signature(name, kind, parameters), given, at);
  if (problems.length > 0) reportProblems(context, problems);
  return matched;
}

export function reportProblems(context: Context, problems: readonly ArgumentProblem[]) {
  for (const { code, location, message, fixes } of problems) {
    context.expansion.reportAt(context, code, location, message, { fixes });
  }
}
