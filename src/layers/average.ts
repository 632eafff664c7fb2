import { elementwiseMerge } from './parts/elementwiseMerge.ts';

export const average = elementwiseMerge({
  name: 'Average',
  documentation: 'The mean of values of equal shape, element by element.',
  source: 'Perrone & Cooper, 1993',
  keeps: 'nothing',
  combined(ops, values) {
    const total = values.reduce((sum, value) => ops.add(sum, value));
    return ops.affine(total, 1 / values.length, 0);
  },
});
