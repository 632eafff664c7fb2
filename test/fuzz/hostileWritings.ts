/** What is hardly the language any more, or not at all. */
import type { Shape } from './hostileText.ts';
import { joined, leaves, lines, network, times } from './hostileText.ts';

const programs: Readonly<Record<string, string>> = {
  pytorch:
    'class Net#(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.conv# = nn.Conv2d(3, 64, kernel_size=3, padding=1)\n        self.layers = nn.Sequential(nn.ReLU(), nn.MaxPool2d(2))\n    def forward(self, x):\n        x = self.conv#(x)\n        return F.relu(x)\n',
  keras:
    'model# = keras.Sequential([\n  layers.Conv2D(32, (3, 3), activation="relu", input_shape=(28, 28, 1)),\n  layers.MaxPooling2D((2, 2)),\n])\nmodel#.add(layers.Dense(10))\nx = layers.Conv2D(64, 3)(x)\n',
  json: '{"name": "net#", "layers": [{"type": "conv", "filters": 64, "kernel": [3, 3]}, {"type": "relu"}],\n "next": null},\n',
  c: '/* layer # */ for (int i = 0; i < #; i++) { layer[i]->forward(x, &y); if (x && y || !z) return NULL; }\n',
  html: '<div class="layer#"><a href="http://127.0.0.1/#">Conv</a> &amp; <br/></div>\n',
  caffe:
    'layer {\n  name: "conv#"\n  type: "Convolution"\n  convolution_param { num_output: 96 kernel_size: 11 stride: 4 }\n}\n',
  words: 'First we use a 3x3 convolution with # filters, then ReLU; finally, pooling of size 2 (stride 2).\n',
  list: '- Conv 3x3, # filters\n* MaxPool 2\n1. ReLU\n',
  darknet: '[convolutional]\nbatch_normalize=1\nfilters=#\nsize=3\nstride=1\npad=1\nactivation=leaky\n\n',
  insideNetwork:
    'network N# {\n  input 28x28x1\n  x = nn.Conv2d(1, 32, 3)(x)\n  self.relu(x);\n  return x.view(-1, #)\n  for i in range(#):\n    x = layer(x)\n}\n',
  diff: '@@ -#,7 +#,7 @@\n-  Conv(64, 3)\n+  Conv(128, 3)\n>>>>>>> main\n<<<<<<< HEAD\n=======\n',
};

const signs = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '#',
  '->',
  ',',
  ':',
  '=',
  '.',
  '?',
  '-',
  '*',
  '@',
  ';',
  '\\',
  '`',
  '|',
];
const words = [
  'network',
  'block',
  'let',
  'repeat',
  'for',
  'in',
  'if',
  'else',
  'input',
  'train',
  'on',
  'import',
  'from',
  'as',
  'expect',
  'auxiliary',
  'not',
  'and',
  'Conv',
  'x',
  '1',
  '3x3',
];

export const writings: Readonly<Record<string, Shape>> = {
  'open brackets': (size, draw) => {
    const some = draw.pick([
      '(',
      '[',
      '{',
      '([{',
      '([',
      'f(',
      'Add(',
      '{ if true',
      'repeat 2 {',
      'block A {',
      '}',
      ')',
      ']',
      ')]}',
      '(]',
      '{)',
      '[}',
      '(\n',
      '{\n',
      'network N {\n',
      'Conv(8, \n',
      '"',
      '["',
    ]);
    return draw.chance(0.4) ? network(times(size, some)) : times(size, some);
  },
  'signs in no order': (size, draw) => {
    const few = Array.from({ length: 1 + draw.below(5) }, () => draw.pick([...signs, '\n', ' ']));
    return joined(size / 2, '', () => draw.pick(few));
  },
  'words in no order': (size, draw) => {
    const few = Array.from({ length: 1 + draw.below(6) }, () => draw.pick([...words, ...signs, '\n']));
    return joined(size, ' ', () => draw.pick(few));
  },
  comments: (size, draw) => {
    const comment = draw.pick([
      '# a comment',
      '#',
      '#\n',
      '# * a\n# * b',
      `# ${'x '.repeat(2_000)}`,
      'ReLU # c',
      '# ```',
      '# [a](b) *c* `d`',
      '// no',
      '/* no */',
      '#!',
      '# '.repeat(50),
    ]);
    return draw.chance(0.5)
      ? `${lines(size, () => comment)}\n${network('  ReLU')}`
      : network(lines(size, () => `  ${comment}`));
  },
  quotes: (size, draw) => {
    const quote = draw.pick([
      '"',
      "'",
      '""',
      '"""',
      '"a',
      'x = "',
      '“',
      '`',
      '"\\',
      "let a = '",
      'f("',
      '"" ""',
    ]);
    const text = draw.chance(0.5) ? lines(size, () => quote) : times(size, quote);
    return draw.chance(0.5) ? network(text) : text;
  },
  blanks: (size, draw) => {
    const blank = draw.pick([
      ' ',
      '\t',
      '\n',
      '\r\n',
      '\r',
      '\u00a0',
      '\u2028',
      '\n  ',
      ' \n',
      '\ufeff',
      '\\\n',
      '\f',
    ]);
    return `network N {\n  input 8x8x3${times(size, blank)}\n  ReLU${times(Math.min(size, 999), blank)}}\n`;
  },
  'other writing': (size, draw) =>
    times(
      size,
      draw.pick([
        'é',
        '名前 ',
        '😀',
        '\ud83d',
        '×',
        '→ ',
        '−1 ',
        '3×3 ',
        'ﬁ',
        '\u202e',
        '\u0000',
        '½',
        '‘a’',
        '…',
        'а = 1\n',
        '²',
        '\u0301',
      ]),
    ),
  'another program': (size, draw) => {
    const pieces = Object.values(programs);
    const few = draw.chance(0.6)
      ? [draw.pick(pieces)]
      : [draw.pick(pieces), draw.pick(pieces), draw.pick(pieces)];
    return lines(size, (index) => draw.pick(few).replaceAll('#', String(index)));
  },
  'another program inside': (size, draw) =>
    network(
      lines(size, (index) =>
        draw
          .pick(Object.values(programs))
          .replaceAll('#', String(index))
          .replace(/^network.*$|^}$/gm, ''),
      ),
    ),
  'wrong arguments': (size, draw) =>
    network(
      lines(
        size,
        (index) =>
          `  ${draw.pick(['Conv', 'Dense', 'Cnov', 'MaxPool', 'Add', 'B'])}(${draw.pick(['', 'x: 1', '1, 2, 3, 4, 5', 'kernl: 3', 'filters: 1, filters: 2', '-1', 'ReLU', `${index}`, '"a"', 'Conv', '0.5'])})`,
      ),
    ),
  'shapes that do not fit': (size, draw) =>
    network(
      lines(
        size,
        () =>
          `  ${draw.pick(['Add(Identity, Conv(7, 1))', 'Flatten', 'MaxPool(99)', 'Conv(8, 9, padding: valid)', 'Reshape(1x2x3)', 'Slice(0, 99999)', 'Concat(Flatten, Identity)'])}`,
      ),
    ),
  'lines out of place': (size, draw) =>
    lines(
      size,
      () =>
        ' '.repeat(draw.below(40)) +
        draw.pick([
          ...leaves,
          ...words,
          '}',
          '{',
          'network N {',
          'block B {',
          'ReLU ReLU',
          'Conv(8',
          '-> ReLU',
          'x =',
          'else {',
        ]),
    ),
  'columns to line up': (size, draw) =>
    network(
      lines(
        size,
        (index) =>
          `  ${'a'.repeat(1 + (index % 60))} = Conv(8,   3)   ${draw.chance(0.5) ? '#' : '->'} ${'x'.repeat(index % 90)}`,
      ),
    ),
  'one long line': (size, draw) =>
    `network N { input 8x8x3 ${draw.chance(0.5) ? '' : 'ReLU'} ${joined(size, draw.pick([' ', '; ', ' -> ', ', ']), () => draw.pick(['ReLU', 'Conv(8, 3)', 'x = ReLU', 'Add(Identity, ReLU)']))} }`,
};
