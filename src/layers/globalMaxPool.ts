import { product } from './parts/formula.ts';
import { defineLayer } from './layer.ts';
import { mapInput, needsMap, onlyInput, onlyTensor } from './parts/operands.ts';
import { dimensions, vectorShape } from './shape.ts';

export const globalMaxPool = defineLayer({
  name: 'GlobalMaxPool',
  kind: 'pooling',
  documentation: 'The largest value of each channel over all positions: a vector with one number a channel.',
  source: 'Oquab et al., 2015',
  parameters: {},
  operands: 'one',
  keeps: 'both',
  output({ inputs }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'vector') return needsMap('GlobalMaxPool', input, 'a vector is already pooled');
    return vectorShape(input.channels);
  },
  elementwise({ inputs }) {
    return product(...dimensions(onlyInput({ inputs })));
  },
  receptiveField() {
    return { kind: 'global' };
  },
  forward({ ops }, inputs, { inputs: shapes, output }) {
    const x = onlyTensor(inputs);
    const { height, width } = mapInput({ inputs: shapes });
    const whole = [height, width] as const;
    const largest = ops.maxPool(x, { kernel: whole, stride: whole, padding: [0, 0, 0, 0] });
    return ops.reshape(largest, [x.shape[0] ?? 1, output.channels]);
  },
});
