import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { equalShapes, onlyTensor } from './operands.ts';
import { elements } from './shape.ts';

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
    return product(inputs.length - 1, elements(output));
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward({ ops }, inputs) {
    const [, ...others] = inputs;
    return others.reduce((total, other) => ops.add(total, other), onlyTensor(inputs));
  },
});
