import { defineLayer } from './layer.ts';
import { eachPair, equalShapes, onlyTensor } from './operands.ts';

export const maximum = defineLayer({
  name: 'Maximum',
  kind: 'merge',
  documentation: 'The largest of values of equal shape, element by element (maxout).',
  source: 'Goodfellow et al., 2013',
  parameters: {},
  operands: 'many',
  keeps: 'both',
  output({ inputs }) {
    return equalShapes('Maximum', inputs);
  },
  elementwise({ inputs, output }) {
    return eachPair(inputs, output);
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward({ ops }, inputs) {
    const [, ...others] = inputs;
    return others.reduce((largest, other) => ops.maximum(largest, other), onlyTensor(inputs));
  },
});
