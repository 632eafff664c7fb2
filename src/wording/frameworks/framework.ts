/**
 * How another framework calls its layers, as data: what each takes, in order and with its defaults, and how that is
 * said here. Messages read it, and whoever imports a network.
 */

/** `null`: Python's None, where the framework decides; what is left out here decides the same way. */
export type Literal = number | boolean | string | null;

/** How a value there becomes the one here. */
export type Turn =
  /** The other share: 1 - value. */
  | 'rest'
  /** A value for the sum of `size` values, where here it stands for each. */
  | 'by-size'
  /** (left, right, top, bottom) for [top, bottom, left, right]. */
  | 'columns-first'
  /** ((top, bottom), (left, right)) for [top, bottom, left, right]. */
  | 'by-axis'
  /** Of a transposed convolution: so many rows and columns at the bottom and right that are not cropped. */
  | 'uncropped';

export type Meaning =
  | {
      readonly kind: 'argument';
      readonly argument: string;
      readonly turn?: Turn;
      /** Texts there, and what they are here. */
      readonly words?: Readonly<Record<string, string>>;
    }
  /** A layer knows it by itself, or it is said elsewhere. */
  | { readonly kind: 'needless'; readonly because?: string }
  /** The same, of one number; several mean what has no counterpart. */
  | { readonly kind: 'single'; readonly because: string; readonly why: string }
  /** A step of its own behind the layer. */
  | { readonly kind: 'activation' }
  /** The layer is that activation. */
  | { readonly kind: 'chosen' }
  /** The step's name. */
  | { readonly kind: 'name' }
  /** What the layer is applied to. */
  | { readonly kind: 'value' }
  /** Other values than these have no counterpart; a list is written `[1, 2]`. */
  | { readonly kind: 'only'; readonly values: readonly Literal[]; readonly why: string }
  /** These values have none. */
  | { readonly kind: 'except'; readonly values: readonly Literal[]; readonly why: string };

export interface ForeignParameter {
  readonly name: string;
  /** What earlier versions call it. */
  readonly formerly?: string;
  /** What it is where nothing is said; undefined where it must be given. */
  readonly default?: Literal;
  readonly means: Meaning;
}

/** A layer that is one here. */
export interface SaidLayer {
  readonly names: readonly string[];
  readonly layer: string;
  readonly parameters: readonly ForeignParameter[];
}

/** One that is none. */
export interface UnsaidLayer {
  readonly names: readonly string[];
  /** What is done instead, or why nothing is: it stands behind a `;` or a `:`. */
  readonly hint: string;
}

export interface Framework {
  readonly name: string;
  /** Through what its layers are reached: `nn.Conv2d`, `tf.keras.layers.Conv2D`. */
  readonly modules: readonly string[];
  readonly said: readonly SaidLayer[];
  readonly unsaid: readonly UnsaidLayer[];
}

export const argument = (
  name: string,
  here: string,
  standard?: Literal,
  more: {
    readonly turn?: Turn;
    readonly words?: Readonly<Record<string, string>>;
    readonly formerly?: string;
  } = {},
): ForeignParameter => {
  const { formerly, ...rest } = more;
  return {
    name,
    ...(formerly !== undefined && { formerly }),
    ...(standard !== undefined && { default: standard }),
    means: { kind: 'argument', argument: here, ...rest },
  };
};

export const needless = (name: string, because?: string): ForeignParameter => ({
  name,
  default: null,
  means: { kind: 'needless', ...(because !== undefined && { because }) },
});

/** Its default is the first of the values. */
export const only = (name: string, values: readonly Literal[], why: string): ForeignParameter => ({
  name,
  default: values[0] ?? null,
  means: { kind: 'only', values, why },
});

export const activation: ForeignParameter = {
  name: 'activation',
  default: null,
  means: { kind: 'activation' },
};

export const stepName: ForeignParameter = { name: 'name', default: null, means: { kind: 'name' } };

/** What a function is applied to. */
export const value = (name: string): ForeignParameter => ({ name, means: { kind: 'value' } });

export const said = (
  names: string | readonly string[],
  layer: string,
  ...parameters: readonly ForeignParameter[]
): SaidLayer => ({ names: typeof names === 'string' ? [names] : names, layer, parameters });

export const unsaid = (hint: string, ...names: readonly string[]): UnsaidLayer => ({ names, hint });
