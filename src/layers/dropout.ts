import { rate } from './parts/arguments.ts';
import { dropoutLayer, invertedDropout } from './parts/invertedDropout.ts';
import { onlyTensor } from './parts/operands.ts';

export const dropout = dropoutLayer({
  name: 'Dropout',
  documentation:
    'In training sets each value to zero with probability `rate` and scales the rest up by 1 / (1 - rate); ' +
    'passes everything on unchanged at inference.',
  source: 'Srivastava et al., 2014',
  parameters: { rate: rate({ doc: 'The probability to drop a value.', default: 0.5 }) },
  keeps: 'output',
  brief({ arguments: given }) {
    return `${given.rate}`;
  },
  forward(context, inputs, { arguments: given }) {
    const x = onlyTensor(inputs);
    return invertedDropout(context, x, given.rate, x.shape);
  },
});
