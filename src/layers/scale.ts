import { boolean, number } from './parts/arguments.ts';
import { product } from './parts/formula.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './parts/operands.ts';
import { dimensions } from './shape.ts';

export const scale = defineLayer({
  name: 'Scale',
  kind: 'normalization',
  documentation:
    'Multiplies each channel by a factor, which is learned unless told otherwise: then it is a constant, and no ' +
    'parameter.',
  source: 'Szegedy et al., 2016 (fixed, in Inception-ResNet); Touvron et al., 2021 (LayerScale)',
  parameters: {
    init: number({ doc: 'The factor to begin with.', default: 1, plausible: { least: -10, most: 10 } }),
    trainable: boolean({ doc: 'Whether the factors are learned.', default: true }),
  },
  operands: 'one',
  keeps: 'input',
  output({ inputs }) {
    return onlyInput({ inputs });
  },
  weights({ arguments: given, output }) {
    if (!given.trainable) return [];
    return [
      {
        name: 'factor',
        shape: [output.channels],
        initializer: { kind: 'constant', value: given.init },
        trainable: true,
        decays: true,
      },
    ];
  },
  elementwise({ output }) {
    return product(...dimensions(output));
  },
  receptiveField() {
    return { kind: 'local' };
  },
  brief({ arguments: given }) {
    return `${given.init}`;
  },
  forward({ ops, weight }, inputs, { arguments: given }) {
    const x = onlyTensor(inputs);
    return given.trainable ? ops.multiply(x, weight('factor')) : ops.affine(x, given.init, 0);
  },
});
