/** PyTorch's torch.nn and torch.nn.functional, as of 2.x. */
import { argument, needless, only, said, unsaid, value } from './framework.ts';
import type { ForeignParameter, Framework, SaidLayer } from './framework.ts';

const inplace = needless('inplace');
const zeroPadding = only('padding_mode', ['zeros'], 'here a convolution is padded with zeros');
const affine = only('affine', [true], 'here it always has its factors and offsets');
const bias = argument('bias', 'bias', true);
const undilated = only('dilation', [1], 'here a pooling’s window has no gaps');
const noIndices = only('return_indices', [false], 'here a pooling tells no places');
const padding = argument('padding', 'padding', 0, { words: { same: 'same', valid: 'valid' } });
const knowsChannels = needless('in_channels', 'a layer knows its input’s channels');
const sequences =
  'it works on sequences or volumes, and a value here is a map, height x width x channels, or a vector';
const noRecurrence = 'nothing here goes on from step to step: a network is a map of its input';

const convolution = [
  argument('out_channels', 'filters'),
  argument('kernel_size', 'kernel'),
  argument('stride', 'stride', 1),
  padding,
  argument('dilation', 'dilation', 1),
  argument('groups', 'groups', 1),
  bias,
  zeroPadding,
];

const transposed = [
  argument('out_channels', 'filters'),
  argument('kernel_size', 'kernel'),
  argument('stride', 'stride', 1),
  padding,
  argument('output_padding', 'padding', 0, { turn: 'uncropped' }),
  argument('groups', 'groups', 1),
  bias,
  argument('dilation', 'dilation', 1),
  zeroPadding,
];

const batchNorm = [
  argument('eps', 'epsilon', 1e-5),
  argument('momentum', 'momentum', 0.1),
  affine,
  only('track_running_stats', [true], 'here it always keeps running statistics'),
];

/** A layer and the function of the same parameters, which takes its value first. */
const both = (
  layerName: string,
  functionName: string,
  layer: string,
  ...parameters: readonly ForeignParameter[]
): SaidLayer[] => [
  said(layerName, layer, ...parameters),
  said(functionName, layer, value('input'), ...parameters, needless('training')),
];

export const pytorch: Framework = {
  name: 'PyTorch',
  modules: ['nn', 'F', 'torch', 'functional', 'torchvision', 'ops'],
  said: [
    said('Conv2d', 'Conv', knowsChannels, ...convolution),
    said('LazyConv2d', 'Conv', ...convolution),
    said('ConvTranspose2d', 'TransposedConv', knowsChannels, ...transposed),
    said('LazyConvTranspose2d', 'TransposedConv', ...transposed),
    said(
      'Linear',
      'Dense',
      needless('in_features', 'a layer knows its input’s numbers'),
      argument('out_features', 'units'),
      bias,
    ),
    said('LazyLinear', 'Dense', argument('out_features', 'units'), bias),
    ...both(
      'MaxPool2d',
      'max_pool2d',
      'MaxPool',
      argument('kernel_size', 'kernel'),
      argument('stride', 'stride', null),
      padding,
      undilated,
      noIndices,
      argument('ceil_mode', 'ceil', false),
    ),
    ...both(
      'AvgPool2d',
      'avg_pool2d',
      'AvgPool',
      argument('kernel_size', 'kernel'),
      argument('stride', 'stride', null),
      padding,
      argument('ceil_mode', 'ceil', false),
      only('count_include_pad', [true], 'here explicit padding counts in the mean'),
      only('divisor_override', [null], 'here a mean is divided by its window'),
    ),
    ...both('AdaptiveAvgPool2d', 'adaptive_avg_pool2d', 'AdaptiveAvgPool', argument('output_size', 'size')),
    said(
      ['BatchNorm2d', 'BatchNorm1d', 'SyncBatchNorm'],
      'BatchNorm',
      needless('num_features', 'a layer knows its input’s channels'),
      ...batchNorm,
    ),
    said(['LazyBatchNorm2d', 'LazyBatchNorm1d'], 'BatchNorm', ...batchNorm),
    said(
      'GroupNorm',
      'GroupNorm',
      argument('num_groups', 'groups'),
      needless('num_channels', 'a layer knows its input’s channels'),
      argument('eps', 'epsilon', 1e-5),
      affine,
    ),
    said(
      'LayerNorm',
      'LayerNorm',
      {
        name: 'normalized_shape',
        means: {
          kind: 'single',
          because: 'each position is normalized over its channels',
          why: 'here each position is normalized over its channels alone',
        },
      },
      argument('eps', 'epsilon', 1e-5),
      only('elementwise_affine', [true], 'here it always has its factors and offsets'),
      only('bias', [true], 'here it always has its factors and offsets'),
    ),
    said(
      'LocalResponseNorm',
      'LocalResponseNorm',
      argument('size', 'size'),
      argument('alpha', 'alpha', 1e-4, { turn: 'by-size' }),
      argument('beta', 'beta', 0.75),
      argument('k', 'k', 1),
    ),
    ...both('Dropout', 'dropout', 'Dropout', argument('p', 'rate', 0.5), inplace),
    ...both('Dropout2d', 'dropout2d', 'SpatialDropout', argument('p', 'rate', 0.5), inplace),
    said(
      'StochasticDepth',
      'DropPath',
      argument('p', 'rate'),
      argument('mode', 'per', undefined, { words: { row: 'sample', batch: 'batch' } }),
    ),
    said('DropPath', 'DropPath', argument('drop_prob', 'rate', 0)),
    ...both('ReLU', 'relu', 'ReLU', inplace),
    ...both('ReLU6', 'relu6', 'ReLU6', inplace),
    ...both('LeakyReLU', 'leaky_relu', 'LeakyReLU', argument('negative_slope', 'slope', 0.01), inplace),
    ...both('ELU', 'elu', 'ELU', argument('alpha', 'alpha', 1), inplace),
    ...both('Sigmoid', 'sigmoid', 'Sigmoid'),
    ...both('Tanh', 'tanh', 'Tanh'),
    ...both('SiLU', 'silu', 'SiLU', inplace),
    ...both('Hardsigmoid', 'hardsigmoid', 'HardSigmoid', inplace),
    ...both('Hardswish', 'hardswish', 'HardSwish', inplace),
    ...both(
      'Hardtanh',
      'hardtanh',
      'HardTanh',
      only('min_val', [-1], 'here it is cut at -1 and 1'),
      only('max_val', [1], 'here it is cut at -1 and 1'),
      inplace,
    ),
    ...both('GELU', 'gelu', 'GELU', only('approximate', ['none'], 'here it is the exact one')),
    ...both('Softmax', 'softmax', 'Softmax', needless('dim', 'it is over the channels')),
    said('Softmax2d', 'Softmax'),
    ...both(
      'PReLU',
      'prelu',
      'PReLU',
      {
        name: 'num_parameters',
        default: 1,
        means: { kind: 'except', values: [1], why: 'here it has a slope for each channel, not one for all' },
      },
      only('init', [0.25], 'here its slopes begin at 0.25'),
    ),
    said(
      'Flatten',
      'Flatten',
      only('start_dim', [1], 'here all of an image’s values become one vector'),
      only('end_dim', [-1], 'here all of an image’s values become one vector'),
    ),
    said(
      'flatten',
      'Flatten',
      value('input'),
      only('start_dim', [1], 'here all of an image’s values become one vector'),
      only('end_dim', [-1], 'here all of an image’s values become one vector'),
    ),
    said('Identity', 'Identity'),
    said(
      'Upsample',
      'Upsample',
      only('size', [null], 'here it is told how many times higher and wider, as in `Upsample(2)`'),
      argument('scale_factor', 'factor'),
      only('mode', ['nearest'], 'here each position is repeated'),
      only('align_corners', [null, false], 'here each position is repeated'),
    ),
    said(
      'interpolate',
      'Upsample',
      value('input'),
      only('size', [null], 'here it is told how many times higher and wider, as in `Upsample(2)`'),
      argument('scale_factor', 'factor'),
      only('mode', ['nearest'], 'here each position is repeated'),
      only('align_corners', [null, false], 'here each position is repeated'),
    ),
    said(
      'UpsamplingNearest2d',
      'Upsample',
      only('size', [null], 'here it is told how many times higher and wider, as in `Upsample(2)`'),
      argument('scale_factor', 'factor'),
    ),
    said('ZeroPad2d', 'Pad', argument('padding', 'size', undefined, { turn: 'columns-first' })),
    said(
      'ConstantPad2d',
      'Pad',
      argument('padding', 'size', undefined, { turn: 'columns-first' }),
      only('value', [0], 'here it is padded with zeros'),
    ),
    said(
      ['cat', 'concat', 'concatenate'],
      'Concat',
      value('tensors'),
      needless('dim', 'it stacks the channels'),
    ),
    said('add', 'Add', value('input'), value('other')),
    said('mul', 'Multiply', value('input'), value('other')),
    said('maximum', 'Maximum', value('input'), value('other')),
    said('ChannelShuffle', 'ChannelShuffle', argument('groups', 'groups')),
  ],
  unsaid: [
    unsaid('the layers near to it are LeakyReLU, PReLU and SiLU', 'SELU', 'CELU', 'Mish', 'RReLU', 'selu'),
    unsaid(
      'the layers near to it are ReLU, Sigmoid and Tanh',
      'Softplus',
      'Softsign',
      'LogSigmoid',
      'Tanhshrink',
    ),
    unsaid('the layers near to it are ReLU and HardTanh', 'Softshrink', 'Hardshrink', 'Threshold', 'GLU'),
    unsaid(
      'the scores themselves are what the loss takes: leave it out, or give Softmax',
      'LogSoftmax',
      'log_softmax',
    ),
    unsaid('the layer near to it is Softmax', 'Softmin', 'AdaptiveLogSoftmaxWithLoss'),
    unsaid(
      'no layer puts values back where a pooling took them; a layer that enlarges is Upsample(2) or TransposedConv(64, 2, stride: 2)',
      'MaxUnpool2d',
      'max_unpool2d',
    ),
    unsaid(
      'the pooling of any size takes means, AdaptiveAvgPool; the largest of each channel is GlobalMaxPool',
      'AdaptiveMaxPool2d',
      'adaptive_max_pool2d',
    ),
    unsaid('the poolings are MaxPool and AvgPool', 'FractionalMaxPool2d', 'LPPool2d'),
    unsaid(
      'no layer moves channels to positions; one that enlarges is TransposedConv(64, 2, stride: 2)',
      'PixelShuffle',
      'pixel_shuffle',
    ),
    unsaid(
      'no layer moves positions to channels; one that shrinks is Conv(64, 2, stride: 2, padding: valid)',
      'PixelUnshuffle',
    ),
    unsaid('Upsample repeats the nearest position', 'UpsamplingBilinear2d'),
    unsaid('Pad adds zeros', 'ReflectionPad2d', 'ReplicationPad2d', 'CircularPad2d'),
    unsaid(
      'a GroupNorm of as many groups as channels is it with factors and offsets: GroupNorm(input.channels)',
      'InstanceNorm2d',
    ),
    unsaid('the layers near to it are LayerNorm and GroupNorm', 'RMSNorm'),
    unsaid('the layers near to it are Dropout and SpatialDropout', 'AlphaDropout', 'FeatureAlphaDropout'),
    unsaid(sequences, 'Conv1d', 'Conv3d', 'ConvTranspose1d', 'ConvTranspose3d', 'LazyConv1d', 'LazyConv3d'),
    unsaid(
      sequences,
      'MaxPool1d',
      'MaxPool3d',
      'AvgPool1d',
      'AvgPool3d',
      'BatchNorm3d',
      'Dropout1d',
      'Dropout3d',
    ),
    unsaid(sequences, 'AdaptiveAvgPool1d', 'AdaptiveAvgPool3d', 'AdaptiveMaxPool1d', 'AdaptiveMaxPool3d'),
    unsaid(
      sequences,
      'MaxUnpool1d',
      'MaxUnpool3d',
      'InstanceNorm1d',
      'InstanceNorm3d',
      'ZeroPad1d',
      'ZeroPad3d',
    ),
    unsaid(noRecurrence, 'RNN', 'LSTM', 'GRU', 'RNNCell', 'LSTMCell', 'GRUCell'),
    unsaid('there are no words here, only images', 'Embedding', 'EmbeddingBag'),
    unsaid(
      'there is no attention between positions here',
      'MultiheadAttention',
      'Transformer',
      'TransformerEncoder',
      'TransformerEncoderLayer',
      'TransformerDecoder',
      'TransformerDecoderLayer',
    ),
    unsaid('a vector becomes a map by Reshape, as in Reshape(7x7x64)', 'Unflatten'),
    unsaid('windows are not taken out here', 'Unfold', 'Fold'),
    unsaid('the layer of two values is Multiply, as in Multiply(a, b)', 'Bilinear'),
    unsaid('steps follow each other by `->`, or one to a line', 'ModuleList', 'ModuleDict'),
  ],
};
