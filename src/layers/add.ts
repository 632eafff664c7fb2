import { defineLayer } from './layer.ts';
import { eachPair, equalShapes, onlyTensor } from './operands.ts';

export const add = defineLayer({
  name: 'Add',
  kind: 'merge',
  documentation: 'Adds values of equal shape, element by element.',
  source: 'He et al., 2015 (shortcuts)',
  parameters: {},
  operands: 'many',
  keeps: 'nothing',
  output({ inputs }) {
    return equalShapes('Add', inputs);
  },
  elementwise({ inputs, output }) {
    return eachPair(inputs, output);
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward({ ops }, inputs) {
    const [, ...others] = inputs;
    return others.reduce((total, other) => ops.add(total, other), onlyTensor(inputs));
  },
});
