import { largestRate } from '../recipeBounds.ts';
import { defineSchedule } from './definition.ts';
import { warmup } from './parameters.ts';

export const polynomial = defineSchedule({
  name: 'Polynomial',
  documentation:
    'Falls to `to` at the last step as the share of the steps that are left, to the power `power`: 1 is a straight line.',
  parameters: {
    power: {
      type: 'number',
      above: 0,
      maximum: 100,
      default: 1,
      documentation: 'Below 1 the rate falls late, above 1 early.',
    },
    to: {
      type: 'number',
      minimum: 0,
      maximum: largestRate,
      default: 0,
      documentation: 'The learning rate at the end.',
    },
    warmup,
  },
  examples: ['Polynomial', 'Polynomial(0.9)', 'Polynomial(power: 2, to: 0.01, warmup: 1)'],
  rate: ({ power, to }, { base, progress }) => to + (base - to) * (1 - progress) ** power,
});
