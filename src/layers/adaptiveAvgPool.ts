import { pair } from './parts/arguments.ts';
import { product } from './parts/formula.ts';
import { defineLayer } from './layer.ts';
import { mapInput, needsMap, onlyInput, onlyTensor } from './parts/operands.ts';
import { mapShape } from './shape.ts';
import type { Pair, Tensor, TensorOps } from './tensorOps.ts';
import { pairText } from './parts/windows.ts';

/** From where to where the windows along one axis reach, the end excluded: PyTorch's rule. */
function ranges(size: number, count: number): Pair[] {
  return Array.from({ length: count }, (_, k) => [
    Math.floor((k * size) / count),
    Math.ceil(((k + 1) * size) / count),
  ]);
}

/** The means of the windows along the last axis but one of [A,size,C]. */
function pooledAlong(ops: TensorOps, x: Tensor, size: number, count: number): Tensor {
  if (size === count) return x;
  const [others = 1, , channels = 1] = x.shape;
  const share = new Float32Array(size * count);
  for (const [k, [start, end]] of ranges(size, count).entries()) {
    for (let position = start; position < end; position++) share[position * count + k] = 1 / (end - start);
  }
  const rows = ops.reshape(ops.transpose(x, [0, 2, 1]), [others * channels, size]);
  const pooled = ops.dense(rows, ops.constant(share, [size, count]));
  return ops.transpose(ops.reshape(pooled, [others, channels, count]), [0, 2, 1]);
}

export const adaptiveAvgPool = defineLayer({
  name: 'AdaptiveAvgPool',
  kind: 'pooling',
  documentation:
    'The means of as many windows as the output has positions, whatever the input’s size. The windows are as ' +
    'equal as whole pixels allow; where the size is no multiple, they overlap.',
  source: 'He et al., 2014 (spatial pyramid pooling); PyTorch’s AdaptiveAvgPool2d',
  parameters: { size: pair({ doc: 'The output’s size: a number, or height x width.' }) },
  operands: 'one',
  keeps: 'nothing',
  output({ arguments: given, inputs }) {
    const input = onlyInput({ inputs });
    if (input.kind === 'vector') return needsMap('AdaptiveAvgPool', input, 'a vector has nothing to pool');
    return mapShape(...given.size, input.channels);
  },
  elementwise({ arguments: given, inputs }) {
    const { height, width, channels } = mapInput({ inputs });
    const covered = (size: number, count: number): number =>
      ranges(size, count).reduce((total, [start, end]) => total + end - start, 0);
    return product(covered(height, given.size[0]), covered(width, given.size[1]), channels);
  },
  receptiveField({ arguments: given, inputs }) {
    const [rows, columns] = given.size;
    if (rows === 1 && columns === 1) return { kind: 'global' };
    const { height, width } = mapInput({ inputs });
    return { kind: 'share', input: [height, width], output: given.size };
  },
  brief({ arguments: given }) {
    return `to ${pairText(given.size, '×')}`;
  },
  forward({ ops }, inputs, { arguments: given, inputs: shapes }) {
    const x = onlyTensor(inputs);
    const [batch = 1] = x.shape;
    const { height, width, channels } = mapInput({ inputs: shapes });
    const [rows, columns] = given.size;
    const high = pooledAlong(ops, ops.reshape(x, [batch, height, width * channels]), height, rows);
    const wide = pooledAlong(ops, ops.reshape(high, [batch * rows, width, channels]), width, columns);
    return ops.reshape(wide, [batch, rows, columns, channels]);
  },
});
