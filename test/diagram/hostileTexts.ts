/** Texts of up to 64 kB whose structure makes diagrams large: doubling, long repeats, many names, wide lists. */

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
const list = (count: number, element: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => element(index)).join(', ');
const network = (body: string): string => `network N {\ninput 8x8x3\n${body}\n}\n`;
const doubling = (levels: number, inside: string): string =>
  `block B0 { ${inside} }\n${lines(levels, (i) => `block B${i + 1} { B${i}\nB${i} }`)}\n`;
const longName = 'B'.repeat(15_000);

export const hostileTexts: Readonly<Record<string, string>> = {
  'blocks of chips, doubled 15 times': doubling(15, 'ReLU') + network('Conv(8, 3)\nB15'),
  'blocks of chips, doubled 28 times': doubling(28, 'ReLU') + network('Conv(8, 3)\nB28'),
  'convolutions, doubled 16 times': doubling(16, 'Conv(8, 3)') + network('B16'),
  'doubled recursion': 'block R(n) { if n > 0 { R(n - 1)\nR(n - 1) }\nConv(8, 3) }\n' + network('R(14)'),
  'passed blocks, doubled':
    'block W(f) { f\nf }\n' + network(`Conv(8, 3)\n${'W('.repeat(14)}ReLU${')'.repeat(14)}`),
  'a long repeat of three names': network(
    'repeat 12000 { Conv(8, 3) as a\nConv(8, 3) as b\nConv(8, 3) as c }',
  ),
  'a long repeat of a block of chips': 'block A { ReLU }\n' + network('Conv(8, 3)\nrepeat 12000 { A }'),
  'nested repeats': network(`${'repeat 2 { '.repeat(14)}Conv(8, 3)${' }'.repeat(14)}`),
  'nested lists': network(`${'for a in [1, 2] { '.repeat(13)}Conv(a, 3)${' }'.repeat(13)}`),
  'a long body': network(lines(5500, () => 'Conv(8, 3)')),
  'a long body of chips': network(lines(7000, () => 'ReLU')),
  'a long body of names': network(lines(3300, (i) => `Conv(8, 3) as a${i}`)),
  'a merge of very many': network(
    `${lines(2400, (i) => `a${i} = Conv(8, 1)`)}\nConcat(${list(2400, (i) => `a${i}`)})`,
  ),
  'a merge of one value, very often': network(`Conv(8, 1) as x\nConcat(${list(15_000, () => 'x')})`),
  'very many branches': network(
    `Conv(8, 1) as x\n${lines(2000, (i) => `a${i} = x -> Conv(8, 1)`)}\nConcat(${list(2000, (i) => `a${i}`)})`,
  ),
  'everything to everything': network(
    lines(60, (i) => `Conv(8, 1) as a${i}\nConcat(a0, ${list(i + 1, (k) => `a${k}`)})`),
  ),
  'long shortcuts, crossing': network(
    lines(1000, (i) => `Conv(3, 1) as r${i}${i > 20 ? `\nAdd(r${i - 20}, r${i})` : ''}`),
  ),
  'mistakes without number': network(lines(6000, () => 'Cnv(8)')),
  'mistakes in doubled blocks':
    doubling(
      14,
      lines(2000, () => 'Cnv(8)'),
    ) + network('B14'),
  'bodies without number':
    `block B(n) { ${lines(6, () => 'Conv(n, 3)')} }\n` + network('repeat 1500 as i { B(i + 1) }'),
  'heads without number': network(
    lines(800, () => 'Conv(8, 3)\nauxiliary(weight: 0.1) { GlobalAvgPool -> Dense(3) }'),
  ),
  'long names, nested':
    `block ${longName}(n) { if n > 0 { ${longName}(n - 1) } else { Conv(8, 3)\nConv(8, 3) } }\n` +
    network(`${longName}(200)`),
  'blocks in blocks':
    `block B0 { Conv(8, 3)\nConv(8, 3) }\n${lines(200, (i) => `block B${i + 1} { B${i}\nConv(8, 3) }`)}\n` +
    network('B200'),
};
