/** Little to read, and much to expand. */
import type { Draw } from './draw.ts';
import type { Shape } from './hostileText.ts';
import { count, joined, leafBlock, leaves, lines, loop, network, numbers } from './hostileText.ts';

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

/** A body of random statements, nested and naming, as a grammar would give it. */
function randomBody(draw: Draw, budget: { left: number }, depth: number, called: readonly string[]): string {
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

export const expansions: Readonly<Record<string, Shape>> = {
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
  'a random program': (size, draw) => randomProgram(Math.min(size, draw.pick([400, 3_000, 64_000])), draw),
};
