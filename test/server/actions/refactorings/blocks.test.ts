import { describe, expect, test } from 'vitest';
import { network } from '../../written.ts';
import { apply, refusal, siteOf, titles } from './offers.ts';

const residual = `# A residual unit.
block Residual(width, stride = 1) {
  # Two convolutions.
  residual = Conv(width, 3, stride: stride) -> ReLU
          -> Conv(width, 3)
  if stride != 1 or input.channels != width {
    shortcut = Conv(width, 1, stride: stride)  # projection
  } else {
    shortcut = input
  }
  Add(residual, shortcut) -> ReLU
}

`;

function same(site: ReturnType<typeof siteOf>, done: ReturnType<typeof apply>): void {
  const figures = ({ networks }: typeof done.understanding) =>
    networks.map(({ totals: { parameters, macs, depth, output, receptiveField } }) => ({
      parameters,
      macs,
      depth,
      output,
      receptiveField,
    }));
  expect(figures(done.understanding)).toEqual(figures(site.understanding));
  expect(done.understanding.mistakes.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(done.title).toMatch(/: same parameters and MACs$/);
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe('extract into a block', () => {
  const extract = (text: string): string[] => {
    const site = siteOf(text);
    const done = apply(site, 'Extract into a block');
    same(site, done);
    return lines(done.text);
  };

  test('statements of a loop: what they use of outside becomes parameters, the index too; comments come along', () => {
    const text = network(
      'Conv(64, 3) as stem',
      'repeat 2 as i {',
      '  # here',
      '  «Conv(32 + i, 3) -> ReLU  # inside',
      '  Add(Identity, stem -> Conv(32 + i, 1))»  # at the end',
      '}',
      'ReLU',
    );
    expect(extract(text)).toEqual([
      'block Extracted(i, stem) {',
      '  Conv(32 + i, 3) -> ReLU  # inside',
      '  Add(Identity, stem -> Conv(32 + i, 1))  # at the end',
      '}',
      'network Tried {',
      '  input 32x32x3',
      '  Conv(64, 3) as stem',
      '  repeat 2 as i {',
      '    # here',
      '    Extracted(i, stem)',
      '  }',
      '  ReLU',
      '}',
    ]);
  });

  test('part of a flow; the value that it begins with stays outside', () => {
    expect(
      extract(network('Conv(8, 3) as a', 'x = «a -> Conv(8, 1) -> ReLU» -> Conv(4, 1)', 'Concat(x, a)')),
    ).toEqual([
      'block Extracted {',
      '  Conv(8, 1) -> ReLU',
      '}',
      ...['network Tried {', '  input 32x32x3', '  Conv(8, 3) as a'],
      '  x = a -> Extracted -> Conv(4, 1)',
      ...['  Concat(x, a)', '}'],
    ]);
  });

  test('a branch stays named; a name of the selection’s end that is used outside stays, too', () => {
    const text = network('«x = Conv(8, 3) -> ReLU»', 'Conv(8, 1)', 'Add(x, Identity)');
    expect(extract(text)).toContain('  x = Extracted');
    const named = network('«Conv(8, 3)', 'ReLU as x»', 'Conv(8, 1)', 'Add(x, Identity)');
    expect(extract(named)).toContain('  Extracted as x');
  });

  test('`input` is handed over where the block’s own would be another', () => {
    const text = network('Conv(3, 3)', '«Conv(3, 1)', 'Add(input, Identity)»');
    expect(extract(text)).toEqual([
      'block Extracted(skip) {',
      '  Conv(3, 1)',
      '  Add(skip, Identity)',
      '}',
      ...['network Tried {', '  input 32x32x3', '  Conv(3, 3)', '  Extracted(input)', '}'],
    ]);
    expect(extract(network('«Conv(3, 1)', 'Add(input, Identity)»', 'ReLU'))).toContain(
      '  Add(input, Identity)',
    );
  });

  test('from a block called with several widths, before the comments that document it', () => {
    const text = residual
      .replace('residual = ', '«residual = ')
      .replace('Conv(width, 3)\n', 'Conv(width, 3)»\n');
    const done = extract(text + network('Residual(8)', 'Residual(16, stride: 2)'));
    expect(done.slice(0, 6)).toEqual([
      'block Extracted(width, stride) {',
      '  Conv(width, 3, stride: stride) -> ReLU',
      '    -> Conv(width, 3)',
      '}',
      '# A residual unit.',
      'block Residual(width, stride = 1) {',
    ]);
    expect(done).toContain('  residual = Extracted(width, stride)');
  });

  test('another name where the first is taken', () => {
    const text = `block Extracted {\n  ReLU\n}\n\n${network('Extracted', '«Conv(8, 3)»')}`;
    expect(extract(text)).toContain('block Extracted2 {');
  });

  test('what can’t be extracted says why', () => {
    expect(refusal(siteOf(network('«x = Conv(8, 3)', 'Conv(8, 1)»', 'Add(x, Identity)')))).toBe(
      'x is bound in the selection and used outside of it: select all uses, too, or leave it out.',
    );
    expect(refusal(siteOf('network Tried {\n  «input 32x32x3\n  ReLU»\n}\n'))).toMatch(
      /`input` and `expect`/,
    );
    expect(refusal(siteOf(network('let twice(n) = 2 * n', '«Conv(twice(4), 3)»')))).toMatch(
      /^twice is a function/,
    );
  });

  test('nothing for half a step or a lone number', () => {
    expect(titles(siteOf(network('Co«nv(8, 3) -> ReL»U')))).toEqual([]);
    expect(titles(siteOf(network('Conv(«8», 3)')))).not.toContainEqual(expect.stringMatching(/^Extract/));
  });
});

describe('inline a block', () => {
  const inline = (text: string, others: Readonly<Record<string, string>> = {}): string[] => {
    const site = siteOf(text, others);
    const done = apply(site, 'Inline');
    same(site, done);
    return lines(done.text.slice(done.text.indexOf('network Tried')));
  };

  test('a statement: arguments filled in, the input named, comments kept', () => {
    expect(
      inline(residual + network('Conv(8, 3) -> ReLU', 'Resi|dual(16, stride: 1 + 1)  # here', 'ReLU')),
    ).toEqual([
      'network Tried {',
      '  input 32x32x3',
      '  Conv(8, 3) -> ReLU as before',
      '  # Two convolutions.',
      '  residual = Conv(16, 3, stride: 1 + 1) -> ReLU',
      '          -> Conv(16, 3)',
      '  if (1 + 1) != 1 or before.channels != 16 {',
      '    shortcut = Conv(16, 1, stride: 1 + 1)  # projection',
      '  } else {',
      '    shortcut = before',
      '  }',
      '  Add(residual, shortcut) -> ReLU  # here',
      '  ReLU',
      '}',
    ]);
  });

  test('names that clash are made different', () => {
    const done = inline(
      residual + network('residual = Conv(8, 1)', 'Resi|dual(8)', 'Add(residual, Identity)'),
    );
    expect(done).toContain('  residual2 = Conv(8, 3) -> ReLU');
    expect(done).toContain('  Add(residual2, shortcut) -> ReLU');
  });

  test('in the middle of a flow, in a loop, and as a branch', () => {
    const flow = inline(residual + network('Conv(8, 3) -> Resid|ual(16) as unit -> Dropout(0.5)'));
    expect(flow).toContain('  Conv(8, 3) as before');
    expect(flow.slice(-3)).toEqual(['  Add(residual, shortcut) -> ReLU as unit', '  Dropout(0.5)', '}']);
    const loop = inline(residual + network('repeat 3 as i { Resid|ual(8, stride: i == 0 ? 2 : 1) }'));
    expect(loop).toContain('    if (i == 0 ? 2 : 1) != 1 or before.channels != 8 {');
    const branch = inline(residual + network('x = Resid|ual(8)', 'Concat(x, Identity)'));
    expect(branch).toContain('  x = Add(residual, shortcut) -> ReLU');
  });

  test('what would say the default is left out, what the block itself writes is not', () => {
    const block = [
      'block Norm(n, k = 3, stride = 1, padding = same, epsilon = 1e-5) {',
      '  Conv(n, k, stride: stride, padding: padding, dilation: 1) -> BatchNorm(epsilon: epsilon)',
      '}',
      'block Two(n, k, stride) {',
      '  Norm(n, k, 1, padding: valid) -> Norm(n, k, stride)',
      '}',
      '',
      '',
    ].join('\n');
    expect(inline(block + network('No|rm(8)'))).toContain('  Conv(8, 3, dilation: 1) -> BatchNorm');
    expect(inline(block + network('No|rm(8, stride: 2)'))).toContain(
      '  Conv(8, 3, stride: 2, dilation: 1) -> BatchNorm',
    );
    expect(inline(block + network('Tw|o(8, 3, 1)'))).toContain('  Norm(8, 3, 1, padding: valid) -> Norm(8)');
    expect(inline(block + network('Tw|o(8, 3, 2)'))).toContain(
      '  Norm(8, 3, 1, padding: valid) -> Norm(8, 3, 2)',
    );
  });

  test('nor is a condition written that decides nothing', () => {
    const plain = inline(residual + network('Conv(4, 1)', 'Resi|dual(8)'));
    expect(plain).toContain('  if before.channels != 8 {');
    const strided = inline(residual + network('Conv(4, 1)', 'Resi|dual(8, stride: 2)'));
    expect(strided).toContain('  if 2 != 1 or before.channels != 8 {');
  });

  test('one flow goes anywhere; what is applied, and values, are filled in', () => {
    const block = 'block Act(n, act = ReLU, half = n / 2) {\n  Conv(half * 2, 3) -> act\n}\n\n';
    expect(inline(block + network('Concat(A|ct(8, act: LeakyReLU(0.1)), Identity)'))).toContain(
      '  Concat(Conv((8 / 2) * 2, 3) -> LeakyReLU(0.1), Identity)',
    );
    const twice = 'block Twice(unit) {\n  unit -> unit\n}\n\n';
    expect(inline(twice + network('Tw|ice(Conv(8, 3) -> ReLU)'))).toContain(
      '  Conv(8, 3) -> ReLU -> Conv(8, 3) -> ReLU',
    );
    // Run once, though it is used twice.
    const up = 'block Up(skip) {\n  Concat(skip, Identity) -> Conv(skip.channels, 1)\n}\n\n';
    const done = inline(up + network('Conv(8, 3) as a', 'U|p(a -> Conv(4, 1))'));
    expect(done.slice(3)).toEqual([
      '  skip = a -> Conv(4, 1)',
      '  Concat(skip, Identity) -> Conv(skip.channels, 1)',
      '}',
    ]);
  });

  test('an imported block brings the names of its file', () => {
    const blocks =
      'let kernel = 3\nblock Norm { BatchNorm }\nblock Unit(n) {\n  Conv(n, kernel)\n  Norm\n}\n';
    const text = `import { Unit } from "./blocks.cnn"\n\n${network('Un|it(8)')}`;
    const site = siteOf(text, { 'blocks.cnn': blocks });
    const done = apply(site, 'Inline Unit');
    same(site, done);
    expect(done.text).toBe(
      `import { kernel, Norm } from "./blocks.cnn"\n\n${network('Conv(8, kernel)', 'Norm')}`,
    );
    const twice = siteOf(text.replace('Un|it(8)', 'Un|it(8) -> Unit(4)'), { 'blocks.cnn': blocks });
    expect(apply(twice, 'Inline Unit').text).toContain('import { Unit, kernel, Norm } from "./blocks.cnn"');
    const clash = siteOf(text.replace('network', 'let kernel = 5\n\nnetwork'), { 'blocks.cnn': blocks });
    expect(refusal(clash)).toBe('kernel means something else in this file.');
  });

  test('an import goes with the last call that needed it', () => {
    const others = { 'b.cnn': 'block A(n) {\n  Conv(n, 3)\n}\n', 'c.cnn': 'block C { ReLU }\n' };
    const only = siteOf(`import { A } from "./b.cnn"\n\n${network('|A(8)')}`, others);
    expect(apply(only, 'Inline A').text).toBe(network('Conv(8, 3)'));
    const imports = 'import { C } from "./c.cnn"\nimport { A } from "./b.cnn"\n\n';
    expect(apply(siteOf(imports + network('|A(8) -> C'), others), 'Inline A').text).toBe(
      `import { C } from "./c.cnn"\n\n${network('Conv(8, 3) -> C')}`,
    );
  });

  test('several statements have no room in an argument', () => {
    expect(refusal(siteOf(residual + network('Concat(Resi|dual(8), Identity)')))).toMatch(
      /^Residual has several statements/,
    );
  });

  test('nothing is tried out on networks that reach a bound', () => {
    const endless = 'block Endless(n) {\n  Conv(8, 3) -> Endl|ess(n + 1)\n}\n\n';
    expect(titles(siteOf(endless + network('Endless(1)')))).toEqual([]);
  });

  test('a layer is none', () => {
    expect(titles(siteOf(network('Re|LU')))).toEqual([]);
  });
});
