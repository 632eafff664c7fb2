import { boolean, initializerArgument } from './arguments.ts';
import { initializer } from './initializers.ts';
import type { WeightSpec } from '../layer.ts';
import type { InitializerScheme } from '../parameter.ts';

interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** The parameters of layers with a kernel and a bias, in the order of their documentation. */
export const weightParameters = {
  bias: boolean({
    doc: 'Whether a bias is added to each output channel. Superfluous before a batch norm.',
    default: true,
  }),
  init: initializerArgument({
    doc: 'How the kernel is initialized: `He`, `Xavier`, `LeCun`, `Normal(0.01)`, …',
    default: { scheme: 'He' },
  }),
  bias_init: initializerArgument({ doc: 'How the bias is initialized.', default: { scheme: 'Zeros' } }),
} as const;

export function kernel(shape: readonly number[], fans: Fans, scheme: InitializerScheme): WeightSpec {
  return { name: 'kernel', shape, initializer: initializer(scheme, fans), trainable: true, decays: true };
}

/** The bias as a list, empty where the layer has none. */
export function bias(
  given: { readonly bias: boolean; readonly bias_init: InitializerScheme },
  units: number,
  fans: Fans,
): WeightSpec[] {
  if (!given.bias) return [];
  return [
    {
      name: 'bias',
      shape: [units],
      initializer: initializer(given.bias_init, fans),
      trainable: true,
      decays: true,
    },
  ];
}

/** A norm's factor and shift for each channel, that change nothing at first. */
export function channelScaleAndShift(channels: number): WeightSpec[] {
  const rest = { shape: [channels], trainable: true, decays: true };
  return [
    { name: 'gamma', initializer: { kind: 'ones' }, ...rest },
    { name: 'beta', initializer: { kind: 'zeros' }, ...rest },
  ];
}
