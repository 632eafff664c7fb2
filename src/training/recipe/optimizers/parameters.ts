/** Parameters that several optimizers have. */
import { largestRate } from '../recipeBounds.ts';

export const lr = {
  type: 'number',
  above: 0,
  maximum: largestRate,
  documentation: 'The learning rate that the schedule starts from.',
} as const;

/** Of a running mean: how much of it is kept. */
export const share = (documentation: string, value: number) =>
  ({ type: 'number', minimum: 0, below: 1, default: value, documentation }) as const;

export const momentum = {
  type: 'number',
  minimum: 0,
  below: 1,
  default: 0,
  documentation: 'How much of the last update is kept, from 0 to below 1.',
} as const;

export const epsilon = {
  type: 'number',
  above: 0,
  maximum: 1,
  default: 1e-8,
  documentation: 'Added to the divisor, so that it is never 0.',
} as const;

const decay = { type: 'number', minimum: 0, maximum: 10 } as const;

export const coupledDecay = {
  ...decay,
  default: 0,
  documentation: 'L2 penalty: this times the weight is added to its gradient.',
} as const;

export const decoupledDecay = {
  ...decay,
  default: 0.01,
  documentation: 'Decoupled: each step takes lr times this off the weight itself.',
} as const;
