import { lr } from '../optimizers/parameters.ts';
import { defineSchedule } from './definition.ts';
import { warmup } from './parameters.ts';

export const oneCycle = defineSchedule({
  name: 'OneCycle',
  documentation:
    'Rises from a 25th of `peak` to `peak` over the first 30 % of the steps, then falls to almost 0 (Smith, 2018).',
  parameters: { peak: { ...lr, documentation: 'The largest learning rate.' }, warmup },
  examples: ['OneCycle(0.4)'],
  setsRate: true,
  /** As PyTorch's OneCycleLR: half cosines from peak/25 up over 30 % of the steps, then down to peak/250,000. */
  rate({ peak }, { progress }) {
    const rise = 0.3;
    const between = (from: number, to: number, share: number): number =>
      to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
    return progress < rise
      ? between(peak / 25, peak, progress / rise)
      : between(peak, peak / 25 / 1e4, (progress - rise) / (1 - rise));
  },
});
