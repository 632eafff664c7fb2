import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyEdits, editsWithin, formatEdits, formatText } from '../../../src/language/format/format.ts';
import { examplesOf, fileText } from '../../docs/examples.ts';
import { parse, sampleTexts } from '../shown.ts';
import { written, mangled } from './formatting.ts';

describe('the house style', () => {
  it('is that of the samples', () => {
    for (const text of sampleTexts) expect(formatText(text)).toBe(text);
  });

  it('is that of the documentation’s examples', () => {
    const documents = ['docs/language.md', 'docs/layers.md', 'README.md'].map((path) =>
      readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'),
    );
    for (const { text } of documents.flatMap(examplesOf)) {
      if (fileText(text) === text) expect(formatText(`${text}\n`)).toBe(`${text}\n`);
      else {
        const body = text.replace(/^(?=.)/gm, '  ');
        expect(formatText(`block Example {\n${body}\n}\n`)).toBe(`block Example {\n${body}\n}\n`);
      }
    }
  });

  it.each([1, 2, 3])('comes back to samples whose white space was mangled (seed %i)', (seed) => {
    for (const [index, text] of sampleTexts.entries()) {
      const spoilt = mangled(text, 1000 * seed + index);
      expect(written(spoilt)).toEqual(written(text));
      expect(formatText(spoilt)).toBe(text);
    }
  });

  it.each([
    ['block A{Conv( 64,3 , stride:2)->BatchNorm}', 'block A { Conv(64, 3, stride: 2) -> BatchNorm }'],
    ['let a=-1', 'let a = -1'],
    ['let a = - 1+2*( 3-x )**2//4', 'let a = -1 + 2 * (3 - x) ** 2 // 4'],
    ['let f( x,y=2 )=x<=y?not x:( -y )', 'let f(x, y = 2) = x <= y ? not x : (-y)'],
    ['let a = [1,2 ,[ 3 ]] [ 0 ]', 'let a = [1, 2, [3]][0]'],
    ['import{A,B}from"./a.cnn"', 'import { A, B } from "./a.cnn"'],
    ['block A { Conv (input . channels//2,3)as  x }', 'block A { Conv(input.channels // 2, 3) as x }'],
    ['network A { input[ 8,8,3 ] }', 'network A { input [8, 8, 3] }'],
    ['network A { expect output[10] }', 'network A { expect output [10] }'],
    ['network A { auxiliary (weight:0.3){Flatten} }', 'network A { auxiliary(weight: 0.3) { Flatten } }'],
    [
      'block A(x){ if(x>1)or not(x<2){ReLU}else{} }',
      'block A(x) { if (x > 1) or not (x < 2) { ReLU } else {} }',
    ],
    ['block A { Conv(f(a ? 1:2), b:a?1 : 2) }', 'block A { Conv(f(a ? 1 : 2), b: a ? 1 : 2) }'],
    ['#comment', '# comment'],
    ['#!cnn', '#!cnn'],
    ['##', '##'],
    ['#region One', '#region One'],
    ['let a = 1# one   ', 'let a = 1  # one'],
  ])('%s', (given, wanted) => {
    expect(formatText(`${given}\n`)).toBe(`${wanted}\n`);
  });

  it('indents what goes on in further lines, the steps of a named flow below each other', () => {
    const given = `
block A(x) {
residual = Conv(64, 3)
-> ReLU
-> Concat(
Conv(1, 1),
Conv(3, 3)
-> ReLU,
)
Conv(64, 3)
-> ReLU ->
BatchNorm
if x > 1 and
x < 2 {
Conv(1, 1)
# the end
}
else {
ReLU
}
let y =
x +
1
}
`;
    expect(formatText(given)).toBe(`block A(x) {
  residual = Conv(64, 3)
          -> ReLU
          -> Concat(
            Conv(1, 1),
            Conv(3, 3)
              -> ReLU,
          )
  Conv(64, 3)
    -> ReLU ->
    BatchNorm
  if x > 1 and
    x < 2 {
    Conv(1, 1)
    # the end
  }
  else {
    ReLU
  }
  let y =
    x +
    1
}
`);
  });

  it('lines up the values of a recipe', () => {
    expect(
      formatText(
        'train A on CIFAR10 {\nbatch 128\n  optimizer   SGD(lr:0.1)\naugment Pad(4)\n->RandomFlip\n}',
      ),
    ).toBe(
      `train A on CIFAR10 {
  batch     128
  optimizer SGD(lr: 0.1)
  augment   Pad(4)
         -> RandomFlip
}
`,
    );
  });

  it('begins and ends a body of several lines with a line', () => {
    expect(formatText('block A { Conv(1, 1) # c\nif x { ReLU }\nif y { ReLU\nReLU } else { Tanh\n} }')).toBe(
      `block A {
  Conv(1, 1)  # c
  if x { ReLU }
  if y {
    ReLU
    ReLU
  } else {
    Tanh
  }
}
`,
    );
    expect(formatText('block A { ReLU\r\nReLU }')).toBe('block A {\r\n  ReLU\r\n  ReLU\r\n}\r\n');
  });

  it('keeps at most one blank line, none at the ends of a body or of the file', () => {
    expect(formatText('\n\nlet a = 1\n\n\n\nblock A {\n\n  ReLU\n\n\n  ReLU\n\n}\n\n\n')).toBe(
      'let a = 1\n\nblock A {\n  ReLU\n\n  ReLU\n}\n',
    );
    expect(formatText(' \n\t\n')).toBe('');
  });

  it('keeps the line ends that a file has', () => {
    expect(formatText('let a=1\r\n\r\n\r\n\r\n\tlet b=2')).toBe('let a = 1\r\n\r\nlet b = 2\r\n');
    const [text = ''] = sampleTexts;
    expect(formatText(text.replaceAll('\n', '\r\n'))).toBe(text.replaceAll('\n', '\r\n'));
  });
});

describe('columns lined up on purpose', () => {
  const table = (rows: string): string => `block A {\n${rows}}\n`;

  it('stay, also where other lines stand between them', () => {
    const kept = table(`  repeat 3       { Conv(64, 3) }
  ReLU
  repeat 12 as i { Conv(128, 3) }
  short    = Conv(1, 1)
  muchLong = Conv(1, 1)
  f(1,   23) # a
`).replace(' # a', '');
    expect(formatText(kept)).toBe(kept.replace('f(1,   23)', 'f(1, 23)'));
  });

  it('take in a row that was edited since, and leave one out that does not fit', () => {
    const given = table(`  A( 64,         96, 128) as a
  A(1128,        128, 192) as b
  A(192, 8, 208) as c
  A(128,        128, 256) as d
`);
    expect(formatText(given)).toBe(
      table(`  A( 64,         96, 128) as a
  A(1128,       128, 192) as b
  A(192,          8, 208) as c
  A(128,        128, 256) as d
`),
    );
  });

  it('may be lined up with the headings in a comment above', () => {
    const kept = table('  #  first  second\n  A(     1,      2)\n');
    expect(formatText(kept)).toBe(kept);
    expect(formatText(kept.replace('first', 'primary'))).toBe(table('  #  primary  second\n  A(1, 2)\n'));
  });

  it('are those of comments too', () => {
    const kept = table(`  Conv(64, 3)         # 32x32x64
  ReLU                # the same
  MaxPool(2)          # 16x16x64
`);
    expect(formatText(kept)).toBe(kept);
    expect(formatText(kept.replace('64, 3', '64,  3'))).toBe(kept);
    expect(formatText(kept.replace('ReLU ', 'ReLU6  '))).toBe(kept.replace('ReLU ', 'ReLU6'));
    expect(formatText(kept.replace('(2) ', '(2, stride: 2) '))).toBe(
      kept.replace('(2)          ', '(2, stride: 2)  '),
    );
  });

  it('are no blanks that stand everywhere', () => {
    expect(formatText(table('  A( 64,  3 )\n  A( 96,  3 )\n  A( 12,  3 )\n'))).toBe(
      table('  A(64, 3)\n  A(96, 3)\n  A(12, 3)\n'),
    );
  });
});

describe('a mistake', () => {
  it('leaves its statement as it is, and the rest is formatted', () => {
    expect(formatText('block A {\n Conv( 64 3 ,, )\n   ReLU\n      Conv( 64,3 )  ReLU\nConv(1,1)}\n')).toBe(
      'block A {\n Conv( 64 3 ,, )\n  ReLU\n      Conv( 64,3 )  ReLU\n  Conv(1, 1)\n}\n',
    );
  });

  it('that is an unclosed parenthesis ends with its statement', () => {
    expect(formatText('block A {\nif x {\n Conv( 64,3\n }\nReLU\n}\n')).toBe(
      'block A {\n  if x {\n Conv( 64,3\n  }\n  ReLU\n}\n',
    );
    expect(formatText('let a=f( 1\nblock A {\nReLU}\n')).toBe('let a=f( 1\nblock A {\n  ReLU\n}\n');
  });

  it('in the braces leaves the declaration as it is', () => {
    const broken = 'block A {\n if x {\n   ReLU\n      Conv( 64,3 )\n';
    expect(formatText(`let a=1\n${broken}block B {\nReLU}\n`)).toBe(
      `let a = 1\n${broken}block B {\n  ReLU\n}\n`,
    );
  });

  it('that is read by the lines around it leaves its declaration as it is', () => {
    const broken = 'block A {\nConcat(\n    B,\nC -> Concat(D(1, E),\n       F,\n )\n}\n';
    expect(formatText(`let a=1\n${broken}let b=2\n`)).toBe(`let a = 1\n${broken}let b = 2\n`);
  });

  it('in a comment of another language leaves its lines as they are', () => {
    const text = 'let a=1\nlet   b=2 /* two\n  lines */\nblock A {\n   ReLU // three is one\n}\nlet d=4\n';
    expect(formatText(text)).toBe(
      'let a = 1\nlet   b=2 /* two\n  lines */\nblock A {\n   ReLU // three is one\n}\nlet d = 4\n',
    );
  });
});

describe('edits', () => {
  it('touch nothing but what changes', () => {
    const text = 'block A {\n  Conv(64,3) -> ReLU\n  ReLU \n}\n';
    expect(formatEdits(parse(text))).toEqual([
      { start: 20, end: 20, text: ' ' },
      { start: 37, end: 38, text: '' },
    ]);
  });

  it('stay within the lines of a range', () => {
    const text = 'let a=1\n  let b=2\n\n\n\n let c=3\n let d=4\n';
    const at = (part: string) => text.indexOf(part);
    const within = (start: number, end: number): string =>
      applyEdits(text, editsWithin(text, formatEdits(parse(text)), { start, end }));
    expect(within(at('b'), at('b'))).toBe('let a=1\nlet b = 2\n\n\n\n let c=3\n let d=4\n');
    expect(within(at('let b'), at('c=3'))).toBe('let a=1\nlet b = 2\n\nlet c = 3\n let d=4\n');
    expect(within(0, text.length)).toBe(formatText(text));
  });
});
