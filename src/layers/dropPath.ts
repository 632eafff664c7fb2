import { rate, word } from './parts/arguments.ts';
import { dropoutLayer, invertedDropout } from './parts/invertedDropout.ts';
import { onlyTensor } from './parts/operands.ts';

export const dropPath = dropoutLayer({
  name: 'DropPath',
  documentation:
    'Stochastic depth: in training drops the whole value with probability `rate`, image by image or for the ' +
    'batch at once, and scales it up by 1 / (1 - rate) otherwise. Stands at the end of a residual path.',
  source: 'Huang et al., 2016; Larsson et al., 2017',
  parameters: {
    rate: rate({ doc: 'The probability to drop the path.' }),
    per: word({ doc: 'What is dropped together.', choices: ['sample', 'batch'], default: 'sample' }),
  },
  keeps: 'nothing',
  brief({ arguments: given }) {
    return given.per === 'batch' ? `${given.rate} a batch` : `${given.rate}`;
  },
  forward(context, inputs, { arguments: given }) {
    const x = onlyTensor(inputs);
    const mask = x.shape.map((size, axis) => (axis === 0 && given.per === 'sample' ? size : 1));
    return invertedDropout(context, x, given.rate, mask);
  },
});
