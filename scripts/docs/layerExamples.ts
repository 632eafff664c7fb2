import { argumentText } from '../../src/layers/parts/arguments.ts';
import type { AnyLayer } from '../../src/layers/layer.ts';
import type { ParameterSpec } from '../../src/layers/parameter.ts';

interface Example {
  /** Default: a feature map of 28x28x64. */
  readonly input?: string;
  /** Lines of a network's body, the last of which applies the layer. */
  readonly lines: readonly string[];
}

/** The lines without their input. */
const on = (...lines: string[]): Example => ({ lines });

/** Where more can be shown than what must be given. */
const chosen: Readonly<Record<string, Example>> = {
  Conv: on('Conv(128, 3, stride: 2)'),
  DepthwiseConv: on('DepthwiseConv(3)'),
  SeparableConv: on('SeparableConv(128, 3)'),
  TransposedConv: on('TransposedConv(32, 2, stride: 2)'),
  Dense: on('GlobalAvgPool', 'Dense(10)'),
  Flatten: { input: '7x7x512', lines: ['Flatten'] },
  Reshape: on('GlobalAvgPool -> Dense(6272)', 'Reshape(7x7x128)'),
  Pad: on('Pad(1, channels: [0, 64])'),
  Crop: on('Crop([0, 1, 0, 1])'),
  Upsample: on('Upsample(2)'),
  ChannelShuffle: on('ChannelShuffle(4)'),
  Slice: on('Slice(0, 32)'),
  MaxPool: on('MaxPool(3, stride: 2, ceil: true)'),
  AvgPool: on('AvgPool(2)'),
  AdaptiveAvgPool: on('AdaptiveAvgPool(7)'),
  Subsample: { input: '28x28x6', lines: ['Subsample(2)'] },
  LocalResponseNorm: { input: '55x55x96', lines: ['LocalResponseNorm(5)'] },
  GroupNorm: on('GroupNorm(32)'),
  Scale: on('Scale(1e-6)'),
  LeakyReLU: on('LeakyReLU(0.1)'),
  Tanh: on('Tanh(1.7159, 2 / 3)'),
  Softmax: on('GlobalAvgPool -> Dense(10)', 'Softmax'),
  Dropout: on('Dropout(0.5)'),
  SpatialDropout: on('SpatialDropout(0.2)'),
  DropPath: on('residual = Conv(64, 3) -> DropPath(0.2)', 'Add(input, residual)'),
  Add: on('Add(input, Conv(64, 3) -> ReLU)'),
  Concat: on('Concat(Conv(96, 1), Conv(16, 1) -> Conv(32, 5))'),
  Multiply: on('Multiply(input, GlobalAvgPool -> Dense(64) -> Sigmoid)'),
  Average: on('Average(Conv(64, 1), Conv(64, 3))'),
  Maximum: on('Maximum(Conv(64, 3), Conv(64, 3))'),
  Join: on('Join(Conv(64, 3), Conv(64, 3) -> Conv(64, 3))'),
  Identity: on('Conv(64, 3) -> ReLU', 'Add(Identity, input)'),
  RBF: on('GlobalAvgPool -> Dense(4)', 'RBF(2, [[1, 1, -1, -1], [-1, -1, 1, 1]])'),
};

/** A network whose body shows the layer at work; a layer without an example of its own gets the plainest one. */
export function exampleOf(layer: AnyLayer): string {
  const { input = '28x28x64', lines } = chosen[layer.name] ?? on(plainest(layer));
  return ['network Example {', `  input ${input}`, '', ...lines.map((line) => `  ${line}`), '}'].join('\n');
}

function plainest(layer: AnyLayer): string {
  const given = Object.entries(layer.parameters)
    .filter(([, spec]) => spec.required)
    .map(([name, spec], index) => (index < 2 ? plainValue(spec) : `${name}: ${plainValue(spec)}`));
  const values = layer.operands === 'many' ? ['input', 'Conv(64, 3)'] : [];
  const all = [...values, ...given];
  return all.length === 0 ? layer.name : `${layer.name}(${all.join(', ')})`;
}

/** A value that the parameter takes; a required parameter for which this does not do needs an entry above. */
function plainValue(spec: ParameterSpec): string {
  switch (spec.type) {
    case 'integer':
    case 'pair':
    case 'border':
      return String(Math.max(spec.minimum ?? 1, 2));
    case 'number':
      return argumentText(((spec.minimum ?? 0) + (spec.maximum ?? 1)) / 2);
    case 'boolean':
      return 'true';
    case 'padding':
      return 'same';
    case 'word':
      return spec.choices?.[0] ?? 'same';
    case 'dimensions':
      return '28x28x64';
    case 'table':
      return '[[0, 1], [0, 1]]';
    case 'initializer':
      return 'He';
  }
}
