import { describe, expect, it } from 'vitest';
import { parse, shown } from './shown.ts';

/** `code «what is marked»` of every mistake, in order. */
function found(text: string): string[] {
  return parse(text).mistakes.map(
    ({ code, location }) => `${code} «${text.slice(location.start, location.end)}»`,
  );
}

/** The text after the first fix of each mistake. */
function repaired(text: string): string {
  const fixes = parse(text).mistakes.flatMap((mistake) => mistake.fixes?.slice(0, 1) ?? []);
  return fixes
    .sort((a, b) => b.range.start - a.range.start)
    .reduce((now, { range, text: put }) => now.slice(0, range.start) + put + now.slice(range.end), text);
}

const inBlock = (lines: string): string => `block B(a, b, c) {\n${lines}\n}`;

/** Each: the lines of a body, what is found in them, and the body that is read instead. */
const inBodies: [string, string[], string?][] = [
  ['Conv(64, 3) ReLU', ['missing-arrow «ReLU»'], '(Conv(64, 3) -> ReLU)'],
  ['a -> Conv(64, 3) ReLU -> b', ['missing-arrow «ReLU»'], '(a -> Conv(64, 3) -> ReLU -> b)'],
  ['x = 3 y = 4', ['two-statements «y»'], 'x = 3; y = 4'],
  ['ReLU repeat 2 { a }', ['two-statements «repeat»'], 'ReLU; repeat 2 { a }'],
  ['repeat 2 { a } b', ['two-statements «b»'], 'repeat 2 { a }; b'],
  ['if a { b } -> ReLU', ['begins-with-operator «->»'], 'if a { b }; ReLU'],
  ['a; b;', ['semicolon «;»', 'semicolon «;»'], 'a; b'],
  ['-> ReLU', ['begins-with-operator «->»'], 'ReLU'],
  ['a ->', ['missing-operand «->»'], '(a -> ‹missing›)'],
  ['x =', ['missing-operand «=»'], 'x = ‹missing›'],
  ['x =\ny = 2', ['missing-operand «=»'], 'x = ‹missing›; y = 2'],
  ['a.', ['missing-operand «.»'], 'a'],
  ['a as', ['missing-operand «as»'], 'a'],
  ['Conv(64', ['unclosed-bracket «(»'], 'Conv(64)'],
  ['Conv(64, 3\nReLU\nx = 1', ['unclosed-bracket «(»'], 'Conv(64, 3); ReLU; x = 1'],
  ['x = [1, 2\nReLU', ['unclosed-bracket «[»'], 'x = [1, 2]; ReLU'],
  ['Conv(64, 3]', ['mismatched-bracket «]»'], 'Conv(64, 3)'],
  ['Conv(64))', ['stray-bracket «)»'], 'Conv(64)'],
  ['Conv(64 3)', ['missing-comma «3»'], 'Conv(64, 3)'],
  ['Concat(\n  a\n  b,\n  (c)\n)', ['missing-comma «b»'], 'Concat(a, b, c)'],
  ['Concat(\n  a\n  (c)\n)', ['missing-comma «(»'], 'Concat(a, c)'],
  ['Concat(Conv(1) ReLU)', ['missing-comma «ReLU»'], 'Concat((Conv(1) -> ReLU))'],
  ['Conv(64, , 3)', ['missing-operand «, ,»'], 'Conv(64, 3)'],
  ['Conv(64, 3; 5)', ['semicolon «;»'], 'Conv(64, 3, 5)'],
  ['Conv(64, *3)', ['missing-operand «, *»'], 'Conv(64, (‹missing› * 3))'],
  ['Conv 64, 3', ['missing-parentheses «64, 3»'], 'Conv(64, 3)'],
  ['a -> Conv 64 -> b', ['missing-parentheses «64»'], '(a -> Conv(64) -> b)'],
  ['Conv(64, stride=2)', ['argument-equals «=»'], 'Conv(64, stride: 2)'],
  ['Conv(64, in: 3)', ['keyword-as-name «in»'], 'Conv(64, in: 3)'],
  ['repeat = 3', ['keyword-as-name «repeat»'], 'repeat = 3'],
  ['a as input', ['keyword-as-name «input»'], 'a'],
  ['if a = 1 { b }', ['equals-in-condition «=»'], 'if (a == 1) { b }'],
  ['x = a = 1 ? b : c', ['equals-in-condition «=»'], 'x = ((a == 1) ? b : c)'],
  ['expect params = 3', ['equals-in-condition «=»'], 'expect params == 3'],
  ['3x3 conv, 64', ['paper-notation «3x3 conv, 64»'], 'Conv(64, 3)'],
  ['conv3-64', ['paper-notation «conv3-64»'], 'Conv(64, 3)'],
  ['conv1x1-256', ['paper-notation «conv1x1-256»'], 'Conv(256, 1)'],
  ['7x7, 64, stride 2', ['paper-notation «7x7, 64, stride 2»'], 'Conv(64, 7, stride: 2)'],
  ['conv1 7x7, 64, /2', ['paper-notation «conv1 7x7, 64, /2»'], '(Conv(64, 7, stride: 2) as conv1)'],
  ['maxpool /2', ['paper-notation «maxpool /2»'], 'MaxPool(2)'],
  ['3x3 max pool, stride 2', ['paper-notation «3x3 max pool, stride 2»'], 'MaxPool(3, stride: 2)'],
  ['depthwise conv 3x3, s2', ['paper-notation «depthwise conv 3x3, s2»'], 'DepthwiseConv(3, stride: 2)'],
  ['FC-4096', ['paper-notation «FC-4096»'], 'Dense(4096)'],
  ['1000-d fc, softmax', ['paper-notation «1000-d fc, softmax»'], '(Dense(1000) -> Softmax)'],
  [
    'conv 3x3, 8, BN, relu6',
    ['paper-notation «conv 3x3, 8, BN, relu6»'],
    '(Conv(8, 3) -> BatchNorm -> ReLU6)',
  ],
  ['a -> 1x7 conv, 8 -> b', ['paper-notation «1x7 conv, 8»'], '(a -> Conv(8, 1x7) -> b)'],
  ['x = 3x3 conv, 8, pad 1', ['paper-notation «3x3 conv, 8, pad 1»'], 'x = Conv(8, 3, padding: 1)'],
  ['3x3 conv', ['paper-notation «3x3 conv»'], '‹missing›'],
  [
    'Concat(1x1 conv, 64, 3x3 conv 8)',
    ['paper-notation «1x1 conv, 64»', 'paper-notation «3x3 conv 8»'],
    'Concat(Conv(64, 1), Conv(8, 3))',
  ],
  ['Conv(64, stride 2)', ['missing-colon «stride 2»'], 'Conv(64, stride: 2)'],
  ['Conv(64, padding same)', ['missing-colon «padding same»'], 'Conv(64, padding: same)'],
  ['Conv(64, stride: )', ['missing-operand «stride:»'], 'Conv(64, stride: ‹missing›)'],
  ['Conv(', ['unclosed-bracket «(»'], 'Conv(‹missing›)'],
  ['Conv(8, 3) x 3', ['paper-notation «Conv(8, 3) x 3»'], 'repeat 3 { Conv(8, 3) }'],
  ['Conv(8, 3) x3', ['paper-notation «Conv(8, 3) x3»'], 'repeat 3 { Conv(8, 3) }'],
  ['3 * Conv(8, 3)', ['paper-notation «3 * Conv(8, 3)»'], 'repeat 3 { Conv(8, 3) }'],
  [
    '[Conv(8, 3), ReLU] x 3',
    ['paper-notation «[Conv(8, 3), ReLU] x 3»'],
    'repeat 3 { (Conv(8, 3) -> ReLU) }',
  ],
  ['a as "stem"', ['malformed-name «"stem"»'], '(a as stem)'],
  ['a\nas stem', ['begins-with-operator «as»'], 'a; (Identity as stem)'],
  ['repeat i in 3 { a }', ['unexpected «i in 3»'], 'repeat 3 as i { a }'],
  ['3x3 sep conv, 8', ['paper-notation «3x3 sep conv, 8»'], 'SeparableConv(8, 3)'],
  ['repeat 3 times { a }', ['unexpected «times»'], 'repeat 3 { a }'],
  ['for i in range(a) { b }', ['for-list «range(a)»'], 'repeat a as i { b }'],
  ['let f = lambda x, y: x * y', ['foreign-word «lambda x, y:»'], 'let f(x, y) = (x * y)'],
  ['let w = [i for i in b]', ['unexpected «for i in b]»'], 'let w = ‹missing›'],
  ['let w = { a: 1 }', ['stray-body «{ a: 1 }»'], 'let w = ‹missing›'],
  ['output ReLU', ['foreign-word «output»'], 'ReLU'],
  ['output 8x8x3', ['missing-word «output»'], 'expect output == 8x8x3'],
  ['assert params == 3', ['foreign-word «assert»'], 'expect params == 3'],
  ['a\n...\nb', ['unknown-character «...»'], 'a; ‹missing›; b'],
  ['  repeat 2 {\n    a\n  b', ['unclosed-bracket «{»'], 'repeat 2 { a }; b'],
  ['a.channels = 3', ['not-a-name «a.channels»'], ''],
  ['x: Conv(3)', ['branch-colon «:»'], 'x = Conv(3)'],
  ['x = a < b < c', ['chained-comparison «a < b < c»'], 'x = ((a < b) and (b < c))'],
  ['x = a ? b', ['missing-alternative «?»'], 'x = (a ? b : ‹missing›)'],
  ['x = a if b else c', ['foreign-conditional «if»'], 'x = a'],
  ['reapet 3 { a }', ['misspelt-keyword «reapet»'], 'repeat 3 { a }'],
  ['Repeat 3 as i { a }', ['misspelt-keyword «Repeat»'], 'repeat 3 as i { a }'],
  ['expct params == 3', ['misspelt-keyword «expct»'], 'expect params == 3'],
  ['repeat 3 i { a }', ['missing-word «i»'], 'repeat 3 as i { a }'],
  ['repeat { a }', ['missing-operand «repeat»'], 'repeat ‹missing› { a }'],
  ['repeat 3', ['missing-body «repeat 3»'], 'repeat 3 {  }'],
  ['if { a }', ['missing-operand «if»'], 'if ‹missing› { a }'],
  ['for w [1, 2] { a }', ['missing-word «[»'], 'for w in [1, 2] { a }'],
  ['for w, k in c { a }', ['pattern-brackets «w, k»'], 'for [w, k] in c { a }'],
  ['for w = c { a }', ['for-in «=»'], 'for w in c { a }'],
  ['if a\n{ b }', ['brace-on-next-line «{»'], 'if a { b }'],
  ['if a: { b }', ['colon-body «:»'], 'if a { b }'],
  [
    'if a:\n  b\nelif c:\n  d\nelse:\n  a',
    ['colon-body «:»', 'foreign-word «elif»', 'colon-body «:»', 'colon-body «:»'],
    'if a { b } else if c { d } else { a }',
  ],
  ['Conv { a }', ['stray-body «{»'], 'Conv'],
  ['input 224 x 224 x 3', ['dimensions-spaces «224 x 224 x 3»'], 'input 224x224x3'],
  ['input 224×224×3', ['dimensions-spaces «224×224×3»'], 'input 224x224x3'],
  ['input [a x b x 3]', ['computed-dimensions «x»'], 'input [a, b, 3]'],
  ['input 32x32xc', ['malformed-dimensions «32x32xc»'], 'input ‹missing›'],
  ['Conv(3.)', ['malformed-number «3.»'], 'Conv(3)'],
  ['Conv(1e)', ['malformed-number «1e»'], 'Conv(‹missing›)'],
  ['Conv(12px)', ['malformed-number «12px»'], 'Conv(12)'],
  ['Conv(64k)', ['malformed-number «64k»'], 'Conv(64000)'],
  ['Conv(1__0)', ['malformed-number «1__0»'], 'Conv(10)'],
  ['Conv("same)', ['unclosed-text «"same»'], 'Conv("same")'],
  [
    'x = True && !b || c',
    ['foreign-word «True»', 'foreign-operator «&&»', 'foreign-operator «!»', 'foreign-operator «||»'],
    'x = ((true and (not b)) or c)',
  ],
  ['a → b', ['foreign-operator «→»'], '(a -> b)'],
  ['return a', ['foreign-word «return»'], 'a'],
  ['const x = 3', ['foreign-word «const»'], 'let x = 3'],
  ['x += 3', ['foreign-operator «+=»'], ''],
  ['x := a', ['foreign-operator «:=»'], 'x = a'],
  ['while a < b { c }', ['foreign-word «while»'], 'repeat ‹missing› { c }'],
  ['expect receptive field == 3', ['malformed-name «receptive field»'], 'expect receptive_field == 3'],
  ['<!-- the stem -->\na', ['foreign-comment «<!--»'], 'a'],
  ['"""The\nstem."""\na', ['foreign-comment «"""»'], 'a'],
  ['Conv(64, 3 -> ReLU', ['unclosed-bracket «(»'], '(Conv(64, 3) -> ReLU)'],
  ['Conv(64, 3) -> ReLU @ 3', ['unknown-character «@»'], '‹missing›'],
  ['// the stem\na', ['foreign-comment «//»'], 'a'],
  ['a // the stem', ['foreign-comment «//»'], 'a'],
  ['/* the\nstem */ a', ['foreign-comment «/*»'], 'a'],
  ['x = § a', ['unknown-character «§»']],
  ['x = f(“a”)', ['unknown-character «“a”»'], 'x = f("a")'],
  ['x = f(“a)', ['unknown-character «“»']],
  ['@@@ b c d', ['unknown-character «@@@»']],
  ['let', ['missing-operand «let»'], ''],
  ['let x', ['missing-value «x»'], 'let x = ‹missing›'],
  ['let f(x: 3) = x', ['default-colon «:»'], 'let f(x = 3) = x'],
  // habits of notation at large
  ['Conv(8, 3) - > ReLU', ['foreign-operator «- >»'], '(Conv(8, 3) -> ReLU)'],
  ['Dropout(50%)', ['malformed-number «50%»'], 'Dropout(0.5)'],
  ['for i in 0..3 { a }', ['for-list «0..3»'], 'for i in ‹missing› { a }'],
  ['if a: Conv(8, 3) -> b', ['missing-braces «: Conv(8, 3) -> b»'], 'if a { (Conv(8, 3) -> b) }'],
  ['repeat 3: b', ['missing-braces «: b»'], 'repeat 3 { b }'],
  ['expect 0 < params < 4M', ['unknown-quantity «0 < params < 4M»'], ''],
  // habits of Python and its frameworks
  ['Conv(8, 3),', ['trailing-comma «,»'], 'Conv(8, 3)'],
  ['Conv(8, 3), ReLU', ['comma-between-steps «,»'], '(Conv(8, 3) -> ReLU)'],
  ['Conv(8, 3) -> ReLU, MaxPool(2)', ['comma-between-steps «,»'], '(Conv(8, 3) -> ReLU -> MaxPool(2))'],
  ['Conv(8, (3, 3))', ['tuple «(3, 3)»'], 'Conv(8, [3, 3])'],
  [
    'Conv(8, (3, 3), padding: (1, 1))',
    ['tuple «(3, 3)»', 'tuple «(1, 1)»'],
    'Conv(8, [3, 3], padding: [1, 1])',
  ],
  ['for (w, k) in c { a }', ['tuple «(w, k)»'], 'for [w, k] in c { a }'],
  ['input (32, 32, 3)', ['dimensions-commas «(32, 32, 3)»'], 'input [32, 32, 3]'],
  ['input 32, 32, 3', ['dimensions-commas «32, 32, 3»'], 'input [32, 32, 3]'],
  ['input: 32x32x3', ['input-sign «:»'], 'input 32x32x3'],
  ['input = 32x32x3', ['input-sign «=»'], 'input 32x32x3'],
  ['input 32x32x3\n-> ReLU', ['arrow-after-input «->»'], 'input 32x32x3; ReLU'],
  ['input 32x32X3', ['dimensions-spaces «32x32X3»'], 'input 32x32x3'],
  ['repeat 3 Conv(8, 3)', ['missing-braces «Conv(8, 3)»'], 'repeat 3 { Conv(8, 3) }'],
  ['if a Conv(8, 3) -> ReLU', ['missing-braces «Conv(8, 3) -> ReLU»'], 'if a { (Conv(8, 3) -> ReLU) }'],
  ['a -> repeat 3 { b }', ['two-statements «repeat»'], 'a; repeat 3 { b }'],
  ['a -> if c { b }', ['two-statements «if»'], 'a; if c { b }'],
  ['x, y = Split(2)', ['not-a-name «x, y»'], 'x = Split(2); y = Split(2)'],
  ['[x, y] = a -> b', ['not-a-name «[x, y]»'], 'x = (a -> b); y = (a -> b)'],
  ['x, y, z = a\nb', ['not-a-name «x, y, z»']],
  ['expect a.channels == 64', ['unknown-quantity «a.channels»'], ''],
  ['let [x, y] = c\na', ['let-pattern «[x, y]»'], 'let x = c[0]; let y = c[1]; a'],
  ['let x, y, z = b.c + [1]\na', ['let-pattern «x, y, z»']],
  ['let (x, y) = c[2]\na', ['let-pattern «(x, y)»']],
  ['for w of c { a }', ['for-in «of»'], 'for w in c { a }'],
  ['  if a\n    b\n  else { c }', ['missing-body «if a»'], 'if a { b } else { c }'],
];

describe('in a body, one cause gives one message', () => {
  it.each(inBodies)('%s', (lines, mistakes, read) => {
    const text = inBlock(lines);
    expect(found(text)).toEqual(mistakes);
    if (read !== undefined) expect(shown(text)).toEqual([`block B(a, b, c) { ${read} }`]);
  });

  it('and what is fixed is read as it was', () => {
    // A guess, something still missing, or a list where the fix writes dimensions.
    const guesses = /^(?:if a:| {2}if a|x = a if|Concat\(Conv|Conv\($|input \(|input 32,)/;
    for (const [lines] of inBodies) {
      const text = inBlock(lines);
      const fixed = repaired(text);
      const all = parse(text).mistakes.every((mistake) => mistake.fixes?.length);
      if (!all || guesses.test(lines)) continue;
      expect(found(fixed), `${lines} → ${fixed}`).toEqual([]);
      expect(shown(fixed)).toEqual(shown(text));
    }
  });
});

describe('in a file', () => {
  const files: [string, string[], string[]][] = [
    ['Conv(3)\nReLU\nblock B() { a }', ['statement-outside «Conv(3)»'], ['block B() { a }']],
    ['x = 3\ny = x', ['missing-let «x»', 'missing-let «y»'], ['let x = 3', 'let y = x']],
    [
      'def B(a):\n  b\nlet x = 1',
      ['foreign-word «def»', 'colon-body «:»'],
      ['block B(a) { b }', 'let x = 1'],
    ],
    ['network N(input 8x8x3) {\n  a\n}', ['unexpected «input 8x8x3»'], ['network N() { input 8x8x3; a }']],
    [
      'train A on CIFAR10 { epochs 2 batch 3 }',
      ['two-statements «batch»'],
      ['train A() on CIFAR10 { epochs 2; batch 3 }'],
    ],
    [
      "from './b.cnn' import B\nlet x = 1",
      ["foreign-import «from './b.cnn' import B»"],
      ['import { B } from ""', 'let x = 1'],
    ],
    ['blok B() { a }', ['misspelt-keyword «blok»'], ['block B() { a }']],
    ['block { a }\nlet x = 1', ['missing-operand «block»'], ['let x = 1']],
    [
      'block B { network N { a } }',
      ['misplaced-declaration «network»'],
      ['block B() {  }', 'network N() { a }'],
    ],
    ['import { A } "x"', ['missing-word «"x"»'], ['import { A } from "x"']],
    ['import A, C from "x"', ['import-braces «A, C»'], ['import { A, C } from "x"']],
    ['train A C10 { }', ['missing-word «C10»'], ['train A() on C10 {  }']],
    ['train A { }\nlet x = 1', ['missing-data-set «train A»'], ['let x = 1']],
    [
      'train A on D { batch: 1\n seed = 2 }',
      ['entry-sign «:»', 'entry-sign «=»'],
      ['train A() on D { batch 1; seed 2 }'],
    ],
    ['train A on D { batch }', ['missing-value «batch»'], ['train A() on D { batch ‹missing› }']],
  ];
  it.each(files)('%s', (text, mistakes, read) => {
    expect(found(text)).toEqual(mistakes);
    expect(shown(text)).toEqual(read);
  });
});

describe('an unclosed `{`', () => {
  it('is found by indentation', () => {
    const text = 'block A() {\n  repeat 3 {\n    a\n}\nblock B() { b }';
    expect(found(text)).toEqual(['unclosed-bracket «{»']);
    expect(parse(text).mistakes[0]?.message).toContain('`repeat`');
    expect(shown(text)).toEqual(['block A() { repeat 3 { a } }', 'block B() { b }']);
  });

  it('ends at the next declaration', () => {
    const text = 'block A() {\n  repeat 3 {\n    a\n  }\nnetwork B { b }';
    expect(parse(text).mistakes.map(({ message }) => message)).toEqual([
      'The `{` of `block A` is never closed: a `}` is missing before `network`.',
    ]);
    expect(shown(text)).toEqual(['block A() { repeat 3 { a } }', 'network B() { b }']);
  });

  it('ends with the file', () => {
    expect(shown('block A() {\n  a')).toEqual(['block A() { a }']);
    expect(found('block A() {\n  a')).toEqual(['unclosed-bracket «{»']);
  });
});

describe('messages', () => {
  const first = (text: string): string | undefined => parse(text).mistakes[0]?.message;

  it('name what is meant', () => {
    expect(first(inBlock('Conv(64, 3) ReLU'))).toBe(
      'Two steps on one line: is `->` missing between `Conv(64, 3)` and `ReLU`?',
    );
    expect(first(inBlock('Conv(64, 3'))).toBe('The `(` of `Conv(` is never closed: a `)` is missing.');
    expect(first('network N {\ninput 8x8x3\n// stem\nReLU }')).toMatch(/^Comments begin with `#`/);
    expect(first(inBlock('// stem'))).toMatch(/^Comments begin with `#`/);
    expect(first(inBlock('repeat = 3'))).toBe('`repeat` is a keyword of the language and cannot be a name.');
    expect(first(inBlock('reapet 3 { a }'))).toBe('`reapet` begins no statement: is `repeat` meant?');
  });

  it('shorten what they quote', () => {
    expect(first(`let x = ${'9'.repeat(5000)}`)?.length).toBeLessThan(200);
  });
});
