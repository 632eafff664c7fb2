import type { Initializer } from '../layer.ts';
import type { ArgumentValue, InitializerScheme } from '../parameter.ts';

interface SchemeEntry {
  readonly documentation: string;
  /** What the number in the call stands for; absent for schemes that take none. */
  readonly number?: { readonly name: string; readonly minimum?: number };
}

/**
 * The schemes that `init:` and `bias_init:` take.
 *
 * How expansion hands them over: a scheme without number (`He`) is a catalogue word, so it arrives as
 * the text `'He'` like every other word, may be passed on through block parameters as such, and
 * checkArgument turns it into a scheme. A call (`Normal(0.01)`) of a name for which `isSchemeName`
 * holds is evaluated with `schemeFromCall(name, [0.01])`, whose `value` is the argument to hand to
 * checkArgument; otherwise `expected` says what is wrong with the call.
 */
export const initializerSchemes: Readonly<Record<InitializerScheme['scheme'], SchemeEntry>> = {
  He: { documentation: 'Normal with variance 2 / fan-in, for layers followed by a ReLU (He et al., 2015).' },
  Xavier: { documentation: 'Normal with variance 2 / (fan-in + fan-out) (Glorot & Bengio, 2010).' },
  LeCun: { documentation: 'Normal with variance 1 / fan-in (LeCun et al., 1998).' },
  Zeros: { documentation: 'All zeros.' },
  Ones: { documentation: 'All ones.' },
  Normal: {
    documentation: 'Normal with mean 0 and the given standard deviation.',
    number: { name: 'standard deviation', minimum: 0 },
  },
  Uniform: {
    documentation: 'Uniform between minus and plus the given limit.',
    number: { name: 'limit', minimum: 0 },
  },
  Constant: { documentation: 'All equal to the given number.', number: { name: 'number' } },
};

export function isSchemeName(name: string): name is InitializerScheme['scheme'] {
  return Object.hasOwn(initializerSchemes, name);
}

type SchemeCheck =
  | { readonly ok: true; readonly value: InitializerScheme }
  | { readonly ok: false; readonly expected: string };

const exampleNumber = '0.01';

/** The scheme that `name(…values)` means; without `values` it is the bare word. */
export function schemeFromCall(
  name: InitializerScheme['scheme'],
  values: readonly (ArgumentValue | InitializerScheme)[],
): SchemeCheck {
  const { number } = initializerSchemes[name];
  const [value] = values;
  if (!number) {
    return values.length === 0
      ? { ok: true, value: { scheme: name } }
      : { ok: false, expected: `${name} without a number` };
  }
  const minimum = number.minimum ?? -Infinity;
  if (values.length !== 1 || typeof value !== 'number' || !Number.isFinite(value) || value < minimum) {
    const atLeast = minimum === 0 ? ' of 0 or more' : '';
    return {
      ok: false,
      expected: `${name} with its ${number.name}${atLeast}, as in ${name}(${exampleNumber})`,
    };
  }
  return { ok: true, value: { scheme: name, value } };
}

/** As the source writes it: `He`, `Normal(0.01)`. */
export function schemeText(scheme: InitializerScheme): string {
  return scheme.value === undefined ? scheme.scheme : `${scheme.scheme}(${scheme.value})`;
}

/** A scheme with a layer's fans filled in. */
export function initializer(scheme: InitializerScheme, fans: { fanIn: number; fanOut: number }): Initializer {
  switch (scheme.scheme) {
    case 'He':
      return { kind: 'he', ...fans };
    case 'Xavier':
      return { kind: 'xavier', ...fans };
    case 'LeCun':
      return { kind: 'lecun', ...fans };
    case 'Zeros':
      return { kind: 'zeros' };
    case 'Ones':
      return { kind: 'ones' };
    case 'Normal':
      return { kind: 'normal', deviation: scheme.value ?? 0 };
    case 'Uniform':
      return { kind: 'uniform', limit: scheme.value ?? 0 };
    case 'Constant':
      return { kind: 'constant', value: scheme.value ?? 0 };
  }
}
