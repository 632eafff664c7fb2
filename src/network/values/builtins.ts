import type { RuntimeValue } from './values.ts';
import { numberValue } from './values.ts';
import { describe, valueText } from './valueText.ts';

/** What a function of the language says to its arguments: a value, or what is wrong with which of them. */
type BuiltinResult =
  RuntimeValue | { readonly kind: 'wrong'; readonly message: string; readonly argument?: number };

interface Builtin {
  readonly documentation: string;
  readonly call: string;
  apply(given: readonly RuntimeValue[]): BuiltinResult;
}

/** Python's `round`: halves go to the even neighbour. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const part = value - below;
  if (part !== 0.5) return part < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

const wrong = (message: string, argument?: number): BuiltinResult => ({ kind: 'wrong', message, argument });

/** @param wants what numbers it is for, where not for all: others make `compute` give no real number */
function ofNumber(
  name: string,
  documentation: string,
  compute: (value: number) => number,
  wants?: string,
): Builtin {
  return {
    documentation,
    call: `${name}(x)`,
    apply(given) {
      const [value] = given;
      if (given.length !== 1 || !value) return wrong(`${name} takes one number, as in ${name}(2.5).`);
      if (value.kind !== 'number') return wrong(`${name} takes a number, not ${describe(value)}.`, 0);
      const result = compute(value.value);
      return Number.isFinite(result)
        ? numberValue(result)
        : wrong(
            `${name}(${valueText(value)}) is not a real number${wants ? `: ${name} takes ${wants}` : ''}.`,
            0,
          );
    },
  };
}

function extreme(name: 'min' | 'max', documentation: string): Builtin {
  return {
    documentation,
    call: `${name}(a, b, …)`,
    apply(given) {
      const [only] = given;
      const elements = given.length === 1 && only?.kind === 'list' ? only.elements : given;
      if (elements.length === 0)
        return wrong(`${name} takes numbers or a list of them, as in ${name}(1, 2).`);
      let best: number | undefined;
      for (const [index, element] of elements.entries()) {
        if (element.kind === 'unknown') return element;
        if (element.kind !== 'number') {
          return wrong(`${name} compares numbers, not ${describe(element)}.`, elements === given ? index : 0);
        }
        if (best === undefined || (name === 'min' ? element.value < best : element.value > best))
          best = element.value;
      }
      return numberValue(best!);
    },
  };
}

/** The functions of the language: as Python's of the same name. */
export const builtins: ReadonlyMap<string, Builtin> = new Map([
  ['floor', ofNumber('floor', 'The largest whole number not above.', Math.floor)],
  ['ceil', ofNumber('ceil', 'The smallest whole number not below.', Math.ceil)],
  ['round', ofNumber('round', 'The nearest whole number; a half goes to the even one.', roundHalfEven)],
  ['sqrt', ofNumber('sqrt', 'The square root.', Math.sqrt, 'numbers of 0 or more')],
  ['log', ofNumber('log', 'The natural logarithm.', Math.log, 'numbers above 0')],
  ['min', extreme('min', 'The smallest of its arguments, or of a list.')],
  ['max', extreme('max', 'The largest of its arguments, or of a list.')],
  [
    'len',
    {
      documentation: 'How many elements a list has.',
      call: 'len(list)',
      apply([value, ...more]) {
        if (!value || more.length > 0) return wrong('len takes one list.');
        return value.kind === 'list'
          ? numberValue(value.elements.length)
          : wrong(`len takes a list, not ${describe(value)}.`, 0);
      },
    },
  ],
]);

export const isBuiltin = (name: string) => builtins.has(name);
