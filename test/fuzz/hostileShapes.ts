/**
 * Texts that are hostile in their structure: little to read, much to do. Each shape gives text of about a number of
 * characters; what is drawn in it varies what stands inside.
 */
import type { Draw } from './draw.ts';

export type Shape = (size: number, draw: Draw) => string;

/** Lines, each made of its number, until the size is reached. */
export function lines(size: number, line: (index: number) => string): string {
  const made: string[] = [];
  for (let index = 0, length = 0; length < size && index < 20_000; index++) {
    const text = line(index);
    made.push(text);
    length += text.length + 1;
  }
  return made.join('\n');
}

/** How many texts of a length make up a size; at least one. */
const count = (size: number, length: number) => Math.max(1, Math.floor(size / Math.max(1, length)));
const times = (size: number, text: string): string => text.repeat(count(size, text.length));
const joined = (size: number, sign: string, one: (index: number) => string): string =>
  lines(size, one).replaceAll('\n', sign);
const around = (size: number, before: string, inside: string, after: string): string => {
  const levels = count(size, before.length + after.length);
  return before.repeat(levels) + inside + after.repeat(levels);
};
const network = (body: string, name = 'N', input = '32x32x3'): string =>
  `network ${name} {\n  input ${input}\n${body}\n}\n`;

const leaves = [
  '',
  'Identity',
  'ReLU',
  'Conv(8, 3)',
  'BatchNorm -> ReLU',
  'Add(Identity, Conv(8, 1))',
  'Concat(Identity, ReLU)',
  'let a = 1',
  'side = Conv(4, 1)\nAdd(side, side)',
  'Dropout(0.1)',
  'Conv(8, 3) as c',
  'MaxPool(2)',
  'unknown',
  'Multiply(input, Sigmoid)',
  'if input.channels == 3 { ReLU }',
  'auxiliary(weight: 0.1) { Flatten }',
  'B',
];
const leafBlock = 'block B { Conv(8, 3) -> ReLU }\n';

const loop = (draw: Draw): string =>
  draw.pick([
    'repeat 2 {',
    'repeat 3 as i {',
    'for x in [1, 2] {',
    'if true {',
    'auxiliary(weight: 1) {',
    'repeat 9 {',
  ]);

function grown(draw: Draw): string {
  const first = draw.pick(['ReLU', 'Conv(8, 3)', '', 'Concat(Identity, ReLU)', 'Add(ReLU, Identity)']);
  return `block B0 { ${first} }\n`;
}

/** Each block calls the one before, several times. */
function doubling(call: (before: string, draw: Draw) => string): Shape {
  return (size, draw) => {
    const most = draw.pick([12, 17, 28, 200, 20_000]);
    const body = call('B#', draw);
    let last = 0;
    const blocks = lines(size, (index) => {
      if (index >= most) return '';
      last = index + 1;
      return `block B${last} { ${body.replaceAll('B#', `B${index}`)} }`;
    });
    return `${grown(draw)}${blocks.trimEnd()}\n${network(`  B${last}`)}`;
  };
}

const numbers = [
  '0',
  '1',
  '7',
  '99999',
  '1e9',
  '1e308',
  '2 ** 60',
  '1000000x1000000',
  '[1, 2]',
  '-3',
  '0.5',
  '1G',
];

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

/** A body of random statements, nested and naming, as a grammar would give it. */
export function randomBody(
  draw: Draw,
  budget: { left: number },
  depth: number,
  called: readonly string[],
): string {
  const made: string[] = [];
  const many = 1 + draw.below(4);
  for (let index = 0; index < many && budget.left > 0; index++) {
    budget.left -= 12;
    const inner = () => (depth > 0 ? randomBody(draw, budget, depth - 1, called) : 'ReLU');
    const call = called.length > 0 && draw.chance(0.7) ? draw.pick(called) : draw.pick(leaves);
    switch (draw.below(9)) {
      case 0:
        made.push(`repeat ${draw.pick(['2', '3', '10', '40'])} {\n${inner()}\n}`);
        break;
      case 1:
        made.push(
          `for x${depth} in ${draw.pick(['[1, 2]', '[ReLU, BatchNorm]', '[0] * 30'])} {\n${inner()}\n}`,
        );
        break;
      case 2:
        made.push(
          `if ${draw.pick(['true', 'input.channels > 3', '1 == 2'])} {\n${inner()}\n} else {\n${inner()}\n}`,
        );
        break;
      case 3:
        made.push(`Add(Identity, ${call || 'ReLU'} -> ${call || 'ReLU'})`);
        break;
      case 4:
        made.push(`Concat(${call || 'ReLU'}, ${call || 'ReLU'}, Identity)`);
        break;
      case 5:
        made.push(`n${budget.left} = ${call || 'ReLU'}`);
        break;
      case 6:
        made.push(`Join(Conv(8, 1), ${call || 'ReLU'} -> ${call || 'ReLU'})`);
        break;
      default:
        made.push(call);
    }
  }
  return made.join('\n');
}

function randomProgram(size: number, draw: Draw): string {
  const called: string[] = [];
  const made: string[] = [];
  const budget = { left: size };
  while (budget.left > 0) {
    const name = `R${called.length}`;
    const share = { left: Math.min(budget.left, 40 + draw.below(500)) };
    budget.left -= share.left + 20;
    const recent = called.slice(-3);
    made.push(`block ${name} {\n${randomBody(draw, share, draw.below(8), recent)}\n}`);
    called.push(name);
  }
  return `${made.join('\n')}\n${network(called.slice(-2).join('\n'))}`;
}

export const shapes: Readonly<Record<string, Shape>> = {
  'nested repeats': (size, draw) => {
    const levels = Math.min(count(size, 14), draw.pick([4, 16, 32, 60, 400]));
    const inner = draw.pick(leaves);
    return (
      leafBlock +
      network(loop(draw).replaceAll('\n', ' ').concat('\n').repeat(levels) + inner + '\n}'.repeat(levels))
    );
  },
  'mixed nesting': (size, draw) => {
    const levels = Math.min(count(size, 24), draw.pick([8, 30, 90, 300]));
    const opened = Array.from(
      { length: levels },
      () => `${draw.chance(0.3) ? draw.pick(leaves) : ''}\n${loop(draw)}`,
    );
    return leafBlock + network(`${opened.join('\n')}\n${draw.pick(leaves)}${'\n}'.repeat(levels)}`);
  },
  'long repeats': (size, draw) => {
    const turns = draw.pick([300, 5_000, 33_000, 99_999]);
    const body = lines(
      Math.min(size, draw.pick([20, 60, 300, 3_000])),
      (index) => `    Conv(8, 3) as c${index}`,
    );
    return network(`  repeat ${turns} {\n${draw.chance(0.5) ? body : draw.pick(leaves)}\n  }`);
  },
  'many long repeats': (size, draw) =>
    leafBlock +
    network(lines(size, () => `  repeat ${draw.pick([10, 100, 1_000, 9_999])} { ${draw.pick(leaves)} }`)),
  'long loops': (size, draw) =>
    network(
      `  for x in [${draw.pick(['1', 'ReLU', '[1, 2]', 'Conv(8, 3)'])}] * ${draw.pick([100, 9_000, 90_000])} {\n${lines(
        Math.min(size, draw.pick([10, 500])),
        () => draw.pick(['x -> ReLU', 'Conv(8, 3)', 'Conv(x, 1)', 'x']),
      )}\n  }`,
    ),
  'doubling blocks': doubling((before, draw) =>
    draw.pick([
      `${before} -> ${before}`,
      `${before}\n  ${before}`,
      `Add(${before}, ${before})`,
      `Join(${before}, ${before})`,
      `Concat(Identity, ${before} -> ${before})`,
      `Join(Conv(8, 1), ${before} -> ${before})`,
      `${before} -> ${before} -> ${before} -> ${before}`,
      `a = ${before}\n  b = ${before}\n  Add(a, b)`,
      `repeat 2 { ${before} }`,
      `repeat 40 { ${before} }`,
      `${before} -> ReLU -> ${before}`,
      `if input.channels > 0 { ${before}\n ${before} }`,
      `auxiliary(weight: 1) { ${before} }\n  ${before}`,
    ]),
  ),
  'blocks that differ each time': (size, draw) => {
    const deep = draw.pick([6, 12, 40, 200]);
    const body = draw.pick([
      'D(n - 1, 2 * k) -> D(n - 1, 2 * k + 1)',
      'Add(D(n - 1, 2 * k), D(n - 1, 2 * k + 1))',
      'repeat 3 as i { D(n - 1, 3 * k + i) }',
      'Conv(k % 1000 + 1, 1) -> D(n - 1, 2 * k) -> D(n - 1, k + 1)',
      'Join(Conv(8, 1), D(n - 1, 2 * k) -> D(n - 1, 2 * k + 1))',
    ]);
    const block = `block D(n, k = 1) {\n  if n == 0 { ${draw.pick(leaves)} } else { ${body} }\n}\n`;
    return `${leafBlock}${block}${lines(size / draw.pick([1, 8, 1_000]), (index) => network(`  D(${deep}, ${index})`, `N${index}`))}`;
  },
  recursion: (size, draw) => {
    const body = draw.pick([
      'R(n + 1)',
      'R(n + 1) -> R(n + 2)',
      'Add(R(n + 1), R(n))',
      'R(n)',
      'Conv(n, 1) -> S(n)',
      'R([n, n])',
      'R(n -> ReLU)',
      'Concat(Identity, Identity) -> R(n)',
      'x = ReLU\n R(x)',
      'Pad(1) -> R(n)',
    ]);
    return `block R(n) { ${body} }\nblock S(n) { R(n + 1) -> R(n + 1) }\n${network(lines(size, () => `  R(${draw.pick(numbers)})`))}`;
  },
  'functions that call twice': (size, draw) => {
    const most = draw.pick([20, 40, 300, 20_000]);
    const body = draw.pick([
      'f#(x) + f#(x)',
      'f#(x + 1) + f#(x - 1)',
      'f#([x, x])',
      'f#(f#(x))',
      'f#(x) == f#(x) ? f#(x) : 0',
      'max(f#(x), f#(2 * x))',
      '[f#(x), f#(x)]',
      'f#(x) + f#(x / 3)',
    ]);
    let last = 0;
    const all = lines(size, (index) => {
      if (index >= most) return '';
      last = index + 1;
      return `let f${last}(x) = ${body.replaceAll('f#', `f${index}`)}`;
    });
    return `let f0(x) = x\n${all.trimEnd()}\nlet result = f${last}(1)\n${network(`  Conv(f${last}(1), 1)\n  Conv(result, 1)`)}`;
  },
  'functions that call themselves': (size, draw) => {
    const body = draw.pick([
      'n < 2 ? n : f(n - 1) + f(n - 2)',
      'f(n + 1)',
      'f(n) + 1',
      'f(f(n))',
      'n < 1 ? [] : f(n - 1) + f(n - 1)',
      'n < 1 ? [0] : [f(n - 1), f(n - 1)]',
      'n < 1 ? ReLU : (f(n - 1) -> f(n - 1))',
      'n < 1 ? 0 : f(n - 0.001)',
      'len(n) > 9999 ? n : f(n + n)',
      'f([n])',
      'n < 1 ? 1 : f(n - 1) * f(n - 1)',
    ]);
    const calls = lines(
      size,
      (index) => `let a${index} = f(${draw.pick(['30', '200', '[1]', '1e9', '1000', '25'])})`,
    );
    return `let f(n) = ${body}\n${calls}\n${network('  Conv(a0, 1)\n  f(9)')}`;
  },
  'doubling lists': (size, draw) => {
    const most = draw.pick([12, 17, 40, 20_000]);
    const body = draw.pick([
      '[l#, l#]',
      'l# + l#',
      'l# * 2',
      '[l#] * 9',
      '[l# + [1], l#]',
      'len(l#) > 0 ? [l#, l#] : l#',
      'max(l#, l#)',
    ]);
    let last = 0;
    const all = lines(size, (index) => {
      if (index >= most) return '';
      last = index + 1;
      return `let l${last} = ${body.replaceAll('l#', `l${index}`)}`;
    });
    const use = draw.pick([
      'for x in LAST { Conv(8, x) }',
      'Conv(LAST, 3)',
      'LAST',
      'Dropout(LAST)',
      'Reshape(LAST)',
      'for [a, b] in LAST { a }',
    ]);
    return `let l0 = ${draw.pick(['[1]', '[1, 2]', '[ReLU]', '["a"]', '[[]]'])}\n${all.trimEnd()}\n${network(use.replaceAll('LAST', `l${last}`))}`;
  },
  'doubling flows': (size, draw) => {
    const most = draw.pick([12, 17, 40, 20_000]);
    const body = draw.pick([
      'g# -> g#',
      '(g# -> ReLU -> g#)',
      'true ? (g# -> g#) : g#',
      'P(g#)',
      'P(g# -> g#)',
      'Conv(8, 1) -> g#',
    ]);
    let last = 0;
    const all = lines(size, (index) => {
      if (index >= most) return '';
      last = index + 1;
      return `${draw.chance(0.98) ? 'let ' : ''}g${last} = ${body.replaceAll('g#', `g${index}`)}`;
    });
    const inBody = draw.chance(0.5);
    const passing = 'block P(u) { u -> u }\n';
    const first = 'let g0 = (Conv(8, 3) -> ReLU)\n';
    return inBody
      ? `${passing}${network(`${first}${all.trimEnd()}\ng${last}`)}`
      : `${passing}${first}${all.trimEnd()}\n${network(`  g${last}`)}`;
  },
  'blocks that are passed on': (size, draw) => {
    const body = draw.pick([
      'u -> u',
      'u(8)',
      'P#(u) -> P#(u)',
      'P#(u -> u)',
      'P#(P#)',
      'u(P#)',
      'P#(u) -> u(n: 1)',
    ]);
    let last = 0;
    const all = lines(size, (index) => {
      last = index + 1;
      return `block P${last}(u, n = 1) { ${body.replaceAll('P#', `P${index}`)} }`;
    });
    return `block P0(u, n = 1) { u -> u }\n${all}\n${network(`  P${last}(ReLU)\n  P${last}(P0)\n  P${Math.floor(last / 2)}(u: Conv(8, 1))`)}`;
  },
  'everything passed to everything': (size, draw) => {
    const many = count(size, 60);
    const blocks = Array.from(
      { length: many },
      (_, index) => `block E${index}(u, k = u) { u(k: E${draw.below(many)}, u: k) -> k(u) }`,
    );
    const uses = Array.from(
      { length: Math.min(many, 40) },
      (_, index) => `  E${index}(E${draw.below(many)}, k: E${draw.below(many)})`,
    );
    return `${blocks.join('\n')}\n${network(uses.join('\n'))}`;
  },
  'wide lists': (size, draw) => {
    const element = draw.pick(['1', '[1, 2]', 'ReLU', '"a"', '1x3', 'Conv(8, 3)', '[[]]', 'x', '-1', '(1)']);
    const text = joined(size, draw.pick([', ', ',\n']), () => element);
    return draw.chance(0.5)
      ? `let l = [${text}]\n${network('  for x in l { x }')}`
      : network(`  for x in [${text}] { Conv(8, 3) }`);
  },
  'wide merges': (size, draw) => {
    const merge = draw.pick(['Add', 'Concat', 'Join', 'Multiply']);
    const operand = draw.pick([
      'Identity',
      'ReLU',
      'Conv(8, 3) -> ReLU',
      'input',
      'B',
      'Join(Conv(8, 1), Conv(8, 1))',
    ]);
    return leafBlock + network(`  ${merge}(${joined(size, ', ', () => operand)})`);
  },
  'merges in merges': (size, draw) => {
    const merge = draw.pick([
      'Add(Identity, ',
      'Concat(ReLU, ',
      'Join(Conv(8, 1), ',
      'Add(Conv(8, 3) -> ReLU, ',
    ]);
    const levels = Math.min(count(size, merge.length + 1), draw.pick([20, 60, 290, 2_000]));
    return network(`  ${merge.repeat(levels)}ReLU${')'.repeat(levels)}`);
  },
  'many merges of all': (size, draw) => {
    let known = 'input';
    return network(
      lines(size, (index) => {
        const line = `  a${index} = ${draw.pick(['Concat', 'Add'])}(${known}, ReLU)\n  a${index}`;
        known = known.length > 3_000 ? `a${index}, input` : `${known}, a${index}`;
        return line;
      }),
    );
  },
  'many names': (size, draw) => {
    const line = draw.pick([
      'let n# = #',
      'block n# { ReLU }',
      'let n#(x) = x + #',
      'let n# = n^',
      'let n# = n^ + n^',
      'let n# = unknown#',
      'block n# { n^ }',
    ]);
    const all = lines(size, (index) =>
      line.replaceAll('#', String(index)).replaceAll('^', String(Math.max(0, index - 1))),
    );
    return `${all}\n${network('  n7\n  Conv(n3, 1)\n  n9999999')}`;
  },
  'many names in a body': (size, draw) => {
    const line = draw.pick([
      'a# = ReLU',
      'let a# = #',
      'Conv(8, 3) as a#',
      'a# = a^',
      'a# = Conv(8, 3) -> a^',
      'Add(a^, ReLU) as a#',
      'if true { a# = ReLU } else { a# = Conv(3, 1) }',
      'let a# = a^ + 1',
      'a^ -> ReLU as a#',
    ]);
    return network(
      lines(
        size,
        (index) => `  ${line.replaceAll('#', String(index)).replaceAll('^', String(Math.max(0, index - 1)))}`,
      ),
    );
  },
  'names that nobody knows': (size, draw) => {
    const known = lines(size / 2, (index) => `let variable${index} = ${index}`);
    return `${known}\n${network(lines(size / 2, (index) => `  ${draw.pick(['Conv(', 'varible', 'x = ', ''])}variabel${index}x`))}`;
  },
  'the same name again': (size, draw) => {
    const line = draw.pick([
      'let a = 1',
      'block a { ReLU }',
      'network a { input 8x8x3\n ReLU }',
      'import { a } from "./a.cnn"',
      'let a(x) = a(x)',
      'train a on cifar10 { epochs 1 }',
    ]);
    return lines(size, () => line);
  },
  'many networks': (size, draw) => {
    const body = draw.pick([
      'ReLU',
      'B',
      'repeat 100 { B }',
      'repeat 90000 { ReLU }',
      'repeat 400 as i { Conv(i + 1, 3) }',
      'repeat 3000 as i { Conv(i + 1, 1) }',
      'unknown',
      'D(17)',
      'repeat 16 { repeat 16 { repeat 16 { repeat 16 { } } } }',
    ]);
    const head = 'block D(n) { if n > 0 { D(n - 1) -> D(n - 1) } else { ReLU } }\n';
    return (
      leafBlock +
      head +
      lines(size, (index) =>
        network(`  ${body.replaceAll('#', String(index))}`, `N${index}`, `32x32x${1 + (index % 9)}`),
      )
    );
  },
  'many parameters': (size, draw) => {
    const many = count(size / 2, 12);
    const value = draw.pick(['1', 'p^', 'p^ + p^', '[p^, p^]', 'input.channels', 'ReLU', 'p^ -> p^']);
    const parameters = Array.from(
      { length: many },
      (_, index) => `p${index} = ${index === 0 ? '1' : value.replaceAll('^', String(index - 1))}`,
    );
    const given = Array.from({ length: many }, (_, index) => (draw.chance(0.5) ? '1' : `p${index}: 1`));
    const calls = draw.pick([1, 30, 1_000]);
    const call = `  ${draw.chance(0.5) ? `M(${given.slice(0, draw.below(many)).join(', ')})` : 'M'}`;
    return `block M(${parameters.join(', ')}) { Conv(8, 1) -> p${many - 1} }\n${network(`  repeat ${calls} {\n${call}\n  }`)}`;
  },
  'many values handed over': (size, draw) => {
    const many = Math.min(count(size, 40), draw.pick([10, 60, 300, 1_000]));
    const names = Array.from({ length: many }, (_, index) => `v${index}`);
    const sum = names.length > 1 ? `Add(${names.join(', ')})` : 'ReLU';
    const inner = draw.pick([
      sum,
      `repeat ${draw.pick([2, 50, 900])} { ${sum} }`,
      `repeat 50 { Inner(${names.join(', ')}) }`,
    ]);
    const made = names.map((name) => `  ${name} = Conv(3, 1)`);
    const calls = draw.pick([1, 20, 400]);
    return `block Inner(${names.join(', ')}) { ${sum} }\nblock Outer(${names.join(', ')}) { ${inner} }\n${network(`${made.join('\n')}\n  repeat ${calls} { Outer(${names.join(', ')}) }`)}`;
  },
  'long flows': (size, draw) =>
    network(
      `  ${joined(size, draw.pick([' -> ', '\n  -> ', ' ->\n  ']), () => draw.pick(leaves.filter((leaf) => leaf !== '' && !leaf.includes('\n'))))}`,
    ),
  'long bodies': (size, draw) => {
    const few = Array.from({ length: 4 }, () => draw.pick(leaves));
    return leafBlock + network(lines(size, () => `  ${draw.pick(few)}`));
  },
  'deep expressions': (size, draw) => {
    const [before, inside, after] = draw.pick([
      ['(', '1', ')'],
      ['[', '1', ']'],
      ['f(', '1', ')'],
      ['-', '1', ''],
      ['not ', 'true', ''],
      ['1 + (', '1', ')'],
      ['true ? 1 : ', '2', ''],
      ['true ? (', '1', ') : 0'],
      ['max(1, ', '2', ')'],
      ['', 'l', '[0]'],
      ['', 'l', '.channels'],
      ['', 'f', '(1)'],
      ['2 ** ', '2', ''],
      ['1 + ', '1', ''],
      ['1 < ', '2', ''],
      ['[1] + ', '[1]', ''],
      ['"a" + ', '"b"', ''],
      ['', '1', ' * 2'],
      ['ReLU -> (', 'ReLU', ')'],
      ['1x', '1', ''],
    ] as const);
    const text = around(Math.min(size, draw.pick([200, 2_000, 64_000])), before, inside, after);
    return draw.chance(0.5)
      ? `let f(x) = x\nlet l = [1]\nlet a = ${text}\n${network('  Conv(a, 1)')}`
      : `let f(x) = x\nlet l = [1]\n${network(`  Conv(${text}, 1)\n  ${text}`)}`;
  },
  'huge numbers': (size, draw) => {
    const sides = () =>
      draw.pick(['1000000x1000000x1000000', '1x1x1', '99999x99999x3', '2x100000x1', '224x224x3']);
    return lines(size, (index) =>
      network(
        lines(
          200,
          () =>
            `  ${draw.pick(['Conv', 'Dense', 'MaxPool', 'Upsample', 'Pad', 'Crop', 'Reshape', 'Slice', 'RBF', 'TransposedConv'])}(${draw.pick(numbers)}, ${draw.pick(numbers)})`,
        ),
        `N${index}`,
        sides(),
      ),
    );
  },
  'long numbers': (size, draw) =>
    `let a = ${times(size, draw.pick(['9', '1_', '0.', '1e', '3x', '1x1 ', '.5']))}\n${network('  Conv(a, 1)')}`,
  'long words': (size, draw) => {
    const word = times(size, draw.pick(['a', 'Conv', 'x_', 'é', '名']));
    return draw.pick([
      `let ${word} = 1\n${network(`  Conv(${word}, 1)`)}`,
      network(`  ${word}`),
      `# ${word}\n${network('  ReLU')}`,
      network(`  ${word}(${word}: 1)`),
    ]);
  },
  'long strings': (size, draw) => {
    const text = times(size, draw.pick(['a', '\\\\', '\\"', ' ', '![x](y)', '<b>', '`', '${x}']));
    return `let s = "${text}"\nblock T(s) { ReLU }\n${network(draw.pick(['  T(s)', '  repeat 900 { T(s) }', '  Conv(s, 1)', '  repeat 90 as i { T([s, i]) }', `  T("${text.slice(0, 9_000)}")`]))}`;
  },
  'texts that grow': (size, draw) => {
    const most = draw.pick([10, 17, 30]);
    const all = Array.from(
      { length: most },
      (_, index) =>
        `let s${index + 1} = ${draw.pick(['s# + s#', '[s#, s#]', 's# * 9']).replaceAll('#', String(index))}`,
    );
    return `let s0 = "${times(Math.min(size, 5_000), 'ab ')}"\n${all.join('\n')}\nblock T(s) { ReLU }\n${network(`  T(s${most})\n  Conv(s${most}, 1)`)}`;
  },
  'many conditions': (size, draw) => {
    const kind = draw.below(4);
    if (kind === 0) return network(`  if false { ReLU }${times(size, ' else if 1 == 2 { ReLU }')}`);
    if (kind === 1) return network(`  Conv(${times(size, 'input.channels == 5 ? 1 : ')}2, 1)`);
    if (kind === 2) return network(around(Math.min(size, 6_000), 'if true {\n', 'ReLU', '\n} else { ReLU }'));
    return network(`  if ${times(size, 'true and ')}true { ReLU }`);
  },
  'names in all arms': (size, draw) => {
    const levels = Math.min(count(size, 60), draw.pick([5, 10, 14, 100]));
    let text = 'a = ReLU';
    for (let level = 0; level < levels && text.length < size / 2; level++)
      text = `if true {\n${text}\n} else {\n${draw.chance(0.8) ? text : 'a = ReLU'}\n}`;
    return network(`${text}\na`);
  },
  'many recipes': (size, draw) => {
    const given = draw.pick(['', '(n: #)', '(#)', '(n: # * 2)']);
    const body = draw.pick([
      'repeat n { ReLU }',
      'repeat n { Conv(8, 3) }',
      'repeat 900 as i { Conv(n + i, 1) }',
      'repeat 99999 { }',
    ]);
    const entries = draw.pick([
      'epochs 1',
      'epochs 10\n  batch 32\n  augment flip',
      'optimizer SGD(rate: 0.1)\n  unknown 3',
      '',
    ]);
    return `network N(n = 3) {\n  input 32x32x3\n  ${body}\n  GlobalAvgPool -> Dense(10) -> Softmax\n}\n${lines(size, (index) => `train N${given.replaceAll('#', String(index + 1))} on ${draw.pick(['cifar10', 'mnist', '"../pictures"'])} as r${index} {\n  ${entries}\n}`)}`;
  },
  'long recipes': (size, draw) =>
    `${network('  GlobalAvgPool -> Dense(10) -> Softmax')}train N on cifar10 {\n${lines(size, (index) => `  ${draw.pick(['epochs', 'batch', 'optimizer', 'prepare', 'augment', 'rate', 'x', 'loss'])} ${draw.pick(['1', 'SGD(rate: 0.1)', 'Resize(224)', `[${index}]`, 'a -> b', 'Steps(0.1, at: [1, 2, 3])'])}`)}\n}\n`,
  'many expectations': (size, draw) =>
    network(
      `  Conv(8, 3)\n${lines(size, (index) => `  expect ${draw.pick(['params', 'macs', 'depth', 'output', 'receptive_field', 'memory', 'x'])} ${draw.pick(['==', '<', '>='])} ${draw.pick([String(index), '[1, 2]', '32x32x8', 'f(1)'])}`)}`,
    ),
  'many imports': (size, draw) =>
    lines(
      size,
      (index) =>
        `import { ${draw.pick(['a', 'A, B, C', `n${index}`])} } from "${draw.pick(['./a.cnn', './hostile.cnn', '../../../x', `./f${index}.cnn`, ''])}"`,
    ),
  'imports of many names': (size) =>
    `import { ${joined(size, ', ', (index) => `name${index}`)} } from "./a.cnn"\n${network('  name3')}`,
  'many auxiliaries': (size, draw) =>
    network(
      lines(size, () => `  Conv(8, 3)\n  auxiliary(weight: ${draw.pick(numbers)}) { ${draw.pick(leaves)} }`),
    ),
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
  'a random program': (size, draw) => randomProgram(Math.min(size, draw.pick([400, 3_000, 64_000])), draw),
};
