import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draws } from '../draws.ts';
import { LineIndex } from '../../src/syntax/lineIndex.ts';
import { expression, parse, sampleTexts, shown, statements, tasteOfTheLanguage } from './shown.ts';

describe('files', () => {
  it('reads the examples of the language’s description, and every sample, without mistakes', () => {
    for (const text of [...tasteOfTheLanguage, ...sampleTexts]) expect(parse(text).mistakes).toEqual([]);
  });

  it('gives the tree that is meant', () => {
    const [resnet = '', blocks = '', recipe = ''] = tasteOfTheLanguage;
    expect(shown(resnet)).toEqual([
      'import { ConvNorm } from "./blocks/convNorm.cnn"',
      'block Bottleneck(width, stride = 1) { ' +
        'residual = (ConvNorm(width, 1, stride: stride) -> ReLU -> ConvNorm(width, 3) -> ReLU -> ConvNorm((4 * width), 1)); ' +
        'if ((stride != 1) or (input.channels != (4 * width))) { shortcut = ConvNorm((4 * width), 1, stride: stride) } ' +
        'else { shortcut = input }; (Add(residual, shortcut) -> ReLU) }',
      'network ResNet50(classes = 1000) { input 224x224x3; ' +
        '(ConvNorm(64, 7, stride: 2, padding: 3) as stem -> ReLU); MaxPool(3, stride: 2, padding: 1); ' +
        'repeat 3 { Bottleneck(64) }; ' +
        'repeat 4 as i { Bottleneck(128, stride: ((i == 0) ? 2 : 1)) }; ' +
        'repeat 6 as i { Bottleneck(256, stride: ((i == 0) ? 2 : 1)) }; ' +
        'repeat 3 as i { Bottleneck(512, stride: ((i == 0) ? 2 : 1)) }; ' +
        '(GlobalAvgPool -> Dense(classes) as logits -> Softmax); ' +
        'expect params == 25557032; expect receptive_field == 483; expect macs < 4200000000 }',
    ]);
    expect(shown(blocks)[2]).toBe(
      'block Fractal(columns, channels) { if (columns == 1) { (ConvNorm(channels, 3) -> ReLU) } else ' +
        '{ Join((ConvNorm(channels, 3) -> ReLU), (Fractal((columns - 1), channels) -> Fractal((columns - 1), channels))) } }',
    );
    expect(shown(recipe)).toEqual([
      'train ResNet20(classes: 10) on CIFAR10 as paper { batch 128; epochs 164; seed 1; ' +
        'optimizer SGD(lr: 0.1, momentum: 0.9, weight_decay: 0.0001); schedule Step(at: [82, 123], factor: 0.1); ' +
        'augment (Pad(4) -> RandomCrop(32x32) -> RandomFlip); loss CrossEntropy(label_smoothing: 0) }',
    ]);
  });

  it('takes declarations in any order, on folders, with functions', () => {
    expect(
      shown(
        'train A on "./birds" { }\nlet f(x, by = 8) = floor(x / by)\nimport {\n  A,\n  B,\n} from "a.cnn"',
      ),
    ).toEqual([
      'train A() on "./birds" {  }',
      'let f(x, by = 8) = floor((x / by))',
      'import { A, B } from "a.cnn"',
    ]);
  });

  it('documents a declaration with the comment lines directly above it', () => {
    const [lone, block, inner] = parse(
      '# not this\n\nlet a = 1\n# **One**\n#\n#   - two\nblock B() { # no\n  # Three\n  let c = 2\n}\nx\n# far\n\nlet d = 1',
    ).file.declarations;
    expect(lone).not.toHaveProperty('documentation');
    expect(block).toMatchObject({ kind: 'block', documentation: '**One**\n\n  - two' });
    expect(block).toMatchObject({ body: { statements: [{ kind: 'let', documentation: 'Three' }] } });
    expect(inner).not.toHaveProperty('documentation');
  });

  it('keeps `from`, `on`, `x` and the like as names where they mean nothing', () => {
    expect(statements('from = on -> depth\nx = batch(on: 1, from: 2)')).toEqual([
      'from = (on -> depth)',
      'x = batch(on: 1, from: 2)',
    ]);
    expect(shown('import { from } from "a"\ntrain on on on as on { on on }')).toEqual([
      'import { from } from "a"',
      'train on() on on as on { on on }',
    ]);
  });
});

describe('lines', () => {
  it('ends a statement with its line', () => {
    expect(statements('a\nb\n\n  # c\nd')).toEqual(['a', 'b', 'd']);
  });

  it('goes on where a bracket is open', () => {
    expect(statements('Concat(\n  a,\n  # a comment\n  b ->\n    c,\n)\nd[\n0\n]')).toEqual([
      'Concat(a, (b -> c))',
      'd[0]',
    ]);
  });

  it.each(['+', '-', '*', '/', '//', '%', '**', '==', '!=', '<', '<=', '>', '>=', 'and', 'or'])(
    'goes on after a line that ends in %s, and before one that begins with it',
    (operator) => {
      expect(statements(`x = a ${operator}\n b`)).toEqual([`x = (a ${operator} b)`]);
      // A line that begins with `//` is a comment from another language, except in a statement that holds a value.
      if (operator !== '//') expect(statements(`x = a\n ${operator} b`)).toEqual([`x = (a ${operator} b)`]);
      else {
        expect(statements(`let x = a\n // b`)).toEqual([`let x = (a // b)`]);
      }
    },
  );

  it('goes on around `=`, `->`, `? :` and `else`', () => {
    expect(statements('x =\n  a\n  -> b ->\n c')).toEqual(['x = (a -> b -> c)']);
    expect(statements('x\n  = a\n  ? b\n  : c')).toEqual(['x = (a ? b : c)']);
    expect(statements('if a { b }\nelse if c { d }\n\n# here\nelse\n{ a }')).toEqual([
      'if a { b } else if c { d } else { a }',
    ]);
  });

  it('counts line ends again in the braces inside', () => {
    expect(statements('repeat 2 { a\n b }\nfor w in [1,\n 2] as i { c }')).toEqual([
      'repeat 2 { a; b }',
      'for w in [1, 2] as i { c }',
    ]);
  });

  it('gives `(` and `[` to what stands before them on the same line only', () => {
    expect(statements('a\n(b)\n[c]')).toEqual(['a', 'b', '[c]']);
    expect(statements('a(b)[c](d).height')).toEqual(['a(b)[c](d).height']);
  });

  it('reads Windows and old Mac line ends alike', () => {
    const text = 'block B() {\n  # c\n  A\n  B -> C\n}\n';
    expect(shown(text.replaceAll('\n', '\r\n'))).toEqual(shown(text));
    expect(shown(text.replaceAll('\n', '\r'))).toEqual(shown(text));
  });
});

describe('statements', () => {
  it('tells an input’s declaration from its use', () => {
    expect(statements('input 1x2x3\ninput [a, b, 3]\ninput\ninput -> a\ninput.channels\ninput as x')).toEqual(
      ['input 1x2x3', 'input [a, b, 3]', 'input', '(input -> a)', 'input.channels', '(input as x)'],
    );
  });

  it('reads auxiliaries, patterns and expectations', () => {
    expect(
      statements(
        'auxiliary { a }\nauxiliary(weight: 0.3) { b }\nfor [k, s,] in c { d }\nexpect output 28x28x256\nexpect depth >= 3',
      ),
    ).toEqual([
      'auxiliary() { a }',
      'auxiliary(weight: 0.3) { b }',
      'for [k, s] in c { d }',
      'expect output == 28x28x256',
      'expect depth >= 3',
    ]);
  });

  it('reads flows in arguments, lists, defaults and parentheses', () => {
    expect(statements('Concat(a -> b as x, [c -> d])\na -> (b ? c : d) -> (a -> b)')).toEqual([
      'Concat((a -> b as x), [(c -> d)])',
      '(a -> (b ? c : d) -> (a -> b))',
    ]);
  });
});

describe('expressions', () => {
  // Groupings as CPython's `ast` has them.
  it.each([
    ['-2 ** 2', '(- (2 ** 2))'],
    ['2 ** -1', '(2 ** (- 1))'],
    ['2 ** 3 ** 2', '(2 ** (3 ** 2))'],
    ['2 ** -3 ** 2', '(2 ** (- (3 ** 2)))'],
    ['-a * b', '((- a) * b)'],
    ['a * -b + c', '((a * (- b)) + c)'],
    ['- - a', '(- (- a))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b // c % d * e', '((((a / b) // c) % d) * e)'],
    ['a + b * c ** d', '(a + (b * (c ** d)))'],
    ['not a == b', '(not (a == b))'],
    ['not a and b', '((not a) and b)'],
    ['not not a or b', '((not (not a)) or b)'],
    ['a or b and c', '(a or (b and c))'],
    ['a and b or c and d', '((a and b) or (c and d))'],
    ['a + 1 < b * 2', '((a + 1) < (b * 2))'],
    ['(a + b) * c', '((a + b) * c)'],
    ['-a.height ** b[0]', '(- (a.height ** b[0]))'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['a or b ? c + 1 : -d', '((a or b) ? (c + 1) : (- d))'],
    ['a < b == c', undefined],
    ['a < b < c', undefined],
  ])('%s', (text, tree) => {
    if (tree !== undefined) expect(expression(text)).toBe(tree);
    else expect(() => expression(text)).toThrow(/chained-comparison/);
  });

  it('computes what JavaScript computes, which groups arithmetic as Python does', () => {
    const operand = fc.integer({ min: 1, max: 9 }).map(String);
    const operator = fc.constantFrom('+', '-', '*', '/', '%', '**');
    fc.assert(
      fc.property(fc.array(fc.tuple(operator, operand), { maxLength: 8 }), operand, (rest, first) => {
        const text = first + rest.map(([sign, number]) => ` ${sign} ${number}`).join('');
        // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
        const value = (source: string): unknown => new Function(`return ${source}`)();
        expect(value(expression(text))).toEqual(value(text));
      }),
      draws(),
    );
  });

  it.each([
    ['25_557_032', 25557032],
    ['1e-4', 1e-4],
    ['1E+3', 1000],
    ['.5', 0.5],
    ['4.2G', 4_200_000_000],
    ['1.1K', 1100],
    ['2.3M', 2_300_000],
    ['0.07K', 70],
  ])('%s is %d', (text, value) => {
    expect(expression(text)).toBe(String(value));
  });

  it('reads dimensions, and knows where each size stands', () => {
    expect(expression('1x7')).toBe('1x7');
    const [declaration] = parse('let x = 224x224x3').file.declarations;
    expect(declaration).toMatchObject({
      value: {
        kind: 'list',
        dimensions: true,
        range: { start: 8, end: 17 },
        elements: [
          { range: { start: 8, end: 11 } },
          { range: { start: 12, end: 15 } },
          { value: 3, range: { start: 16, end: 17 } },
        ],
      },
    });
  });

  it('reads texts with their escapes', () => {
    expect(expression('"a \\"b\\" \\\\ \\d #"')).toBe(JSON.stringify('a "b" \\ \\d #'));
    expect(expression("'it'")).toBe('"it"');
  });
});

describe('ranges', () => {
  it('are those of what they name', () => {
    const text = 'block B(a = 1) {\n  x = (a + 2) * b -> Conv(64, stride: 2) as c\n  repeat 3 as i  { x }\n}';
    const at = (part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });
    const [block] = parse(text).file.declarations;
    expect(block).toMatchObject({
      range: { start: 0, end: text.length },
      name: { range: at('B') },
      parameters: [{ range: at('a = 1') }],
      body: {
        range: { start: text.indexOf('{'), end: text.length },
        statements: [
          {
            kind: 'branch',
            name: { range: at('x') },
            flow: {
              range: at('(a + 2) * b -> Conv(64, stride: 2) as c'),
              steps: [
                { expression: { kind: 'binary', range: at('(a + 2) * b'), left: { range: at('a + 2') } } },
                {
                  range: at('Conv(64, stride: 2) as c'),
                  expression: {
                    range: at('Conv(64, stride: 2)'),
                    arguments: [{}, { range: at('stride: 2') }],
                  },
                },
              ],
            },
          },
          { kind: 'repeat', header: at('repeat 3 as i'), body: { range: at('{ x }') } },
        ],
      },
    });
  });
});

describe('lines and columns', () => {
  it('are counted from 1, and lead back', () => {
    const text = 'ab\r\nc\n\nd\re';
    const lines = new LineIndex(text);
    expect([0, 2, 4, 6, 7, 9, 10].map((offset) => lines.position(offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 3 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
      { line: 5, column: 1 },
      { line: 5, column: 2 },
    ]);
    for (let offset = 0; offset <= text.length; offset++)
      expect(lines.offset(lines.position(offset))).toBe(offset);
    expect(lines.position(99)).toEqual({ line: 5, column: 2 });
    expect(lines.position(-1)).toEqual({ line: 1, column: 1 });
  });
});
