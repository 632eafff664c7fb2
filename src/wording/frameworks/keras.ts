/** Keras' layers, as of 3.x and tf.keras. */
import { activation, argument, needless, only, said, stepName, unsaid, value } from './framework.ts';
import type { ForeignParameter, Framework } from './framework.ts';

const initializers = {
  he_normal: 'He',
  he_uniform: 'He',
  HeNormal: 'He',
  HeUniform: 'He',
  glorot_normal: 'Xavier',
  glorot_uniform: 'Xavier',
  GlorotNormal: 'Xavier',
  GlorotUniform: 'Xavier',
  lecun_normal: 'LeCun',
  lecun_uniform: 'LeCun',
  zeros: 'Zeros',
  ones: 'Ones',
} as const;

const recipe = 'it belongs to the recipe';
const strides = argument('strides', 'stride', 1);
const padding = argument('padding', 'padding', 'valid', { words: { same: 'same', valid: 'valid' } });
const channelsLast = only('data_format', [null, 'channels_last'], 'here channels come last');
const dilation = argument('dilation_rate', 'dilation', 1);
const bias = argument('use_bias', 'bias', true);
const init = (name: string, here: string): ForeignParameter =>
  argument(name, here, null, { words: initializers });

/** What every layer with weights ends in; `kernel`: what its weights are called. */
const weights = (kernel: string): readonly ForeignParameter[] => [
  activation,
  bias,
  init(`${kernel}_initializer`, 'init'),
  init('bias_initializer', 'bias_init'),
  needless(`${kernel}_regularizer`, recipe),
  needless('bias_regularizer', recipe),
  needless('activity_regularizer', recipe),
  only(`${kernel}_constraint`, [null], 'weights are not held within bounds here'),
  only('bias_constraint', [null], 'weights are not held within bounds here'),
];

/** What every layer takes. */
const layerOnly: readonly ForeignParameter[] = [
  stepName,
  needless('input_shape', 'a network states it first, as in `input 224x224x3`'),
  needless('input_dim', 'a network states it first, as in `input 224x224x3`'),
  needless('batch_input_shape', 'a network states it first, as in `input 224x224x3`'),
  only('trainable', [true], 'every weight is trained here'),
  needless('dtype'),
];

const layer = (names: string | readonly string[], here: string, ...parameters: readonly ForeignParameter[]) =>
  said(names, here, ...parameters, ...layerOnly);

const pool = [argument('pool_size', 'kernel', 2), argument('strides', 'stride', null), padding, channelsLast];
const globally = [
  channelsLast,
  only('keepdims', [false], 'it gives a vector; the map of one position is AdaptiveAvgPool(1)'),
];
const lastAxis = only('axis', [-1, 3], 'here channels come last, and it works along them');
const center = only('center', [true], 'here it always has its factors and offsets');
const scale = only('scale', [true], 'here it always has its factors and offsets');
const normalizerInits = [
  'beta_initializer',
  'gamma_initializer',
  'moving_mean_initializer',
  'moving_variance_initializer',
].map((name) => needless(name));
const sequences =
  'it works on sequences or volumes, and a value here is a map, height x width x channels, or a vector';
const noRecurrence = 'nothing here goes on from step to step: a network is a map of its input';
const prepares = 'what is done to the images before is said in the recipe, by `prepare` and `augment`';

export const keras: Framework = {
  name: 'Keras',
  modules: ['layers', 'keras', 'tf', 'tensorflow', 'models', 'activations'],
  said: [
    layer(
      ['Conv2D', 'Convolution2D'],
      'Conv',
      argument('filters', 'filters'),
      argument('kernel_size', 'kernel'),
      strides,
      padding,
      channelsLast,
      dilation,
      argument('groups', 'groups', 1),
      ...weights('kernel'),
    ),
    layer(
      ['Conv2DTranspose', 'Convolution2DTranspose'],
      'TransposedConv',
      argument('filters', 'filters'),
      argument('kernel_size', 'kernel'),
      strides,
      padding,
      only(
        'output_padding',
        [null],
        'here `padding` crops each side by itself, as in `padding: [1, 0, 1, 0]`',
      ),
      channelsLast,
      dilation,
      ...weights('kernel'),
    ),
    layer(
      'DepthwiseConv2D',
      'DepthwiseConv',
      argument('kernel_size', 'kernel'),
      strides,
      padding,
      argument('depth_multiplier', 'multiplier', 1),
      channelsLast,
      dilation,
      ...weights('depthwise'),
    ),
    layer(
      ['SeparableConv2D', 'SeparableConvolution2D'],
      'SeparableConv',
      argument('filters', 'filters'),
      argument('kernel_size', 'kernel'),
      strides,
      padding,
      channelsLast,
      dilation,
      only('depth_multiplier', [1], 'here each channel has one kernel'),
      activation,
      bias,
      ...['depthwise_initializer', 'pointwise_initializer', 'bias_initializer'].map((name) => needless(name)),
      ...['depthwise', 'pointwise', 'bias', 'activity'].map((name) =>
        needless(`${name}_regularizer`, recipe),
      ),
    ),
    layer('Dense', 'Dense', argument('units', 'units'), ...weights('kernel')),
    layer(['MaxPooling2D', 'MaxPool2D'], 'MaxPool', ...pool),
    layer(['AveragePooling2D', 'AvgPool2D'], 'AvgPool', ...pool),
    layer(['GlobalAveragePooling2D', 'GlobalAvgPool2D'], 'GlobalAvgPool', ...globally),
    layer(['GlobalMaxPooling2D', 'GlobalMaxPool2D'], 'GlobalMaxPool', ...globally),
    layer(
      'BatchNormalization',
      'BatchNorm',
      lastAxis,
      argument('momentum', 'momentum', 0.99, { turn: 'rest' }),
      argument('epsilon', 'epsilon', 0.001),
      center,
      scale,
      ...normalizerInits,
    ),
    layer('LayerNormalization', 'LayerNorm', lastAxis, argument('epsilon', 'epsilon', 0.001), center, scale),
    layer(
      'GroupNormalization',
      'GroupNorm',
      argument('groups', 'groups', 32),
      lastAxis,
      argument('epsilon', 'epsilon', 0.001),
      center,
      scale,
    ),
    layer(
      'Dropout',
      'Dropout',
      argument('rate', 'rate'),
      only('noise_shape', [null], 'here every value is dropped by itself'),
      needless('seed'),
    ),
    layer('SpatialDropout2D', 'SpatialDropout', argument('rate', 'rate'), channelsLast, needless('seed')),
    layer('Activation', '', { name: 'activation', means: { kind: 'chosen' } }),
    layer(
      'ReLU',
      'ReLU',
      only('max_value', [null], 'a bounded one is ReLU6'),
      only('negative_slope', [0], 'one with a slope is LeakyReLU(slope: 0.1)'),
      only('threshold', [0], 'here it begins at 0'),
    ),
    layer('ELU', 'ELU', argument('alpha', 'alpha', 1)),
    layer('LeakyReLU', 'LeakyReLU', argument('negative_slope', 'slope', 0.3, { formerly: 'alpha' })),
    layer(
      'PReLU',
      'PReLU',
      needless('alpha_initializer'),
      needless('alpha_regularizer', recipe),
      only('alpha_constraint', [null], 'weights are not held within bounds here'),
      {
        name: 'shared_axes',
        default: null,
        means: {
          kind: 'only',
          values: ['[1, 2]'],
          why: 'here it has a slope for each channel, as `shared_axes=[1, 2]` gives',
        },
      },
    ),
    layer('Softmax', 'Softmax', lastAxis),
    layer('Flatten', 'Flatten', channelsLast),
    layer('Reshape', 'Reshape', argument('target_shape', 'shape')),
    layer('ZeroPadding2D', 'Pad', argument('padding', 'size', 1, { turn: 'by-axis' }), channelsLast),
    layer('Cropping2D', 'Crop', argument('cropping', 'size', undefined, { turn: 'by-axis' }), channelsLast),
    layer(
      'UpSampling2D',
      'Upsample',
      argument('size', 'factor', 2),
      channelsLast,
      only('interpolation', ['nearest'], 'here each position is repeated'),
    ),
    layer('Identity', 'Identity'),
    layer('Add', 'Add'),
    layer('Concatenate', 'Concat', lastAxis),
    layer('Multiply', 'Multiply'),
    layer('Average', 'Average'),
    layer('Maximum', 'Maximum'),
    layer('add', 'Add', value('inputs')),
    layer('concatenate', 'Concat', value('inputs'), lastAxis),
    layer('multiply', 'Multiply', value('inputs')),
    layer('average', 'Average', value('inputs')),
    layer('maximum', 'Maximum', value('inputs')),
  ],
  unsaid: [
    unsaid('the layers near to it are LeakyReLU, PReLU and SiLU', 'SELU', 'CELU', 'Mish'),
    unsaid('the merges are Add, Multiply, Average, Maximum and Concat', 'Minimum', 'Subtract', 'Dot'),
    unsaid(
      'the layers near to it are Dropout and SpatialDropout',
      'GaussianDropout',
      'GaussianNoise',
      'AlphaDropout',
    ),
    unsaid(
      sequences,
      'Conv1D',
      'Conv3D',
      'Conv1DTranspose',
      'Conv3DTranspose',
      'SeparableConv1D',
      'DepthwiseConv1D',
    ),
    unsaid(
      sequences,
      'MaxPooling1D',
      'MaxPooling3D',
      'AveragePooling1D',
      'AveragePooling3D',
      'UpSampling1D',
      'UpSampling3D',
    ),
    unsaid(
      sequences,
      'GlobalAveragePooling1D',
      'GlobalAveragePooling3D',
      'GlobalMaxPooling1D',
      'GlobalMaxPooling3D',
    ),
    unsaid(
      sequences,
      'ZeroPadding1D',
      'ZeroPadding3D',
      'Cropping1D',
      'Cropping3D',
      'SpatialDropout1D',
      'SpatialDropout3D',
    ),
    unsaid(noRecurrence, 'SimpleRNN', 'LSTM', 'GRU', 'Bidirectional', 'TimeDistributed', 'ConvLSTM2D'),
    unsaid('there are no words here, only images', 'Embedding', 'TextVectorization'),
    unsaid(
      'there is no attention between positions here',
      'MultiHeadAttention',
      'Attention',
      'AdditiveAttention',
    ),
    unsaid('a function of its own is a block', 'Lambda'),
    unsaid('height, width and channels keep their order', 'Permute'),
    unsaid('a value is used where its name stands', 'RepeatVector', 'Masking'),
    unsaid(
      'the layers that normalize are BatchNorm, LayerNorm and GroupNorm',
      'UnitNormalization',
      'SpectralNormalization',
    ),
    unsaid(
      prepares,
      'Rescaling',
      'Normalization',
      'Resizing',
      'RandomFlip',
      'RandomCrop',
      'RandomRotation',
      'RandomZoom',
    ),
    unsaid(prepares, 'RandomTranslation', 'RandomContrast', 'RandomBrightness'),
  ],
};
