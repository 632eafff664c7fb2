/**
 * Calls of PyTorch and Keras against what the framework makes of them: output and parameters as its own arithmetic has
 * them. The text of the fix must give that network, and what was written is read as that network.
 */
import { describe, expect, it } from 'vitest';
import { findLayer } from '../../src/layers/catalogue.ts';
import { parseSource } from '../../src/language/parse.ts';
import { shapeText } from '../../src/layers/shape.ts';
import { frameworks, unsaidHint } from '../../src/wording/frameworks/catalogue.ts';
import { nearestName } from '../../src/wording/spelling.ts';
import { layers } from '../../src/layers/catalogue.ts';
import { read } from '../network/reading.ts';

/** A call, behind an input, and what comes out with how many trainable parameters. */
type Case = readonly [call: string, input: string, output: string, parameters: number];

const pytorch: readonly Case[] = [
  ['nn.Conv2d(64, 128, 3)', '32x32x64', '30x30x128', 73_856],
  ['nn.Conv2d(64, 128, 3, padding=1)', '32x32x64', '32x32x128', 73_856],
  ['nn.Conv2d(3, 64, 7, 2, 3, bias=False)', '224x224x3', '112x112x64', 9_408],
  ['nn.Conv2d(3, 64, (3, 5), padding=(0, 2))', '32x32x3', '30x32x64', 2_944],
  ['nn.Conv2d(32, 32, 3, 1, 1, 1, 32)', '14x14x32', '14x14x32', 320],
  ['nn.Conv2d(8, 8, 3, padding="same", dilation=2)', '14x14x8', '14x14x8', 584],
  ['nn.Conv2d(16, 8, 1, stride=2)', '15x15x16', '8x8x8', 136],
  ['nn.LazyConv2d(128, 3)', '32x32x64', '30x30x128', 73_856],
  ['nn.ConvTranspose2d(64, 32, 2, stride=2)', '8x8x64', '16x16x32', 8_224],
  ['nn.ConvTranspose2d(64, 32, 3, 2, 1, 1)', '8x8x64', '16x16x32', 18_464],
  ['nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1, bias=False)', '7x7x16', '14x14x8', 2_048],
  ['nn.Linear(64, 10)', '8x8x1, flat', '10', 650],
  ['nn.Linear(64, 10, bias=False)', '8x8x1, flat', '10', 640],
  ['nn.BatchNorm2d(64)', '8x8x64', '8x8x64', 128],
  ['nn.GroupNorm(8, 64)', '8x8x64', '8x8x64', 128],
  ['nn.LayerNorm(64)', '8x8x1, flat', '64', 128],
  ['nn.MaxPool2d(2)', '9x9x4', '4x4x4', 0],
  ['nn.MaxPool2d(3, 2, 1)', '112x112x4', '56x56x4', 0],
  ['nn.MaxPool2d(3, stride=2, ceil_mode=True)', '112x112x4', '56x56x4', 0],
  ['nn.AvgPool2d(2, stride=1)', '9x9x4', '8x8x4', 0],
  ['nn.AdaptiveAvgPool2d((7, 7))', '14x14x4', '7x7x4', 0],
  ['nn.Upsample(scale_factor=2)', '7x7x4', '14x14x4', 0],
  ['nn.ZeroPad2d((1, 2, 3, 4))', '7x7x4', '14x10x4', 0],
  ['nn.Flatten()', '7x7x4', '196', 0],
  ['nn.PReLU(4)', '7x7x4', '7x7x4', 4],
  ['nn.Dropout()', '7x7x4', '7x7x4', 0],
  ['nn.ELU(alpha=0.5)', '7x7x4', '7x7x4', 0],
  [
    'nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(True), nn.MaxPool2d(2))',
    '32x32x3',
    '15x15x8',
    240,
  ],
  [
    'nn.Sequential(OrderedDict([("conv1", nn.Conv2d(1, 20, 5)), ("relu1", nn.ReLU()), ("conv2", nn.Conv2d(20, 64, 5))]))',
    '28x28x1',
    '20x20x64',
    32_584,
  ],
];

const keras: readonly Case[] = [
  ['Conv2D(128, 3)', '32x32x64', '30x30x128', 73_856],
  ['Conv2D(128, 3, activation="elu")', '32x32x64', '30x30x128', 73_856],
  ['layers.ELU()', '7x7x4', '7x7x4', 0],
  ['layers.Conv2D(64, (3, 3), padding="same", activation="relu")', '32x32x3', '32x32x64', 1_792],
  [
    'tf.keras.layers.Conv2D(32, 5, strides=(2, 2), padding="same", use_bias=False)',
    '31x31x3',
    '16x16x32',
    2_400,
  ],
  ['Conv2D(32, 3, 2, "same")', '31x31x3', '16x16x32', 896],
  ['Conv2DTranspose(32, 2, strides=2)', '8x8x64', '16x16x32', 8_224],
  ['Conv2DTranspose(32, 3, strides=2, padding="same")', '8x8x64', '16x16x32', 18_464],
  ['DepthwiseConv2D(3)', '14x14x32', '12x12x32', 320],
  ['SeparableConv2D(64, 3, padding="same")', '14x14x32', '14x14x64', 2_400],
  ['layers.Dense(10, activation="softmax")', '8x8x1, flat', '10', 650],
  ['MaxPooling2D((2, 2))', '9x9x4', '4x4x4', 0],
  ['MaxPooling2D()', '9x9x4', '4x4x4', 0],
  ['MaxPooling2D(3, strides=2, padding="same")', '9x9x4', '5x5x4', 0],
  ['AveragePooling2D(pool_size=(2, 2))', '9x9x4', '4x4x4', 0],
  ['GlobalAveragePooling2D()', '9x9x4', '4', 0],
  ['BatchNormalization()', '8x8x64', '8x8x64', 128],
  ['layers.GroupNormalization(8)', '8x8x64', '8x8x64', 128],
  ['ZeroPadding2D(((1, 2), (3, 4)))', '7x7x4', '10x14x4', 0],
  ['Cropping2D(((1, 2), (0, 1)))', '7x7x4', '4x6x4', 0],
  ['UpSampling2D((2, 3))', '7x7x4', '14x21x4', 0],
  ['Activation("relu")', '7x7x4', '7x7x4', 0],
  ['Conv(8, 3, name = "stem")', '7x7x4', '7x7x8', 296],
  ['Conv2D(8, 3, name="stem")', '7x7x4', '5x5x8', 296],
  ['Conv(8, 3, activation=None)', '7x7x4', '7x7x8', 296],
  [
    'Sequential([Input((28, 28, 1)), Conv2D(32, 3, activation="relu"), MaxPooling2D(), Flatten(), Dropout(0.5), Dense(10)])',
    '28x28x1',
    '10',
    54_410,
  ],
  [
    'model = Sequential()\n  model.add(Conv2D(32, (3, 3), activation="relu", input_shape=(28, 28, 1)))\n  model.add(Flatten())\n  model.add(Dense(10))',
    '28x28x1',
    '10',
    216_650,
  ],
];

const fixed = (text: string, mistakes: ReturnType<typeof read>['mistakes']): string => {
  const fix = mistakes[0]!.fixes![0]!;
  return text.slice(0, fix.range.start) + fix.text + text.slice(fix.range.end);
};

describe.each([
  ['PyTorch', pytorch],
  ['Keras', keras],
] as const)('a call of %s', (_, cases) => {
  it.each(cases)('%s on %s gives %s and has %i parameters', (call, input, output, parameters) => {
    const [shape, isFlat] = input.split(', ');
    const text = `network A {\n  input ${shape}\n${isFlat ? '  Flatten\n' : ''}  ${call}\n}\n`;
    const written = read(text);
    const errors = written.mistakes.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).toHaveLength(1);
    expect(errors[0]!.code).toBe('foreign-call');
    expect(errors[0]!.message).not.toMatch(/: \.$/);
    for (const made of [written, read(fixed(text, errors))]) {
      const { totals } = made.networks[0]!;
      expect([shapeText(totals.output!), totals.parameters.trainable]).toEqual([output, parameters]);
    }
    const after = read(fixed(text, errors)).mistakes.filter(({ severity }) => severity === 'error');
    expect(after).toEqual([]);
  });
});

describe('a call that cannot be said here', () => {
  it.each([
    ['nn.Conv2d(3, 8, 3, padding_mode="reflect")', /padded with zeros/],
    ['nn.AvgPool2d(3, 1, 1, count_include_pad=False)', /counts in the mean/],
    ['nn.PReLU()', /a slope for each channel/],
    ['nn.LayerNorm([8, 32, 32])', /over its channels alone/],
    ['nn.MaxUnpool2d(2)', /no layer puts values back/],
    ['layers.LSTM(8)', /goes on from step to step/],
    ['Conv2D(8, 3, data_format="channels_first")', /channels come last/],
    ['Conv2D(8, 3, activation="selu")', /no activation `selu`: the layers near to it/],
    ['nn.Sequential(nn.Conv2d(3, 8, 3), nn.Mish())', /`Mish` \(the layers near to it/],
  ])('%s', (call, says) => {
    const { mistakes } = read(`network A {\n  input 32x32x3\n  ${call}\n}\n`);
    const errors = mistakes.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code }) => code)).toEqual(['foreign-call']);
    expect(errors[0]!.message).toMatch(says);
    expect(errors[0]!.fixes ?? []).toEqual([]);
  });
});

describe('a name that the file has', () => {
  const own = 'block Conv2d(n) {\n  Conv(n, 3)\n}\n\nnetwork A {\n  input 8x8x3\n  Conv2d(4)\n}\n';

  it('is no framework’s', () => {
    expect(read(own).mistakes).toEqual([]);
  });

  it('is one when the file has it no more, whatever was read before', () => {
    const uri = 'file:///main.cnn';
    const before = parseSource(uri, own);
    const without = own.replace('Conv2d(n)', 'Other(n)').replace('Conv2d(4)', 'Conv2d(3, 4, 3)');
    const kept = parseSource(uri, own.replace('Conv2d(4)', 'Conv2d(3, 4, 3)'), before);
    expect(parseSource(uri, without, kept).mistakes).toEqual(parseSource(uri, without).mistakes);
    expect(parseSource(uri, without).mistakes.map(({ code }) => code)).toEqual(['foreign-call']);
  });
});

describe('the tables', () => {
  it.each(frameworks.flatMap(({ name, said }) => said.map((layer) => [name, layer] as const)))(
    '%s: $layer has what they say',
    (_, { layer, parameters }) => {
      if (layer === '') return;
      const found = findLayer(layer)!;
      expect(found.name).toBe(layer);
      for (const { means } of parameters)
        if (means.kind === 'argument') expect(Object.keys(found.parameters)).toContain(means.argument);
    },
  );

  it('propose no layer of a similar name for one that is none here', () => {
    const names = layers.map(({ name }) => name);
    const wrong = frameworks.flatMap(({ unsaid }) =>
      unsaid.flatMap((each) => each.names.filter((name) => nearestName(name, names) !== undefined)),
    );
    expect(wrong).toEqual([]);
    for (const name of ['MaxUnpool', 'Minimum', 'AdaptiveMaxPool', 'PixelShuffle', 'Conv1D', 'Conv3D'])
      expect([name, nearestName(name, names), unsaidHint(name)]).toEqual([
        name,
        undefined,
        expect.any(String),
      ]);
  });
});

describe('a model outside of every declaration', () => {
  it.each([
    [
      'model = keras.Sequential([\n  keras.Input(shape=(28, 28, 1)),\n  layers.Conv2D(32, 3, activation="relu"),\n  layers.Flatten(),\n  layers.Dense(10),\n])\n',
      'network Model {\n  input 28x28x1\n\n  Conv(32, 3, padding: valid)\n  ReLU\n  Flatten\n  Dense(10)\n}\n',
    ],
    [
      'model = Sequential()\nmodel.add(Conv2D(32, 3, input_shape=(28, 28, 1)))\nmodel.add(Flatten())\n',
      'network Model {\n  input 28x28x1\n\n  Conv(32, 3, padding: valid)\n  Flatten\n}\n',
    ],
    [
      'net = nn.Sequential(\n  nn.Conv2d(1, 6, 5),\n  nn.Sigmoid(),\n  nn.AvgPool2d(2, stride=2))\n',
      'block Net {\n  Conv(6, 5, padding: valid)\n  Sigmoid\n  AvgPool(2)\n}\n',
    ],
  ])('%s', (text, meant) => {
    const { mistakes } = parseSource('file:///main.cnn', text);
    expect(mistakes.map(({ code }) => code)).toEqual(['foreign-call']);
    expect(fixed(text, mistakes)).toBe(meant);
    expect(parseSource('file:///main.cnn', meant).mistakes).toEqual([]);
  });
});

describe('a print-out', () => {
  const network = 'network A {\n  input 8x8x3\n  ReLU\n}\n';

  it.each([
    [
      'PyTorch',
      'Net(\n  (conv1): Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))\n  (fc): Sequential(\n    (0): Linear(in_features=400, out_features=10, bias=True)\n    (1): ReLU()\n  )\n)',
    ],
    [
      'Keras',
      'Model: "sequential"\n_________________________________________________________________\n Layer (type)                Output Shape              Param #   \n=================================================================\n conv2d (Conv2D)             (None, 26, 26, 32)        320       \n                                                                 \n dense (Dense)               (None, 10)                54090     \n=================================================================\nTotal params: 54,410\nTrainable params: 54,410\n_________________________________________________________________',
    ],
    [
      'Keras',
      '┏━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━┓\n┃ Layer (type)      ┃ Output Shape       ┃       Param # ┃\n┡━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━┩\n│ conv2d (Conv2D)   │ (None, 26, 26, 32) │           320 │\n└───────────────────┴────────────────────┘\n Total params: 320 (1.25 KB)',
    ],
  ])('of %s is told once', (framework, printed) => {
    const { file, mistakes } = parseSource('file:///main.cnn', `${printed}\n\n${network}`);
    expect(mistakes.map(({ code }) => code)).toEqual(['foreign-call']);
    expect(mistakes[0]!.message).toContain(`what ${framework} prints`);
    expect(file.declarations.map(({ kind }) => kind)).toEqual(['network']);
  });
});
