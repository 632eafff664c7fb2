import { largestRate } from '../recipeBounds.ts';
import { defineSchedule } from './definition.ts';
import { warmup } from './parameters.ts';

export const cosine = defineSchedule({
  name: 'Cosine',
  documentation: 'Falls along half a cosine to `to` at the last step (Loshchilov and Hutter, 2017).',
  parameters: {
    to: {
      type: 'number',
      minimum: 0,
      maximum: largestRate,
      default: 0,
      documentation: 'The learning rate at the end.',
    },
    warmup,
  },
  examples: ['Cosine', 'Cosine(to: 0.01, warmup: 1.5)'],
  rate: ({ to }, { base, progress }) => to + ((base - to) * (1 + Math.cos(Math.PI * progress))) / 2,
});
