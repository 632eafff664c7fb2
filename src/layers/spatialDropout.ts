import { rate } from './parts/arguments.ts';
import { dropoutLayer, invertedDropout } from './parts/invertedDropout.ts';
import { needsMap, onlyInput, onlyTensor } from './parts/operands.ts';

export const spatialDropout = dropoutLayer({
  name: 'SpatialDropout',
  documentation:
    'A dropout of whole channels: in training sets each feature map to zero with probability `rate` and scales ' +
    'the others up by 1 / (1 - rate).',
  source: 'Tompson et al., 2015',
  parameters: { rate: rate({ doc: 'The probability to drop a feature map.' }) },
  keeps: 'nothing',
  output({ inputs }) {
    const input = onlyInput({ inputs });
    return input.kind === 'vector' ? needsMap('SpatialDropout', input, 'use Dropout for a vector') : input;
  },
  brief({ arguments: given }) {
    return `${given.rate}`;
  },
  forward(context, inputs, { arguments: given, output }) {
    const x = onlyTensor(inputs);
    return invertedDropout(context, x, given.rate, [x.shape[0] ?? 1, 1, 1, output.channels]);
  },
});
