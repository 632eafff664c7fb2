import { defineLayer } from './layer.ts';
import { epsilon, normalized, normalizingOperations } from './parts/normalizing.ts';
import { onlyInput, onlyTensor } from './parts/operands.ts';
import { channelScaleAndShift } from './parts/weights.ts';

export const layerNorm = defineLayer({
  name: 'LayerNorm',
  kind: 'normalization',
  documentation:
    'Normalizes each position over its channels, then scales and shifts each channel (`gamma`, `beta`). ' +
    'Does the same in training and at inference.',
  source: 'Ba et al., 2016; over channels: Liu et al., 2022 (ConvNeXt)',
  parameters: {
    epsilon,
  },
  operands: 'one',
  keeps: 'input',
  output({ inputs }) {
    return onlyInput({ inputs });
  },
  weights({ output }) {
    return channelScaleAndShift(output.channels);
  },
  elementwise({ output }) {
    return normalizingOperations(output);
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward({ ops, weight }, inputs, { arguments: given }) {
    const x = onlyTensor(inputs);
    const even = normalized(ops, x, [x.shape.length - 1], given.epsilon);
    return ops.add(ops.multiply(even, weight('gamma')), weight('beta'));
  },
});
