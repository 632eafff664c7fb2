import { defineSchedule } from './definition.ts';
import { factor, warmup } from './parameters.ts';

export const exponential = defineSchedule({
  name: 'Exponential',
  documentation: 'Multiplies the rate by `factor` after every epoch.',
  parameters: { factor, warmup },
  examples: ['Exponential(0.9)', 'Exponential(factor: 0.9, warmup: 1)'],
  rate: ({ factor }, { base, epoch }) => base * factor ** epoch,
  growth: ({ factor }, epochs) => factor ** (epochs - 1),
});
