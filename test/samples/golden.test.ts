/**
 * Every sample against published figures, by the way that every user takes: text, tree, expanded network,
 * analysis. The figures and where they come from stand in test/golden/.
 */
import { describe, expect, test } from 'vitest';
import type { LayerView } from '../../src/analysis/analysis.ts';
import { layersOf } from '../../src/analysis/views.ts';
import { shapeText } from '../../src/layers/shape.ts';
import { table } from '../golden/table.ts';
import { analysisOf, programOf, samples } from './sample.ts';

const layers = (sample: string): LayerView[] => [...layersOf(analysisOf(sample))];

const architectures = table('architectures.tsv', [
  'sample',
  'network',
  'input',
  'output',
  'parameters',
  'non_trainable',
  'macs',
  'depth',
  'source',
]);

test('every network of every sample has its figures', () => {
  const networks = samples.flatMap((sample) =>
    programOf(sample).networks.map(({ name }) => `${sample} ${name.name}`),
  );
  expect(architectures.map(({ sample, network }) => `${sample} ${network}`).sort()).toEqual(networks.sort());
});

describe.each(architectures)('$network of $sample ($source)', (row) => {
  test('has no mistake, and every expectation holds', () => {
    const program = programOf(row.sample);
    expect(program.mistakes.map(({ message }) => message)).toEqual([]);
    const { network, mistakes } = analysisOf(row.sample, row.network);
    expect(network.mistakes.map(({ message }) => message)).toEqual([]);
    expect(mistakes.map(({ message }) => message)).toEqual([]);
    expect(network.expectations.length).toBeGreaterThan(2);
  });

  test('counts what is published', () => {
    const { network, totals } = analysisOf(row.sample, row.network);
    expect(totals.complete).toBe(true);
    expect({
      input: network.input && shapeText(network.input),
      output: totals.output && shapeText(totals.output),
      parameters: String(totals.parameters.trainable),
      non_trainable: String(totals.parameters.nonTrainable),
      macs: String(totals.macs),
      depth: String(totals.depth),
    }).toEqual({
      input: row.input,
      output: row.output,
      parameters: row.parameters,
      non_trainable: row.non_trainable,
      macs: row.macs,
      depth: row.depth,
    });
  });

  test('is documented, with a citation', () => {
    const { declaration } = analysisOf(row.sample, row.network).network;
    expect(declaration.documentation).toMatch(/(19|20)\d\d/);
  });
});

const operations = table('operations.tsv', ['sample', 'network', 'published', 'source']);

// Rounded, and not always to the nearest. EfficientNet-B1, B4 and B5 stand apart, with 0.69, 4.39 and 10.3 G where their
// paper has 0.70, 4.2 and 9.9.
test.each(operations)('$network takes some $published of operations ($source)', (row) => {
  const [, number = '', digits = '', unit = ''] = /^(\d+(?:\.(\d+))?)([MG])$/.exec(row.published) ?? [];
  const scale = unit === 'G' ? 1e9 : 1e6;
  const { macs } = analysisOf(row.sample, row.network).totals;
  expect(Math.abs(macs! / scale - Number(number))).toBeLessThan(1.01 * 10 ** -digits.length);
});

const receptiveFields = table('receptiveFields.tsv', [
  'sample',
  'network',
  'size',
  'stride',
  'padding',
  'source',
]);

describe.each(receptiveFields)(
  'the receptive field of $network ($source)',
  ({ sample, network, size, stride, padding }) => {
    test(`is ${size}, its stride ${stride}`, () => {
      const { receptiveField } = analysisOf(sample, network).totals;
      if (typeof receptiveField !== 'object') throw new Error('The receptive field is not known.');
      expect(receptiveField.size).toEqual([Number(size), Number(size)]);
      expect(receptiveField.stride).toEqual([Number(stride), Number(stride)]);
      if (padding !== '') expect(receptiveField.padding).toEqual([Number(padding), Number(padding)]);
    });
  },
);

describe('the memory of VGG-16 (CS231n, "VGGNet in detail")', () => {
  // The lecture notes round each row to K and M; their sum of "24M" is not that of its rows, 15.1 M without the input.
  const rows = table('vgg16Memory.tsv', ['layer', 'output', 'memory', 'weights']);

  test('layer by layer', () => {
    const counted = layers('vgg16.cnn').filter(({ node }) => !node.layer.inPlace);
    expect(
      counted.map(({ node, figures }) => [
        node.layer.name,
        node.output && shapeText(node.output),
        figures.memory! / 4,
        figures
          .weights!.filter(({ name }) => name === 'kernel')
          .reduce((total, { shape }) => total + shape.reduce((product, length) => product * length), 0),
      ]),
    ).toEqual(rows.map((row) => [row.layer, row.output, Number(row.memory), Number(row.weights)]));
  });

  test('summed', () => {
    const { memory } = analysisOf('vgg16.cnn').totals;
    const rowsSum = rows.reduce((total, row) => total + Number(row.memory), 0);
    expect(memory.withoutInPlace).toBe(4 * rowsSum);
    // Every ReLU and dropout besides, the flattened map and the softmax.
    const relus = rows
      .filter(({ layer }, k) => layer !== 'MaxPool' && k < rows.length - 1)
      .reduce((total, row) => total + Number(row.memory), 0);
    expect(memory.forward).toBe(4 * (rowsSum + relus + 25_088 + 2 * 4096 + 1000));
  });
});

test('AlexNet’s convolutions have the weights that the paper’s two towers have', () => {
  const kernels = layers('alexnet.cnn')
    .filter(({ node }) => node.layer.name === 'Conv')
    .map(({ figures }) => figures.weights!.find(({ name }) => name === 'kernel')!.shape);
  expect(kernels.map((shape) => shape.reduce((product, length) => product * length))).toEqual([
    34_848, 307_200, 884_736, 663_552, 442_368,
  ]);
});

test('GoogLeNet’s modules give the sizes of the paper’s table 1', () => {
  const concats = layers('googlenet.cnn').filter(({ node }) => node.layer.name === 'Concat');
  expect(concats.map(({ node }) => node.output && shapeText(node.output))).toEqual([
    '28x28x256',
    '28x28x480',
    '14x14x512',
    '14x14x512',
    '14x14x512',
    '14x14x528',
    '14x14x832',
    '7x7x832',
    '7x7x1024',
  ]);
});

test('GoogLeNet’s auxiliary heads are counted apart (13,378,280 parameters with them, as in Caffe)', () => {
  const { parameters, auxiliaryMacs } = analysisOf('googlenet.cnn').totals;
  expect(parameters.trainable! + parameters.auxiliary!).toBe(13_378_280);
  // 4x4 positions of a 1x1 convolution from 512 and from 528 channels, then two dense layers each.
  const dense = 2048 * 1024 + 1024 * 1000;
  expect(auxiliaryMacs).toBe(16 * 512 * 128 + dense + 16 * 528 * 128 + dense);
});

test('SqueezeNet’s maps have the sizes of torchvision’s', () => {
  const pools = layers('squeezenet1_0.cnn').filter(({ node }) => node.layer.name === 'MaxPool');
  expect(pools.map(({ node }) => node.output && shapeText(node.output))).toEqual([
    '54x54x96',
    '27x27x256',
    '13x13x512',
  ]);
});
