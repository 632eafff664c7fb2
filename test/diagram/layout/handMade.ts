/** Diagram models written by hand, for tests of layout and drawing that need no network. */
import type {
  DiagramBody,
  DiagramBox,
  DiagramChip,
  DiagramEdge,
  DiagramFacts,
  DiagramKind,
  DiagramModel,
  DiagramNode,
} from '../../../src/protocol/diagram.ts';

const source = { uri: 'file:///hand.cnn', start: 0, end: 1 };

export function facts(output: readonly number[], some: Partial<DiagramFacts> = {}): DiagramFacts {
  return {
    inputs: [],
    output,
    parameters: { value: 0 },
    nonTrainable: 0,
    macs: { value: 0 },
    elementwise: { value: 0 },
    memory: 4 * output.reduce((product, size) => product * size, 1),
    field: { size: [7, 7], stride: [2, 2], padding: [3, 3] },
    remarks: [],
    ...some,
  };
}

export function chip(id: string, title: string, kind: DiagramKind): DiagramChip {
  return { id, title, kind, source, facts: facts([1, 1, 1]), mistakes: [] };
}

export function node(
  id: string,
  title: string,
  kind: DiagramKind,
  output: readonly number[],
  some: Partial<DiagramNode> = {},
): DiagramNode {
  return {
    type: 'node',
    id,
    title,
    kind,
    sources: [source],
    chipsAbove: [],
    chipsBelow: [],
    share: 0,
    mistakes: [],
    facts: facts(
      output,
      kind === 'convolution' ? { parameters: { value: 36_864 }, macs: { value: 115_605_504 } } : {},
    ),
    auxiliary: false,
    ...some,
  };
}

export function box(
  id: string,
  title: string,
  output: readonly number[],
  some: Partial<DiagramBox> = {},
): DiagramBox {
  const { type: _, ...base } = node(id, title, 'block', output);
  return {
    ...base,
    type: 'box',
    of: 'call',
    count: 1,
    inputs: 1,
    outputs: 1,
    closable: true,
    share: 0.2,
    ...some,
  };
}

const normAndActivation = (id: string): readonly DiagramChip[] => [
  chip(`${id}.BatchNorm1`, 'BatchNorm', 'normalization'),
  chip(`${id}.ReLU1`, 'ReLU', 'activation'),
];

export const main = (from: string, to: string, shape: readonly number[], port = 0): DiagramEdge => ({
  from: { item: from, port: 0 },
  to: { item: to, port },
  role: 'main',
  shape,
});

/** A residual block: three convolutions and a projection. */
export function bottleneck(path: string): DiagramBody {
  const at = (name: string): string => `${path}.${name}`;
  const conv = (
    name: string,
    title: string,
    output: readonly number[],
    some: Partial<DiagramNode> = {},
  ): DiagramNode =>
    node(at(name), title, 'convolution', output, { chipsBelow: normAndActivation(at(name)), ...some });
  return {
    items: [
      conv('residual.Conv1', 'Conv 1×1, 128 /2', [28, 28, 128]),
      conv('residual.Conv2', 'Conv 3×3, 128', [28, 28, 128]),
      conv('residual.Conv3', 'Conv 1×1, 512', [28, 28, 512], { label: 'residual' }),
      conv('shortcut', 'Conv 1×1, 512 /2', [28, 28, 512], { label: 'shortcut' }),
      node(at('Add1'), 'Add', 'merge', [28, 28, 512], {
        chipsBelow: [chip(at('ReLU1'), 'ReLU', 'activation')],
      }),
    ],
    edges: [
      { from: { input: 0 }, to: { item: at('residual.Conv1'), port: 0 }, role: 'main', shape: [56, 56, 256] },
      main(at('residual.Conv1'), at('residual.Conv2'), [28, 28, 128]),
      main(at('residual.Conv2'), at('residual.Conv3'), [28, 28, 128]),
      main(at('residual.Conv3'), at('Add1'), [28, 28, 512]),
      { from: { input: 0 }, to: { item: at('shortcut'), port: 0 }, role: 'shortcut', shape: [56, 56, 256] },
      { ...main(at('shortcut'), at('Add1'), [28, 28, 512], 1), role: 'shortcut' },
      { from: { item: at('Add1'), port: 0 }, to: { output: 0 }, role: 'main', shape: [28, 28, 512] },
    ],
  };
}

/** Four branches and a Concat. */
export function inception(path: string): DiagramBody {
  const at = (name: string): string => `${path}.${name}`;
  const conv = (name: string, title: string, channels: number): DiagramNode =>
    node(at(name), title, 'convolution', [28, 28, channels], {
      chipsBelow: [chip(at(`${name}.ReLU`), 'ReLU', 'activation')],
    });
  const enter = (name: string): DiagramEdge => ({
    from: { input: 0 },
    to: { item: at(name), port: 0 },
    role: 'main',
    shape: [28, 28, 192],
  });
  return {
    items: [
      conv('Conv1', 'Conv 1×1, 64', 64),
      conv('Conv2', 'Conv 1×1, 96', 96),
      conv('Conv3', 'Conv 3×3, 128', 128),
      conv('Conv4', 'Conv 1×1, 16', 16),
      conv('Conv5', 'Conv 5×5, 32', 32),
      node(at('MaxPool1'), 'MaxPool 3×3', 'pooling', [28, 28, 192]),
      conv('Conv6', 'Conv 1×1, 32', 32),
      node(at('Concat1'), 'Concat', 'merge', [28, 28, 256]),
    ],
    edges: [
      enter('Conv1'),
      enter('Conv2'),
      enter('Conv4'),
      enter('MaxPool1'),
      main(at('Conv2'), at('Conv3'), [28, 28, 96]),
      main(at('Conv4'), at('Conv5'), [28, 28, 16]),
      main(at('MaxPool1'), at('Conv6'), [28, 28, 192]),
      main(at('Conv1'), at('Concat1'), [28, 28, 64], 0),
      main(at('Conv3'), at('Concat1'), [28, 28, 128], 1),
      main(at('Conv5'), at('Concat1'), [28, 28, 32], 2),
      main(at('Conv6'), at('Concat1'), [28, 28, 32], 3),
      { from: { item: at('Concat1'), port: 0 }, to: { output: 0 }, role: 'main', shape: [28, 28, 256] },
    ],
  };
}

export function model(body: DiagramBody, some: Partial<DiagramModel> = {}): DiagramModel {
  return {
    uri: 'file:///hand.cnn',
    network: 'HandMade',
    body,
    totals: {
      complete: true,
      parameters: 25_557_032,
      nonTrainable: 53_120,
      macs: 3_857_973_248,
      memory: 106_000_000,
      depth: 50,
      field: { size: [483, 483], stride: [32, 32], padding: [239, 239] },
      layers: 175,
    },
    mistakes: [],
    open: [],
    renamed: [],
    ...some,
  };
}

/** A ResNet-50 with one bottleneck and one inception module opened. */
export function opened(): DiagramModel {
  const inputs: readonly DiagramEdge[] = [
    main('input', 'stem', [224, 224, 3]),
    main('stem', 'MaxPool1', [112, 112, 64]),
    main('MaxPool1', 'Bottleneck1/repeat', [56, 56, 64]),
    main('Bottleneck1/repeat', 'Bottleneck4/repeat', [56, 56, 256]),
    main('Bottleneck4/repeat', 'Inception1', [28, 28, 512]),
    main('Inception1', 'Bottleneck8/repeat', [28, 28, 256]),
    main('Bottleneck8/repeat', 'GlobalAvgPool1', [14, 14, 1024]),
    main('GlobalAvgPool1', 'logits', [1024]),
  ];
  const mistake = {
    severity: 'error' as const,
    code: 'merge-shapes',
    message: 'Add takes equal shapes: 28x28x512 and 28x28x256.',
    place: source,
  };
  return model({
    items: [
      node('input', 'input', 'input', [224, 224, 3]),
      node('stem', 'Conv 7×7, 64 /2', 'convolution', [112, 112, 64], {
        label: 'stem',
        chipsBelow: normAndActivation('stem'),
      }),
      node('MaxPool1', 'MaxPool 3×3 /2', 'pooling', [56, 56, 64]),
      box('Bottleneck1/repeat', 'Bottleneck(64)', [56, 56, 256], { of: 'loop', count: 3 }),
      box('Bottleneck4/repeat', 'Bottleneck(128)', [28, 28, 512], {
        of: 'loop',
        count: 4,
        content: {
          items: [
            box('Bottleneck4', 'Bottleneck(128, stride: 2)', [28, 28, 512], {
              content: bottleneck('Bottleneck4'),
            }),
            box('Bottleneck5/equal', 'Bottleneck(128)', [28, 28, 512], { of: 'equal', count: 3 }),
          ],
          edges: [
            { from: { input: 0 }, to: { item: 'Bottleneck4', port: 0 }, role: 'main', shape: [56, 56, 256] },
            main('Bottleneck4', 'Bottleneck5/equal', [28, 28, 512]),
            {
              from: { item: 'Bottleneck5/equal', port: 0 },
              to: { output: 0 },
              role: 'main',
              shape: [28, 28, 512],
            },
          ],
        },
      }),
      box('Inception1', 'Inception(64, 96, 128, 16, 32, 32)', [28, 28, 256], {
        content: inception('Inception1'),
      }),
      box('Bottleneck8/repeat', 'Bottleneck(256)', [14, 14, 1024], {
        of: 'loop',
        count: 6,
        mistakes: [mistake],
      }),
      node('GlobalAvgPool1', 'GlobalAvgPool', 'pooling', [1024], {
        facts: facts([1024], { field: 'global' }),
      }),
      node('logits', 'Dense 1000', 'dense', [1000], {
        label: 'logits',
        chipsBelow: [chip('Softmax1', 'Softmax', 'activation')],
        facts: facts([1000], {
          field: 'global',
          parameters: { value: 2_049_000 },
          macs: { value: 2_048_000 },
        }),
      }),
    ],
    edges: inputs,
  });
}
