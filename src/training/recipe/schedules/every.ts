import { mostEpochs } from '../recipeBounds.ts';
import { defineSchedule } from './definition.ts';
import { factor, warmup } from './parameters.ts';

/** How often there is a change before the last epoch ends. */
const changes = (between: number, epochs: number): number => Math.floor((epochs - 1) / between);

export const every = defineSchedule({
  name: 'Every',
  documentation: 'Multiplies the rate by `factor` after every so many epochs.',
  parameters: {
    epochs: { type: 'whole', minimum: 1, maximum: mostEpochs, documentation: 'Epochs between two changes.' },
    factor,
    warmup,
  },
  examples: ['Every(3, 0.5)', 'Every(epochs: 4, factor: 0.94, warmup: 1)'],
  rate: ({ epochs, factor }, { base, epoch }) => base * factor ** Math.floor(epoch / epochs),
  jumps: ({ epochs: between, factor }, epochs) => ({
    after: Array.from({ length: changes(between, epochs) }, (_, n) => (n + 1) * between),
    factor,
  }),
  growth: ({ epochs: between, factor }, epochs) => factor ** changes(between, epochs),
});
