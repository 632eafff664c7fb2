import type { WeightUpdate } from './definition.ts';
import { defineOptimizer, gradientTerms } from './definition.ts';
import { coupledDecay, decoupledDecay, epsilon, lr, share } from './parameters.ts';

const parameters = {
  lr: { ...lr, default: 1e-3 },
  beta1: share('Decay of the mean of the gradients.', 0.9),
  beta2: share('Decay of the mean of their squares.', 0.999),
  epsilon,
} as const;

interface Moments {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

const slots = ['mean', 'square'] as const;

/** @param coupled weight decay that is added to the gradient; `decoupled` is taken off the weight */
function move(
  { beta1, beta2, epsilon }: Moments,
  update: WeightUpdate,
  { coupled = 0, decoupled = 0 }: { readonly coupled?: number; readonly decoupled?: number },
): void {
  const { weight, decays, rate, step, slot, updates } = update;
  const mean = slot('mean');
  const square = slot('square');
  updates.linear(mean, beta1, gradientTerms(update, coupled, 1 - beta1));
  updates.square(square, beta2, 1 - beta2, gradientTerms(update, coupled));
  updates.quotient(weight, decays ? 1 - rate * decoupled : 1, {
    factor: -rate / (1 - beta1 ** (step + 1)),
    numerator: [{ factor: 1, value: mean }],
    square,
    correction: 1 / (1 - beta2 ** (step + 1)),
    epsilon,
  });
}

export const adam = defineOptimizer({
  name: 'Adam',
  documentation: 'Kingma and Ba (2015): a step size a weight, from running means of its gradients.',
  parameters: { ...parameters, weightDecay: coupledDecay },
  examples: ['Adam', 'Adam(lr: 0.02, beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weight_decay: 0.05)'],
  slots: () => slots,
  update: ({ weightDecay, ...given }, update) => move(given, update, { coupled: weightDecay }),
});

export const adamW = defineOptimizer({
  name: 'AdamW',
  documentation: 'Adam with decoupled weight decay (Loshchilov and Hutter, 2019).',
  parameters: { ...parameters, weightDecay: decoupledDecay },
  examples: ['AdamW', 'AdamW(lr: 0.02, beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weight_decay: 0.5)'],
  slots: () => slots,
  update: ({ weightDecay, ...given }, update) => move(given, update, { decoupled: weightDecay }),
});
