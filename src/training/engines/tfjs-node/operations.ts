/** How TensorFlow's operations are called in tfjs-node: by name, with typed attributes, on tensors of its engine. */
import type { Border, ConvGeometry, Pair, Tensor, Window } from '../shared/kernels.ts';
import { reason, TrainingFailure } from '../../failure.ts';
import { type Core, type CoreTensor, own, seen } from '../shared/core.ts';
import { isSamePadding } from '../shared/padding.ts';

/** The part of tfjs-node's backend and addon that is used here. */
export interface NodeBackend {
  readonly binding: {
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
    readonly TF_BOOL: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_Version: string;
  };
  executeMultipleOutputs(
    name: string,
    attributes: Attribute[],
    inputs: CoreTensor[],
    outputs: number,
  ): CoreTensor[];
}

/** TensorFlow's status code for memory that can't be had. */
const RESOURCE_EXHAUSTED = 8;

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

export function nodeOperations(tf: Core, backend: NodeBackend) {
  const { binding } = backend;
  const engine = tf.engine();

  const float = (name = 'T'): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT });
  const int32 = (name: string): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 });
  const text = (name: string, value: string): Attribute => ({ name, type: binding.TF_ATTR_STRING, value });
  const whole = (name: string, value: number | readonly number[]): Attribute => ({
    name,
    type: binding.TF_ATTR_INT,
    value,
  });
  const real = (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_FLOAT, value });
  const truth = (name: string, value: boolean): Attribute => ({ name, type: binding.TF_ATTR_BOOL, value });

  const runMany = (
    op: string,
    attributes: Attribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[] => {
    try {
      return backend.executeMultipleOutputs(op, attributes, inputs.map(own), outputs).map(seen);
    } catch (error) {
      if (!reason(error).startsWith(`Invalid TF_Status: ${RESOURCE_EXHAUSTED}`)) throw error;
      throw new TrainingFailure(
        'memory',
        'The training step does not fit into memory; choose a smaller batch or a smaller network.',
        error,
      );
    }
  };
  const run = (op: string, attributes: Attribute[], inputs: readonly Tensor[]): Tensor =>
    runMany(op, attributes, inputs, 1)[0]!;

  const dispose = (...tensors: readonly Tensor[]): void => {
    for (const tensor of tensors) own(tensor).dispose();
  };
  const upload = (values: Float32Array, shape: readonly number[]): Tensor =>
    seen(engine.makeTensor(values.slice(), [...shape], 'float32'));
  const scalar = (value: number): Tensor => seen(engine.makeTensor(Float32Array.of(value), [], 'float32'));

  /** Shapes, axes and the like, as int32 tensors: there are few, and they come again every step. */
  const constants = new Map<string, Tensor>();
  const ints = (values: readonly number[], shape: readonly number[] = [values.length]): Tensor => {
    const key = `${values.join()}:${shape.join()}`;
    let constant = constants.get(key);
    if (!constant) {
      constant = seen(tf.keep(engine.makeTensor(Int32Array.from(values), [...shape], 'int32')));
      constants.set(key, constant);
    }
    return constant;
  };
  let emptyTensor: Tensor | undefined;
  const empty = (): Tensor =>
    (emptyTensor ??= seen(tf.keep(engine.makeTensor(new Float32Array(0), [0], 'float32'))));

  const paddingAttributes = (
    [, height, width]: readonly number[],
    kernel: Pair,
    stride: Pair,
    dilation: Pair,
    padding: Border,
  ): Attribute[] => {
    if (padding.every((size) => size === 0)) return [text('padding', 'VALID')];
    if (isSamePadding([height!, width!], kernel, stride, dilation, padding)) return [text('padding', 'SAME')];
    const [top, bottom, left, right] = padding;
    return [text('padding', 'EXPLICIT'), whole('explicit_paddings', [0, 0, top, bottom, left, right, 0, 0])];
  };

  const convAttributes = (
    inputShape: readonly number[],
    kernelShape: readonly number[],
    { stride, padding, dilation }: ConvGeometry,
  ): Attribute[] => [
    float(),
    whole('strides', [1, ...stride, 1]),
    whole('dilations', [1, ...dilation, 1]),
    text('data_format', 'NHWC'),
    ...paddingAttributes(inputShape, [kernelShape[0]!, kernelShape[1]!], stride, dilation, padding),
  ];

  const poolAttributes = (shape: readonly number[], { kernel, stride, padding }: Window): Attribute[] => [
    float(),
    whole('ksize', [1, ...kernel, 1]),
    whole('strides', [1, ...stride, 1]),
    text('data_format', 'NHWC'),
    ...paddingAttributes(shape, kernel, stride, [1, 1], padding),
  ];

  const sliceAttributes: Attribute[] = [float(), int32('Index')];
  for (const mask of ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask']) {
    sliceAttributes.push(whole(mask, 0));
  }

  const normAttributes = (epsilon: number, training: boolean): Attribute[] => [
    float(),
    float('U'),
    real('epsilon', epsilon),
    text('data_format', 'NHWC'),
    truth('is_training', training),
  ];

  return {
    run,
    runMany,
    dispose,
    upload,
    scalar,
    ints,
    empty,
    attributes: { float, int32, text, whole, real, truth },
    convAttributes,
    poolAttributes,
    sliceAttributes,
    normAttributes,
  };
}
