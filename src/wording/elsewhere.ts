/** What people write out of habit from other frameworks, where a similar name would not help. */

import { frameworks, unsaidHint } from './frameworks/catalogue.ts';

/** Through what other frameworks reach their layers: `nn.Conv2d`, `tf.keras.layers.Conv2D`. */
export const frameworkModules: ReadonlySet<string> = new Set(frameworks.flatMap(({ modules }) => modules));

const none = 'leave the argument out for its default, or give Identity for a step that does nothing';
const alongChannels = 'layers and merges work along the channels';
const knowsChannels = "a layer knows its input's channels";

const squeezeExcite =
  'squeeze-and-excite is a merge, as in Multiply(input, GlobalAvgPool -> Dense(4) -> ReLU -> Dense(input.channels) -> Sigmoid)';

const hints: ReadonlyMap<string, string> = new Map([
  ['range', 'a loop is `repeat 3 as i { … }`, or `for c in [8, 16] { … }`'],
  ['while', 'a loop is `repeat 3 { … }`, or `for c in [8, 16] { … }`'],
  ['switch', 'a choice is `if input.channels == 3 { … } else { … }`'],
  ['output', 'what a body gives out is its last value, without a word'],
  ['print', '`cnn summary` prints what a network is made of, and the editor shows it'],
  ['none', none],
  ['None', none],
  ['null', none],
  ['Sequential', 'steps follow each other by `->`, or one to a line'],
  ['activation', 'an activation is a step of its own, as in `STEP -> ReLU`'],
  ['SE', squeezeExcite],
  ['SEBlock', squeezeExcite],
  ['SqueezeExcite', squeezeExcite],
  ['SqueezeExcitation', squeezeExcite],
  [
    'DepthToSpace',
    'no layer moves channels to positions; one that enlarges is TransposedConv(64, 2, stride: 2)',
  ],
  ['bilinear', 'Upsample repeats the nearest position'],
  ['log2', 'the logarithm to the base 2 is log(x) / log(2)'],
  ['log10', 'the logarithm to the base 10 is log(x) / log(10)'],
  ['pow', 'a power is written x ** 2'],
  ['axis', alongChannels],
  ['dim', alongChannels],
  ['in_channels', knowsChannels],
  ['in_features', knowsChannels],
  ['num_features', knowsChannels],
  ['input_shape', 'a network states it first, as in `input 224x224x3`'],
  ['name', 'a step is named behind it, as in `STEP as stem`'],
  ['inplace', 'activations work in place where they can'],
  ['FLOPs', 'one multiply-accumulate, as in `macs`, is two FLOPs'],
  ['flops', 'one multiply-accumulate, as in `macs`, is two FLOPs'],
]);

/** How what is meant by an unknown name is done here; undefined where it is no known habit. `step`: shown in it. */
export const habitHint = (name: string, step = 'Conv(64, 3)'): string | undefined =>
  hints.get(name)?.replace('STEP', step) ?? unsaidHint(name);

/** The largest kernel in use. */
const largestKernel = 11;

/**
 * Whether the numbers that a convolution is given by position begin with its input's channels, as PyTorch has it:
 * `Conv(3, 64, 3)`. `sizes`: undefined where an argument is no number.
 */
export function beginsWithInputChannels(
  parameters: readonly string[],
  sizes: readonly (number | undefined)[],
): boolean {
  const [, second, third] = sizes;
  if (parameters[0] !== 'filters' || parameters[1] !== 'kernel') return false;
  if (second === undefined || third === undefined || third > largestKernel) return false;
  // `Conv(96, 11, 4)` has a kernel and a stride; no kernel is `Conv(3, 6, 5)`'s 6 when 5 is no stride.
  return second > largestKernel || (second % 2 === 0 && third >= 3 && second > third);
}
