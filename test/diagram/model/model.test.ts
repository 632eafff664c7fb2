import { describe, expect, test } from 'vitest';
import type { DiagramBox, DiagramItem } from '../../../src/protocol/diagram.ts';
import { allItems, diagram, fromText, itemOf, sample, titles } from '../network.ts';

const chips = (item: DiagramItem): string[] => item.chipsBelow.map((chip) => chip.title.split(' ')[0] ?? '');
const above = (item: DiagramItem): string[] => item.chipsAbove.map((chip) => chip.title.split(' ')[0] ?? '');
const contentOf = (item: DiagramItem): NonNullable<DiagramBox['content']> => {
  if (item.type !== 'box' || !item.content) throw new Error(`${item.id} is not an open box.`);
  return item.content;
};
const loops = ['Bottleneck1', 'Bottleneck4', 'Bottleneck8', 'Bottleneck14'].map((first) => `${first}/repeat`);

describe('ResNet-50', () => {
  const resnet = sample('resnet50');

  test('reads as a stem, four stages and a head', () => {
    expect(diagram(resnet).body.items.map((item) => item.id)).toEqual([
      'input',
      'conv1.Conv1',
      'MaxPool1',
      ...loops,
      'GlobalAvgPool1',
      'logits',
    ]);
  });

  test('holds 16 blocks in its stages', () => {
    const stages = diagram(resnet).body.items.filter((item): item is DiagramBox => item.type === 'box');
    expect(stages.map((stage) => stage.count)).toEqual([3, 4, 6, 3]);
  });

  test('shows norms and activations as chips, a convolution in a block of its own as the convolution', () => {
    const stem = itemOf(diagram(resnet), 'conv1.Conv1');
    expect(stem.title).toBe('Conv 7×7, 64 /2');
    expect(stem.label).toBe('conv1');
    expect(chips(stem)).toEqual(['BatchNorm', 'ReLU']);
    expect(chips(itemOf(diagram(resnet), 'logits'))).toEqual(['Softmax']);
  });

  test('an opened stage shows its calls, equal neighbours together', () => {
    const content = contentOf(itemOf(diagram(resnet, [loops[1] ?? '']), loops[1] ?? ''));
    expect(content.items.map((item) => item.id)).toEqual(['Bottleneck4', 'Bottleneck5/equal']);
    expect(content.items[1]).toMatchObject({ of: 'equal', count: 3 });
  });

  test('equal neighbours open into the calls themselves', () => {
    const model = diagram(resnet, [loops[1] ?? '', 'Bottleneck5/equal']);
    expect(contentOf(itemOf(model, 'Bottleneck5/equal')).items.map((item) => item.id)).toEqual([
      'Bottleneck5',
      'Bottleneck6',
      'Bottleneck7',
    ]);
  });

  test('an opened block shows three convolutions, the projection and the Add', () => {
    const { items, edges } = contentOf(
      itemOf(diagram(resnet, [loops[1] ?? '', 'Bottleneck4']), 'Bottleneck4'),
    );
    expect(items.map((item) => item.kind)).toEqual([
      'convolution',
      'convolution',
      'convolution',
      'convolution',
      'merge',
    ]);
    expect(items.map(chips)).toEqual([
      ['BatchNorm', 'ReLU'],
      ['BatchNorm', 'ReLU'],
      ['BatchNorm'],
      ['BatchNorm'],
      ['ReLU'],
    ]);
    const shortcuts = edges.filter((edge) => edge.role === 'shortcut');
    expect(shortcuts.map(({ from, to }) => [from, to])).toEqual([
      [{ input: 0 }, { item: 'Bottleneck4.shortcut.ConvNorm1.Conv1', port: 0 }],
      [
        { item: 'Bottleneck4.shortcut.ConvNorm1.Conv1', port: 0 },
        { item: 'Bottleneck4.Add1', port: 1 },
      ],
    ]);
  });

  test('an identity shortcut runs straight from the input to the Add, with its name', () => {
    const model = diagram(resnet, [loops[1] ?? '', 'Bottleneck5/equal', 'Bottleneck5']);
    const shortcuts = contentOf(itemOf(model, 'Bottleneck5')).edges.filter(
      (edge) => edge.role === 'shortcut',
    );
    expect(shortcuts).toMatchObject([
      { from: { input: 0 }, to: { item: 'Bottleneck5.Add1' }, label: 'shortcut' },
    ]);
  });

  test('costs of the stages and the rest add up to the network', () => {
    const model = diagram(resnet);
    const sum = (of: (item: DiagramItem) => number): number =>
      model.body.items.reduce((total, item) => total + of(item), 0);
    const chipParameters = (item: DiagramItem): number =>
      [...item.chipsAbove, ...item.chipsBelow].reduce(
        (total, chip) => total + chip.facts.parameters!.value,
        0,
      );
    // Figures of He et al., as shared with the samples' golden tests.
    expect(sum((item) => item.facts.parameters!.value + chipParameters(item))).toBe(25_557_032);
    expect(sum((item) => item.facts.macs!.value)).toBe(3_857_973_248);
    expect(sum((item) => item.share)).toBeCloseTo(1, 10);
  });

  test('survives JSON', () => {
    const model = diagram(resnet, loops);
    expect(JSON.parse(JSON.stringify(model))).toEqual(JSON.parse(JSON.stringify(diagram(resnet, loops))));
  });
});

test('pre-activation: the norm and the ReLU stand over the convolution that they lead to', () => {
  const model = diagram(sample('densenet121'), ['DenseLayer1/repeat', 'DenseLayer1', 'Transition1']);
  const layer = contentOf(itemOf(model, 'DenseLayer1')).items;
  expect(layer.map((item) => item.kind)).toEqual(['convolution', 'convolution', 'merge']);
  expect(layer.map(above)).toEqual([['BatchNorm', 'ReLU'], ['BatchNorm', 'ReLU'], []]);
  expect(above(itemOf(model, 'GlobalAvgPool1'))).toEqual(['BatchNorm', 'ReLU']);
  expect(model.body.items.filter((item) => item.type === 'box').map((item) => item.count)).toEqual([
    6, 1, 12, 1, 24, 1, 16,
  ]);
});

test('a loop of different blocks opens into all of them', () => {
  const model = diagram(sample('densenet121'), ['DenseLayer1/repeat']);
  expect(contentOf(itemOf(model, 'DenseLayer1/repeat')).items).toHaveLength(6);
});

test('GoogLeNet: auxiliary heads stand aside, outside of the counts', () => {
  const model = diagram(sample('googlenet'), ['auxiliary1']);
  const heads = model.body.items.filter((item) => item.auxiliary);
  expect(heads.map((head) => head.id)).toEqual(['auxiliary1', 'auxiliary2']);
  expect(model.body.edges.filter((edge) => edge.role === 'auxiliary')).toHaveLength(2);
  expect(contentOf(itemOf(model, 'auxiliary1')).items.map((item) => item.id)).toEqual([
    'auxiliary1.AuxiliaryClassifier1',
  ]);
  expect(model.totals.parameters).toBe(6_998_552);
});

test('a `for` over the stages of VGG-16 is shown written out, its repeats as boxes', () => {
  const model = diagram(sample('vgg16'));
  expect(titles(model.body).slice(0, 11)).toEqual([
    'input',
    ...[64, 128, 256, 512, 512].flatMap((width) => [
      `Conv 3×3, ${width} ×${width < 200 ? 2 : 3}`,
      'MaxPool 2×2 /2',
    ]),
  ]);
});

test('a `for` whose iterations are alike is a box', () => {
  const model = diagram(fromText('network N {\n  input 8x8x4\n  for w in [4, 4, 4] { Conv(w, 3) }\n}\n'));
  expect(titles(model.body)).toEqual(['input', 'Conv 3×3, 4 ×3']);
});

test('a loop of very many opens in parts', () => {
  const understood = fromText('network N {\n  input 8x8x4\n  repeat 20_000 { Conv(4, 3) -> ReLU }\n}\n');
  const model = diagram(understood, ['Conv1/repeat', 'Conv1/equal200']);
  const parts = contentOf(itemOf(model, 'Conv1/repeat')).items as DiagramBox[];
  expect(parts).toHaveLength(100);
  expect(parts.reduce((sum, part) => sum + part.count, 0)).toBe(20_000);
  expect(contentOf(itemOf(model, 'Conv1/equal200')).items.length).toBe(100);
  expect(itemOf(model, 'Conv1/equal2')).toMatchObject({ count: 2 });
});

test('the one block that a network consists of is open and stays so', () => {
  const model = diagram(
    fromText(
      'block Family(width) {\n  Conv(width, 3) -> ReLU\n  MaxPool(2)\n}\nnetwork Member {\n  input 32x32x3\n  Family(8)\n}\n',
    ),
  );
  expect(allItems(model.body).map((item) => item.kind)).toEqual(['input', 'block', 'convolution', 'pooling']);
  expect(itemOf(model, 'Family1')).toMatchObject({ closable: false });
});

test('a gate is no shortcut', () => {
  const model = diagram(
    fromText(
      'network Gated {\n  input 32x32x8\n  Multiply(input, GlobalAvgPool -> Dense(8) -> Sigmoid)\n  Conv(8, 3)\n}\n',
    ),
  );
  expect(model.body.edges.every((edge) => edge.role === 'main')).toBe(true);
});

test('an activation that two read stands by itself', () => {
  const model = diagram(
    fromText('network N {\n  input 8x8x4\n  Conv(4, 3) -> BatchNorm as a -> ReLU\n  Add(Conv(4, 3), a)\n}\n'),
  );
  expect(titles(model.body)).toEqual(['input', 'Conv 3×3, 4', 'Conv 3×3, 4', 'Add']);
  expect(above(model.body.items[2] as DiagramItem)).toEqual(['ReLU']);
});

describe('mistakes', () => {
  const text = `block Block(channels) {
  Conv(channels, 3)
  Add(Identity, input)
}
network Broken {
  input 8x8x4
  Block(4)
  repeat 2 { Block(5) }
  Conv(4, 3)
}
`;

  test('stand at their node and on every closed box that contains it, with the sentence', () => {
    const understood = fromText(text);
    const [mistake] = understood.mistakes;
    expect(mistake?.severity).toBe('error');
    const closed = diagram(understood);
    expect(itemOf(closed, 'Block1').mistakes).toEqual([]);
    expect(itemOf(closed, 'Block2/repeat').mistakes[0]?.message).toBe(mistake?.message);
    expect(closed.mistakes).toEqual([]);

    const opened = diagram(understood, ['Block1', 'Block2/repeat', 'Block2']);
    expect(itemOf(opened, 'Block2.Add1').mistakes[0]?.message).toBe(mistake?.message);
    expect(itemOf(opened, 'Block2.Conv1').mistakes).toEqual([]);
    // The same line, but of the call that is right.
    expect(itemOf(opened, 'Block1.Add1').mistakes).toEqual([]);
  });

  test('what could not be understood is a node of its own, and what follows is unknown', () => {
    const model = diagram(fromText('network N {\n  input 8x8x4\n  Convv(4, 3)\n  Conv(4, 3)\n}\n'));
    expect(model.body.items.map((item) => item.kind)).toEqual(['input', 'broken', 'convolution']);
    expect(model.body.items[1]?.mistakes[0]?.message).toContain('Convv');
    expect(model.body.items[2]?.facts.output).toBeUndefined();
    expect(model.totals.complete).toBe(false);
  });

  test("a failed expectation stands at no node, but is the network's", () => {
    const model = diagram(fromText('network N {\n  input 8x8x4\n  Conv(4, 3)\n  expect params == 7\n}\n'));
    expect(allItems(model.body).flatMap((item) => item.mistakes)).toEqual([]);
    expect(model.mistakes).toHaveLength(1);
  });

  test('a text that breaks off anywhere still gives a diagram', () => {
    for (let length = text.indexOf('input 8'); length < text.length; length += 7) {
      expect(diagram(fromText(text.slice(0, length))).body.items[0]?.id).toBe('input');
    }
  });
});
