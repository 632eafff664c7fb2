import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './parts/operands.ts';
import { elements, vectorShape } from './shape.ts';

export const flatten = defineLayer({
  name: 'Flatten',
  kind: 'shape',
  documentation: 'Lays a feature map out as one vector, row by row, the channels of a position together.',
  parameters: {},
  operands: 'one',
  inPlace: true,
  keeps: 'nothing',
  output({ inputs }) {
    return vectorShape(elements(onlyInput({ inputs })));
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward({ ops }, inputs) {
    const x = onlyTensor(inputs);
    const [batch = 1, ...rest] = x.shape;
    return ops.reshape(x, [batch, rest.reduce((total, size) => total * size, 1)]);
  },
});
