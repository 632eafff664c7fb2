import { defineLayer } from './layer.ts';
import { onlyInput, onlyTensor } from './parts/operands.ts';

export const identity = defineLayer({
  name: 'Identity',
  kind: 'shape',
  documentation: 'Passes the current value on as it is: `Add(Identity, input)`.',
  parameters: {},
  operands: 'one',
  inPlace: true,
  passesOn: true,
  keeps: 'nothing',
  output({ inputs }) {
    return onlyInput({ inputs });
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward(_context, inputs) {
    return onlyTensor(inputs);
  },
});
