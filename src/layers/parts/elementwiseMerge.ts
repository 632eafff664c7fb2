import type { AnyLayer, Layer } from '../layer.ts';
import { defineLayer } from '../layer.ts';
import { eachPair, equalShapes } from './operands.ts';
import type { Tensor, TensorOps } from '../tensorOps.ts';

interface ElementwiseMerge extends Pick<Layer, 'name' | 'documentation' | 'source' | 'keeps'> {
  /** The values, two or more of one shape, as one. */
  readonly combined: (ops: TensorOps, values: readonly Tensor[]) => Tensor;
}

/** The entry of a merge that combines values of equal shape element by element. */
export function elementwiseMerge({ combined, ...own }: ElementwiseMerge): AnyLayer {
  return defineLayer({
    ...own,
    kind: 'merge',
    parameters: {},
    operands: 'many',
    output({ inputs }) {
      return equalShapes(own.name, inputs);
    },
    elementwise({ inputs, output }) {
      return eachPair(inputs, output);
    },
    receptiveField() {
      return { kind: 'local' };
    },
    forward({ ops }, inputs) {
      return combined(ops, inputs);
    },
  });
}
