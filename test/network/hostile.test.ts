import { describe, expect, it } from 'vitest';
import { largestText } from '../../src/language/parse.ts';
import { slowness } from '../fuzz/hostileProperty.ts';
import { read } from './reading.ts';

/** Of the process, for a whole file from its text, on a machine with nothing else to do. */
const mostSeconds = 1;

const head = 'network A { input 32x32x3\n';

/** As many lines as a file may have, between what begins and what ends it. */
function full(line: (index: number) => string, begin = '', end = ''): string {
  let text = begin;
  for (let index = 0; ; index++) {
    const next = line(index);
    if (text.length + next.length + end.length > largestText) return text + end;
    text += next;
  }
}

const texts: Record<string, string> = {
  layers: full(() => 'Conv(8, 3) -> BatchNorm -> ReLU\n', head, '}'),
  'short layers': full(() => 'ReLU\n', head, '}'),
  branches: full((at) => `b${at} = Conv(8, 3)\n`, head, '}'),
  merges: full((at) => `b${at} = Conv(3, 3)\nAdd(Identity, b${at})\n`, head, '}'),
  'loops and conditions': full((at) => `repeat 2 { if ${at} > 3 { ReLU } }\n`, head, '}'),
  lets: full((at) => `let a${at + 1} = a${at} + 1\n`, 'let a0 = 1\n'),
  functions: full((at) => `let f${at}(x) = x + ${at}\n`),
  'different blocks': full((at) => `block B${at} { Conv(8, 3) -> ReLU }\n`),
  networks: full((at) => `network N${at} { input 8x8x3\nConv(8, 3) }\n`),
  expectations: full(() => 'expect params == 225\n', `${head}Conv(8, 3)\n`, '}'),
  'auxiliary heads': full(() => 'auxiliary(weight: 0.3) { GlobalAvgPool -> Dense(10) }\n', head, '}'),
  imports: full((at) => `import { a${at} } from "./none${at}.cnn"\n`),
  'unknown names': full((at) => `Covn${at}(3, 3)\n`, head, '}'),
  'unknown names among many': full((at) => `let aaaaaa${at} = aaaaab${at}\n`),
  'names bound twice': full(() => 'let a = 1\n'),
  'wrong shapes': full(() => 'Add(input, Conv(4, 3))\ninput\n', head, '}'),
  'missing commas': full(() => 'Conv(3 3)\n', head, '}'),
  'words in a row': full(() => `${'a '.repeat(2000)}\n`, head, '}'),
  'equals signs': full(() => 'Conv(a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8)\n', head, '}'),
  'open brackets': full(() => '([{'),
  'closed brackets': full(() => ')\n'),
  'open bodies': full(() => 'if a {\n', head),
  'deeper and deeper': full((at) => `${' '.repeat(at)}if a\n`),
  'bodies in bodies': full(() => `${'if true { '.repeat(30)}ReLU${' }'.repeat(30)}\n`, head, '}'),
  quotes: full(() => '"\n'),
  'C comments': full(() => '/* x\n'),
  'unknown characters': full(() => '§ '),
  'points and signs': full(() => '-.'),
  'one name': `let ${full(() => 'a', 'let a')}`.slice(0, largestText),
  'one flow': full(() => ' -> ReLU', `${head}ReLU`, '}'),
  'one list': full(() => '1, ', 'let a = [', ']'),
  'line ends': full(() => '\n'),
};

const many: Record<string, string> = {
  'endless recursion': full(
    (at) => `network N${at} { input 8x8x3\nB(${at}) }\n`,
    'block B(n) { B(n + 1) }\n',
  ),
  'endless functions': full(
    (at) => `network N${at} { input 8x8x3\nConv(f(${at}), 3) }\n`,
    'let f(n) = f(n + 1)\n',
  ),
  'too many steps': full((at) => `network N${at} { input 8x8x3\nrepeat 1000 { repeat 1000 { } } }\n`),
};

/** One after the other, each made of the one before; `use` of the last. */
function chained(first: string, next: string, use: string): string {
  const tail = (index: number) => `network A { input 8x8x3\n${use.replaceAll('#', String(index))} }`;
  let last = 0;
  const lets = full(
    (index) => {
      last = index + 1;
      return `let l${last} = ${next.replaceAll('#', String(index))}\n`;
    },
    `let l0 = ${first}\n`,
    tail(100_000),
  );
  return lets.slice(0, -tail(100_000).length) + tail(last - 1);
}

/** What holds itself so deep that only a bound keeps it on the stack; the networks come first to what a file names. */
const deep: Record<string, string> = {
  names: chained('1', 'l#', 'Conv(l#, 1)'),
  'lists of lists': chained('[1]', '[l#, l#]', 'for x in l# { Conv(8, x) }'),
  'lists of many brackets': chained('[1]', '[[[[l#]]]]', 'Conv(l#, 1)'),
  'functions of the language': chained('1', 'max(l#, 1)', 'Conv(l#, 1)'),
  'layers of layers': chained('ReLU', 'Conv(l#, 1)', 'l#'),
  'flows, and in the last a value of many lets': full(
    (index) => `let l${index + 1} = max([l${index}][0], 1)\n`,
    'let l0 = 1\n',
    `${head}let g0 = (ReLU -> Conv(l1500, 1))\n${Array.from({ length: 280 }, (_, at) => `let g${at + 1} = (g${at} -> ReLU)\n`).join('')}g280 }`,
  ),
};

describe('a text that holds itself deep', () => {
  it.each(Object.entries(deep))('by %s is understood on the usual stack', (_, text) => {
    expect(read(text).mistakes.map(({ code }) => code)).toContain('nests-too-deep');
  });
});

/** Little text, in each line of which stands a value that holds very much. */
const wide: Record<string, string> = {
  'of a layer': 'Conv(l, 1)\n',
  'of a layer in a loop': 'repeat 9000 { Conv(l, 1) }\n',
  'of a block': 'T(l)\n',
  'of a block in a loop': 'repeat 9000 { T(l) }\n',
  'of a block that puts it into a layer': 'repeat 9000 { U(l) }\n',
  'of a function': 'Conv(max(l), 1)\n',
  'of a condition': 'if l == l { ReLU }\n',
  'of an expectation': 'expect output == l\n',
  'with a feature map': 'repeat 300 as i { T([m, i]) }\n',
};

describe('a value of 90,000 elements', () => {
  it.each(Object.entries(wide))('%s, again and again, takes no long time', { retry: 2 }, (_, line) => {
    const blocks = 'block T(t) { ReLU }\nblock U(t) { Conv(t, 1) }\n';
    const made = line.includes('m') ? 'a = ReLU\nlet m = [a] * 90000\n' : '';
    const text = full(() => line, `let l = [1] * 90000\n${blocks}${head}${made}`, '}');
    const before = process.cpuUsage();
    const { mistakes } = read(text);
    const { user, system } = process.cpuUsage(before);
    expect(Math.max(...mistakes.map(({ message }) => message.length))).toBeLessThan(500);
    expect((user + system) / 1e6 / slowness()).toBeLessThan(2 * mostSeconds);
  });
});

describe('a thousand networks, each with', () => {
  it.each(Object.entries(many))('%s, end in a second or two, with a message', { retry: 2 }, (_, text) => {
    const before = process.cpuUsage();
    const { mistakes, networks } = read(text);
    const { user, system } = process.cpuUsage(before);
    expect(networks.length).toBeLessThan(300);
    expect(mistakes.at(-1)).toMatchObject({ code: 'too-many-layers' });
    expect(mistakes.at(-1)!.message).toMatch(/left out/);
    expect((user + system) / 1e6).toBeLessThan(2 * mostSeconds);
  });
});

describe('a text as long as one may be', () => {
  it.each(Object.entries(texts))('of %s is understood within a second', { retry: 2 }, (_, text) => {
    expect(text.length).toBeGreaterThan(largestText * 0.9);
    expect(text.length).toBeLessThanOrEqual(largestText);
    const before = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(mostSeconds);
  });
});
