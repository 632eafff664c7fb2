/** Much of one thing that the language has. */
import type { Shape } from './hostileText.ts';
import { around, count, joined, leafBlock, leaves, lines, network, numbers, times } from './hostileText.ts';

export const amounts: Readonly<Record<string, Shape>> = {
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
};
