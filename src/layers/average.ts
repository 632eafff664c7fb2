import { defineLayer } from './layer.ts';
import { eachPair, equalShapes, onlyTensor } from './operands.ts';

export const average = defineLayer({
  name: 'Average',
  kind: 'merge',
  documentation: 'The mean of values of equal shape, element by element.',
  source: 'Perrone & Cooper, 1993',
  parameters: {},
  operands: 'many',
  keeps: 'nothing',
  output({ inputs }) {
    return equalShapes('Average', inputs);
  },
  elementwise({ inputs, output }) {
    return eachPair(inputs, output);
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward({ ops }, inputs) {
    const [, ...others] = inputs;
    const total = others.reduce((sum, other) => ops.add(sum, other), onlyTensor(inputs));
    return ops.affine(total, 1 / inputs.length, 0);
  },
});
