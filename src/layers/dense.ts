import { integer } from './parts/arguments.ts';
import { product, sum } from './parts/formula.ts';
import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor, shapeInWords } from './parts/operands.ts';
import { vectorShape } from './shape.ts';
import { bias, kernel, weightParameters } from './parts/weights.ts';

export const dense = defineLayer({
  name: 'Dense',
  kind: 'dense',
  documentation: 'Fully connected: every unit is a weighted sum of the whole input vector.',
  source: 'Rosenblatt, 1958',
  parameters: {
    units: integer({ doc: 'How many numbers come out.' }),
    ...weightParameters,
  },
  operands: 'one',
  countsInDepth: true,
  keeps: 'input',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'map') {
      return {
        code: 'dense-on-feature-map',
        message: `Dense works on a vector, but its input is ${shapeInWords(input)}: put Flatten or GlobalAvgPool before it.`,
        fixes: [
          { title: 'Insert Flatten', insertBefore: 'Flatten' },
          { title: 'Insert GlobalAvgPool', insertBefore: 'GlobalAvgPool' },
        ],
      };
    }
    return vectorShape(given.units);
  },
  weights({ arguments: given, inputs }) {
    const { channels } = onlyInput({ inputs });
    const fans = { fanIn: channels, fanOut: given.units };
    return [kernel([channels, given.units], fans, given.init), ...bias(given, given.units, fans)];
  },
  macs({ arguments: given, inputs }) {
    return product(onlyInput({ inputs }).channels, given.units);
  },
  elementwise({ arguments: given }) {
    return given.bias ? product(given.units) : sum();
  },
  receptiveField() {
    return { kind: 'global' };
  },
  brief({ arguments: given }) {
    return `${given.units}`;
  },
  forward({ ops, weight }, inputs, { arguments: given }) {
    const y = ops.dense(onlyTensor(inputs), weight('kernel'));
    return given.bias ? ops.addBias(y, weight('bias')) : y;
  },
});
