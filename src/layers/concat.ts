import { defineLayer } from './layer.ts';
import { mergeClash, onlyInput } from './parts/operands.ts';
import type { Shape } from './shape.ts';
import { mapShape, vectorShape } from './shape.ts';

function stacks(first: Shape, other: Shape): boolean {
  if (first.kind === 'vector' || other.kind === 'vector') return first.kind === other.kind;
  return first.height === other.height && first.width === other.width;
}

export const concat = defineLayer({
  name: 'Concat',
  kind: 'merge',
  documentation:
    'Stacks the channels of feature maps of equal height and width, in the order given; or joins vectors.',
  source: 'Szegedy et al., 2014 (Inception)',
  parameters: {},
  operands: 'many',
  inOrder: true,
  keeps: 'nothing',
  output({ inputs }) {
    const first = onlyInput({ inputs });
    const clash = inputs.findIndex((shape) => !stacks(first, shape));
    if (clash !== -1) return mergeClash('Concat', 'values of equal height and width', inputs, clash);
    const channels = inputs.reduce((total, shape) => total + shape.channels, 0);
    return first.kind === 'map' ? mapShape(first.height, first.width, channels) : vectorShape(channels);
  },
  receptiveField() {
    return { kind: 'local' };
  },
  forward({ ops }, inputs) {
    return ops.concat(inputs);
  },
});
