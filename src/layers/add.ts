import { elementwiseMerge } from './parts/elementwiseMerge.ts';

export const add = elementwiseMerge({
  name: 'Add',
  documentation: 'Adds values of equal shape, element by element.',
  source: 'He et al., 2015 (shortcuts)',
  keeps: 'nothing',
  combined(ops, values) {
    return values.reduce((total, value) => ops.add(total, value));
  },
});
