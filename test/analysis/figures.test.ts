import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../src/analysis/summary.ts';
import { stepsAt, usesAt } from '../../src/analysis/uses.ts';
import { bodiesOf } from '../../src/network/network.ts';
import { layersOf, rootView } from '../../src/analysis/views.ts';
import type { Field, ReceptiveField } from '../../src/analysis/analysis.ts';
import { understand, understandNetwork } from '../../src/analysis/understand.ts';
import { parseSource } from '../../src/language/parse.ts';
import { openProgram } from '../../src/network/expand.ts';
import { read, readNetwork } from '../network/reading.ts';

const samples = new URL('../../samples/', import.meta.url);

function sample(name: string) {
  const { networks, mistakes } = understand(
    openProgram(new URL(name, samples).href, (uri) => parseSource(uri, readFileSync(new URL(uri), 'utf8'))),
  );
  expect(mistakes.filter(({ severity }) => severity !== 'hint')).toEqual([]);
  return networks[0]!;
}

const field = (network: { totals: { receptiveField: ReceptiveField } }) =>
  local(network.totals.receptiveField);

function local(field: ReceptiveField): Field {
  if (typeof field !== 'object') throw new Error('The field is not local.');
  return field;
}

describe('published figures', () => {
  it('VGG-16: the memory that lecture CS231n adds up (15.2M numbers, the input among them), field 212', () => {
    const { totals } = sample('vgg16.cnn');
    expect(totals.memory.withoutInPlace! / 4 + 224 * 224 * 3).toBe(15_237_608);
    expect(totals.parameters.trainable).toBe(138_357_544);
    expect(field({ totals }).size).toEqual([212, 212]);
    expect(totals.depth).toBe(16);
    // conv1_2 reads and writes 224x224x64.
    expect(totals.memory.peak).toBe(2 * 224 * 224 * 64 * 4);
  });

  it('ResNet-50: 483, stride 32 (Araujo et al. 2019); 16 blocks of 8 kinds', () => {
    const network = sample('resnet50.cnn');
    expect(field(network)).toMatchObject({ size: [483, 483], stride: [32, 32] });
    expect(network.totals).toMatchObject({ depth: 50, macs: 3_857_973_248 });
    const blocks = network.network.body.nodes.filter(
      (node) => node.kind === 'call' && node.body.name === 'Bottleneck',
    );
    expect(blocks).toHaveLength(16);
    const bodies = bodiesOf(network.network.body).filter(({ name }) => name === 'Bottleneck');
    // Per stage: the first block, whose input is narrower, and the others.
    expect(bodies).toHaveLength(8);
  });

  it('AlexNet: 195 at pool5, stride 32 (Araujo et al. 2019)', () => {
    expect(field(sample('alexnet.cnn'))).toMatchObject({ size: [195, 195], stride: [32, 32] });
  });

  it('GoogLeNet: its heads apart, 22 layers deep', () => {
    const { totals } = sample('googlenet.cnn');
    expect(totals.depth).toBe(22);
    expect(totals.parameters.trainable).toBe(6_998_552);
    expect(totals.parameters.auxiliary).toBeGreaterThan(6_000_000);
  });
});

describe('receptive fields', () => {
  it('are not made global by a gate', () => {
    const { totals } = readNetwork(
      'block SE { Multiply(input, GlobalAvgPool -> Dense(2) -> ReLU -> Dense(input.channels) -> Sigmoid) }\nnetwork A { input 64x64x8\nConv(8, 3) -> SE -> Conv(8, 3) }',
    );
    expect(totals.receptiveField).toMatchObject({ size: [5, 5] });
    expect(totals.depth).toBe(2);
  });

  it('note paths that are misaligned', () => {
    const aligned = readNetwork('network A { input 64x64x8\nAdd(Conv(8, 3), Conv(8, 5)) }');
    expect(field(aligned).misaligned).toBe(false);
    const shifted = readNetwork('network A { input 64x64x8\nAdd(Conv(8, 3), Conv(8, 2)) }');
    expect(field(shifted)).toMatchObject({ size: [3, 3], misaligned: true });
  });

  it('are the ones before the first global layer, for height and width', () => {
    const network = readNetwork(
      'network A { input 64x32x8\nConv(8, [7, 3], stride: [2, 1]) -> GlobalAvgPool -> Dense(3) -> Softmax }',
    );
    expect(field(network)).toMatchObject({ size: [7, 3], stride: [2, 1] });
    expect(
      layersOf(network).map((layer) => (typeof layer.field === 'object' ? layer.field.size : layer.field)),
    ).toEqual([[7, 3], 'global', 'global', 'global']);
  });
});

describe('uses of a step', () => {
  const text =
    'block B(c) { Conv(c, 3) -> ReLU }\nnetwork A { input 8x8x4\nrepeat 5 { B(4) -> B(4) }\nauxiliary(weight: 1) { B(6) -> GlobalAvgPool }\nB(6) as last }';
  const network = readNetwork(text);

  it('are told with their count, chain and figures', () => {
    const start = text.indexOf('Conv');
    const uses = usesAt(network, { uri: 'file:///main.cnn', start, end: start });
    expect(uses).toHaveLength(12);
    expect(uses.map(({ count }) => count)).toEqual(Array.from({ length: 12 }, () => 1));
    expect(uses[0]!.chain.map((site) => site.text)).toEqual(['in B(4)']);
    expect(uses[0]!.figures!.parameters!.value).toBe(9 * 16 + 4);
    expect(local(uses[9]!.field).size).toEqual([21, 21]);
    expect(uses.at(-1)!.path).toEqual(['last', 'Conv1']);
    expect(uses.map(({ auxiliary }) => auxiliary).indexOf(true)).toBe(10);
  });

  it('are one where they are equal', () => {
    const same =
      'block B { Concat(Conv(2, 3), Conv(2, 3)) }\nblock C { Concat(B, B) }\nnetwork A { input 8x8x4\nC }';
    const start = same.indexOf('Concat(Conv');
    const uses = usesAt(readNetwork(same), { uri: 'file:///main.cnn', start, end: start });
    expect(uses.map(({ count }) => count)).toEqual([2]);
  });

  it('are found by the smallest step around a place', () => {
    const start = text.indexOf('repeat');
    expect(stepsAt(network, { uri: 'file:///main.cnn', start, end: start })).toEqual([]);
    expect(usesAt(network, { uri: 'file:///main.cnn', start, end: start })).toEqual([]);
  });

  it('opens calls from the outside inwards', () => {
    const view = rootView(network);
    const call = view.body.nodes.at(-1)!;
    const inner = view.open(call)!;
    expect(inner.path).toEqual(['last']);
    expect(inner.chain).toHaveLength(1);
    expect(local(inner.fieldOf(inner.body.nodes[0]!)).size).toEqual([23, 23]);
    expect(view.open(call)).toBe(inner);
  });
});

describe('the summary', () => {
  it('is what the command line prints', () => {
    const network = readNetwork(
      'network A { input 8x8x4\nConv(6, 3, stride: 2, padding: 1) -> BatchNorm -> ReLU\nauxiliary(weight: 1) { GlobalAvgPool }\nGlobalAvgPool -> Dense(3) }',
    );
    expect(summaryOf(network)).toEqual({
      network: 'A',
      complete: true,
      input: [8, 8, 4],
      output: [3],
      parameters: { trainable: 9 * 24 + 6 + 12 + 21, nonTrainable: 12, auxiliary: 0 },
      macs: 16 * 9 * 24 + 18,
      // Biases, a scale and a shift, the activation, the sum of the pooling.
      elementwise: 96 + 2 * 96 + 96 + 96 + 3,
      activationMemory: 4 * (3 * 96 + 6 + 3),
      memory: {
        withoutInPlace: 4 * (2 * 96 + 6 + 3),
        peak: 4 * (256 + 96),
        training: 4 * (256 + 96 + 96 + 6),
      },
      depth: 2,
      receptiveField: { size: [3, 3], stride: [2, 2], padding: [1, 1] },
      layers: [
        {
          name: 'Conv1',
          type: 'Conv',
          complete: true,
          output: [4, 4, 6],
          parameters: 222,
          macs: 3456,
          receptiveField: { size: [3, 3], stride: [2, 2], padding: [1, 1] },
        },
        {
          name: 'BatchNorm1',
          type: 'BatchNorm',
          complete: true,
          output: [4, 4, 6],
          parameters: 12,
          macs: 0,
          receptiveField: { size: [3, 3], stride: [2, 2], padding: [1, 1] },
        },
        {
          name: 'ReLU1',
          type: 'ReLU',
          complete: true,
          output: [4, 4, 6],
          parameters: 0,
          macs: 0,
          receptiveField: { size: [3, 3], stride: [2, 2], padding: [1, 1] },
        },
        {
          name: 'GlobalAvgPool1',
          type: 'GlobalAvgPool',
          complete: true,
          output: [6],
          parameters: 0,
          macs: 0,
          receptiveField: 'global',
        },
        {
          name: 'Dense1',
          type: 'Dense',
          complete: true,
          output: [3],
          parameters: 21,
          macs: 18,
          receptiveField: 'global',
        },
      ],
    });
  });
});

describe('expectations', () => {
  it('hold for the declared defaults, and are not asked of other values', () => {
    const text =
      'network A(classes = 10) { input 8x8x4\nFlatten -> Dense(classes)\nexpect params == 2570\nexpect output [10]\nexpect macs < 3K\nexpect depth == 1\nexpect memory == 1064 }';
    const { program, mistakes } = read(text);
    expect(mistakes).toEqual([]);
    const given = new Map([['classes', { kind: 'number', value: 7 } as const]]);
    const other = understandNetwork(program, program.networks[0]!, given)!;
    expect(other.totals.output).toEqual({ kind: 'vector', channels: 7 });
    expect(other.mistakes).toEqual([]);
    expect(understandNetwork(program, program.networks[0]!, new Map(given))).toBe(other);
  });
});
