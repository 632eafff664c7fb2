import type { CompletionItem } from 'vscode-languageserver';
import { CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import { defaultDataSet } from '../../training/data/sets/catalogue.ts';
import { documentation } from '../../wording/documentation.ts';
import { markup } from '../texts/markup.ts';
import { keywordTexts } from '../texts/keywords.ts';
import { quantities } from '../../network/quantities.ts';

/** What snippets are filled in with from around the cursor. */
interface SnippetSurroundings {
  /** Names of the file's networks. */
  readonly networks: readonly string[];
  /** Paths that an `import` of this file could name. */
  readonly importPaths: readonly string[];
  /** What the file at such a path has to give. */
  importNames(path: string): readonly string[];
}

function snippet(label: string, lines: readonly string[], meaning: string): CompletionItem {
  return {
    label,
    kind: CompletionItemKind.Snippet,
    insertText: lines.join('\n'),
    insertTextFormat: InsertTextFormat.Snippet,
    documentation: markup(documentation(meaning)),
  };
}

/** Whole declarations. With what stands in their places they are right as they are. */
export function declarationSnippets(around: SnippetSurroundings): CompletionItem[] {
  return [
    networkSnippet,
    blockSnippet,
    importSnippet(around),
    ...letSnippets,
    trainSnippet(around),
    ...blockSnippets,
  ];
}

const networkSnippet = snippet(
  'network',
  [
    'network ${1:Name}(classes = ${2:10}) {',
    '  input ${3:32x32x3}',
    '',
    '  $0',
    '  GlobalAvgPool',
    '  Dense(classes) as logits -> Softmax',
    '}',
  ],
  keywordTexts.network,
);

const blockSnippet = snippet(
  'block',
  ['block ${1:Name}(${2:channels}) {', '  Conv(${2:channels}, ${3:3})$0', '}'],
  keywordTexts.block,
);

const letSnippets = [
  snippet('let', ['let ${1:name} = ${2:64}$0'], keywordTexts.let),
  snippet(
    'function',
    ['let ${1:half}(${2:value}) = ${3:${2:value} // 2}$0'],
    'Names a function of numbers, which may call itself.',
  ),
];

function importSnippet(around: SnippetSurroundings): CompletionItem {
  const [path = './blocks.cnn'] = around.importPaths;
  const [name = 'Name'] = around.importNames(path);
  return snippet('import', [`import { \${2:${name}} } from "\${1:${path}}"$0`], keywordTexts.import);
}

function trainSnippet({ networks: [network = 'Network'] }: SnippetSurroundings): CompletionItem {
  return snippet(
    'train',
    [
      `train \${1:${network}} on \${2:${defaultDataSet.name}} {`,
      '  batch     ${3:128}',
      '  epochs    ${4:30}',
      '  optimizer ${5:SGD(lr: 0.1, momentum: 0.9, weight_decay: 5e-4)}',
      '  schedule  ${6:Cosine(warmup: 1)}',
      '  augment   ${7:Pad(4) -> RandomCrop(32x32) -> RandomFlip}$0',
      '}',
    ],
    keywordTexts.train,
  );
}

/** The parts that most networks since 2014 are made of, each after the paper that it is from. */
const blockSnippets = [
  snippet(
    'residual block',
    [
      'block ${1:Residual}(channels, stride = 1) {',
      '  residual = Conv(channels, 3, stride: stride, padding: 1, bias: false) -> BatchNorm -> ReLU',
      '          -> Conv(channels, 3, bias: false) -> BatchNorm',
      '  if stride != 1 or input.channels != channels {',
      '    shortcut = Conv(channels, 1, stride: stride, bias: false) -> BatchNorm',
      '  } else {',
      '    shortcut = input',
      '  }',
      '  Add(residual, shortcut) -> ReLU$0',
      '}',
    ],
    'Two 3x3 convolutions beside a shortcut, which is a projection where the shape changes (He et al., 2015).',
  ),
  snippet(
    'bottleneck block',
    [
      'block ${1:Bottleneck}(width, stride = 1) {',
      '  residual = Conv(width, 1, bias: false) -> BatchNorm -> ReLU',
      '          -> Conv(width, 3, stride: stride, padding: 1, bias: false) -> BatchNorm -> ReLU',
      '          -> Conv(${2:4} * width, 1, bias: false) -> BatchNorm',
      '  if stride != 1 or input.channels != ${2:4} * width {',
      '    shortcut = Conv(${2:4} * width, 1, stride: stride, bias: false) -> BatchNorm',
      '  } else {',
      '    shortcut = input',
      '  }',
      '  Add(residual, shortcut) -> ReLU$0',
      '}',
    ],
    'A 3x3 convolution between 1x1 convolutions that lessen the channels and raise them again (He et al., 2015).',
  ),
  snippet(
    'inception module',
    [
      'block ${1:Inception}(c1, reduce3, c3, reduce5, c5, pool) {',
      '  Concat(',
      '    Conv(c1, 1) -> ReLU,',
      '    Conv(reduce3, 1) -> ReLU -> Conv(c3, 3) -> ReLU,',
      '    Conv(reduce5, 1) -> ReLU -> Conv(c5, 5) -> ReLU,',
      '    MaxPool(3, stride: 1, padding: same) -> Conv(pool, 1) -> ReLU,',
      '  )$0',
      '}',
    ],
    'Convolutions of several sizes side by side, behind 1x1 convolutions that lessen the channels (Szegedy et al., 2014).',
  ),
  snippet(
    'dense block',
    [
      'block ${1:DenseBlock}(layers, growth = ${2:32}) {',
      '  repeat layers {',
      '    Concat(',
      '      Identity,',
      '      BatchNorm -> ReLU -> Conv(4 * growth, 1, bias: false) -> BatchNorm -> ReLU -> Conv(growth, 3, bias: false),',
      '    )',
      '  }$0',
      '}',
    ],
    'Every layer sees what all before it gave, and adds `growth` channels (Huang et al., 2016).',
  ),
  snippet(
    'squeeze-and-excite block',
    [
      'block ${1:SqueezeExcite}(reduction = ${2:16}) {',
      '  Multiply(',
      '    input,',
      '    GlobalAvgPool -> Dense(input.channels // reduction) -> ReLU -> Dense(input.channels) -> Sigmoid,',
      '  )$0',
      '}',
    ],
    'Weighs the channels by what all of the picture says (Hu et al., 2017).',
  ),
];

/** Statements of a body. */
export function statementSnippets(network: boolean): CompletionItem[] {
  return [
    ...(network ? [snippet('input', ['input ${1:224x224x3}'], keywordTexts.input)] : []),
    snippet('repeat', ['repeat ${1:3} {', '  $0', '}'], keywordTexts.repeat),
    snippet(
      'for',
      ['for ${1:width} in [${2:64, 128}] {', '  Conv(${1:width}, ${3:3}) -> ReLU$0', '}'],
      keywordTexts.for,
    ),
    snippet('if', ['if ${1:input.channels > 64} {', '  $0', '}'], keywordTexts.if),
    snippet(
      'if else',
      ['if ${1:input.channels > 64} {', '  ${2:Conv(64, 1)}', '} else {', '  $0', '}'],
      keywordTexts.if,
    ),
    snippet('else', ['else {', '  $0', '}'], keywordTexts.else),
    ...letSnippets,
    snippet(
      'auxiliary',
      ['auxiliary(weight: ${1:0.3}) {', '  ${2:GlobalAvgPool -> Dense(10) -> Softmax}$0', '}'],
      keywordTexts.auxiliary,
    ),
    snippet(
      'residual connection',
      ['Add(Identity, ${1:Conv(input.channels, 3, bias: false) -> BatchNorm})$0'],
      'Adds what some steps make of the current value to the value itself (He et al., 2015).',
    ),
    snippet('expect', [`expect \${1|${quantities.join(',')}|} \${2:< 1G}$0`], keywordTexts.expect),
  ];
}

/** The shape of one image. */
export const inputShapeSnippet = snippet(
  '224x224x3',
  ['${1:224}x${1:224}x${2:3}'],
  'Height x width x channels of one image.',
);
