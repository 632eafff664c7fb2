import { mostEpochs } from '../recipeBounds.ts';
import { defineSchedule } from './definition.ts';
import { factor, warmup } from './parameters.ts';

export const step = defineSchedule({
  name: 'Step',
  documentation: 'Multiplies the rate by `factor` after each of the epochs in `at`.',
  parameters: {
    at: {
      type: 'increasing',
      minimum: 1,
      maximum: mostEpochs,
      documentation: 'Numbers of epochs, increasing: `[82, 123]`.',
    },
    factor: { ...factor, default: 0.1 },
    warmup,
  },
  examples: ['Step([3, 6])', 'Step(at: [2], factor: 0.5, warmup: 0.5)'],
  rate: ({ at, factor }, { base, epoch }) => base * factor ** at.filter((each) => epoch >= each).length,
  jumps: ({ at, factor }) => ({ after: at, factor }),
  growth: ({ at, factor }, epochs) => factor ** at.filter((epoch) => epoch < epochs).length,
});
