import { product } from './parts/formula.ts';
import { defineLayer } from './layer.ts';
import { needsMap, onlyInput, onlyTensor } from './parts/operands.ts';
import { dimensions, vectorShape } from './shape.ts';

export const globalAvgPool = defineLayer({
  name: 'GlobalAvgPool',
  kind: 'pooling',
  documentation: 'The mean of each channel over all positions: a vector with one number a channel.',
  source: 'Lin et al., 2013 (Network in Network)',
  parameters: {},
  operands: 'one',
  keeps: 'nothing',
  output({ inputs }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'vector') return needsMap('GlobalAvgPool', input, 'a vector is already pooled');
    return vectorShape(input.channels);
  },
  elementwise({ inputs }) {
    return product(...dimensions(onlyInput({ inputs })));
  },
  receptiveField() {
    return { kind: 'global' };
  },
  forward({ ops }, inputs) {
    return ops.globalAvgPool(onlyTensor(inputs));
  },
});
