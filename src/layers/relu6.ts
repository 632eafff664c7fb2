import { product } from './figures.ts';
import { defineLayer } from './layer.ts';
import { atMostSix } from './clipping.ts';
import { onlyInput, onlyTensor } from './operands.ts';
import { dimensions } from './shape.ts';

export const relu6 = defineLayer({
  name: 'ReLU6',
  kind: 'activation',
  documentation: 'A ReLU that stops at 6: min(max(0, x), 6).',
  source: 'Krizhevsky, 2010; Howard et al., 2017 (MobileNet)',
  parameters: {},
  operands: 'one',
  inPlace: true,
  keeps: 'output',
  output({ inputs }) {
    return onlyInput({ inputs });
  },
  elementwise({ output }) {
    return product(...dimensions(output));
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward({ ops }, inputs) {
    const x = onlyTensor(inputs);
    return atMostSix(ops, x);
  },
});
