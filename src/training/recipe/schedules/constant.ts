import { defineSchedule } from './definition.ts';
import { warmup } from './parameters.ts';

export const constant = defineSchedule({
  name: 'Constant',
  documentation: 'The rate stays.',
  parameters: { warmup },
  examples: [],
  isUnsaid: true,
  rate: (_, { base }) => base,
});
