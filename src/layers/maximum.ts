import { elementwiseMerge } from './parts/elementwiseMerge.ts';

export const maximum = elementwiseMerge({
  name: 'Maximum',
  documentation: 'The largest of values of equal shape, element by element (maxout).',
  source: 'Goodfellow et al., 2013',
  keeps: 'both',
  combined(ops, values) {
    return values.reduce((largest, value) => ops.maximum(largest, value));
  },
});
