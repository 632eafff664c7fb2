/** Blocks, parameters and imports that nothing uses. */
import { describe, expect, test } from 'vitest';
import { fixed, said } from '../analysis/review/reviewed.ts';

const net = 'network Net {\n  input 8x8x4\n  Unit(4)\n}\n';

describe('a parameter', () => {
  test('that the body does not read is warned about', () => {
    expect(said(`block Unit(width, stride = 1) {\n  Conv(width, 3)\n}\n${net}`)).toEqual([
      'warning unused-parameter at stride',
    ]);
    expect(said('network Net(classes = 10) {\n  input 8x8x4\n  Conv(4, 3)\n}\n')).toEqual([
      'warning unused-parameter at classes',
    ]);
  });

  test('that a later default, an arm not taken or an argument reads is used', () => {
    expect(said(`block Unit(width, inner = 2 * width) {\n  Conv(inner, 3)\n}\n${net}`)).toEqual([]);
    expect(
      said(`block Unit(width, deep = false) {\n  Conv(width, 3)\n  if deep { ReLU }\n}\n${net}`),
    ).toEqual([]);
  });

  test('of a block that is handed over by name takes what its like takes', () => {
    expect(
      said(
        'block Unit(width, stride = 1) {\n  Conv(width, 3)\n}\nblock Twice(unit) {\n  unit(4, stride: 1) -> unit(4)\n}\n' +
          'network Net {\n  input 8x8x4\n  Twice(Unit)\n}\n',
      ),
    ).toEqual([]);
  });

  test('that begins with _, or whose body is not written yet, is left alone', () => {
    expect(said(`block Unit(width, _stride = 1) {\n  Conv(width, 3)\n}\n${net}`)).toEqual([]);
    expect(said(`block Unit(width) {\n}\n${net}`)).toEqual([]);
  });

  test('is left alone where a part of the body could not be read', () => {
    const found = said(`block Unit(width) {\n  Conv(4, 3) -> ) width\n}\n${net}`);
    expect(found.filter((each) => each.includes('unused'))).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
  });
});

describe('a block', () => {
  const old = 'block Old {\n  ReLU\n}\n';

  test('that no network reaches is hinted at', () => {
    expect(said(`${old}network Net {\n  input 8x8x4\n  ReLU\n}\n`)).toEqual(['hint unused-block at Old']);
    // Not by using itself, nor by one that is not used either.
    expect(said(`${old}block Older {\n  Old -> Old\n}\nnetwork Net {\n  input 8x8x4\n  ReLU\n}\n`)).toEqual([
      'hint unused-block at Old',
      'hint unused-block at Older',
    ]);
  });

  test('that is reached through another block, a let, a default or an argument is used', () => {
    for (const use of [
      'block Unit(width) {\n  Conv(width, 3) -> Old\n}\n',
      'block Unit(width, act = Old) {\n  Conv(width, 3) -> act\n}\n',
      'let act = Old\nblock Unit(width) {\n  Conv(width, 3) -> act\n}\n',
    ]) {
      expect(said(`${old}${use}${net}`)).toEqual([]);
    }
  });

  test('of a file without networks is for others', () => {
    expect(said(old)).toEqual([]);
  });
});

describe('an import', () => {
  const files = { 'parts.cnn': 'block A {\n  ReLU\n}\nblock B {\n  Sigmoid\n}\n' };
  const using = (names: string) =>
    `import { ${names} } from "./parts.cnn"\nnetwork Net {\n  input 8x8x4\n  A\n}\n`;

  test('that nothing uses is warned about', () => {
    expect(said(using('A, B'), files)).toEqual(['warning unused-import at B']);
    expect(said(using('A'), files)).toEqual([]);
  });

  test('that is not there is told as that only', () => {
    expect(said(using('A, C'), files)).toEqual(['error import-unknown at C']);
  });

  test('is removed by the fix, with its comma, or as a whole', () => {
    expect(fixed(using('A, B'), files)).toBe(using('A'));
    expect(fixed(using('B, A'), files)).toBe(using('A'));
    const alone = 'network Net {\n  input 8x8x4\n  ReLU\n}\n';
    expect(fixed(`import { B } from "./parts.cnn"\n${alone}`, files)).toBe(alone);
  });
});

describe('a result', () => {
  const body = (lines: string): string => `network Net {\n  input 8x8x4\n  Conv(4, 3) as stem\n${lines}\n}\n`;

  test('that the statement after it does not take is warned about, of a loop, too', () => {
    expect(said(body('  MaxPool(2)\n  Add(stem, input)'))).toEqual(['warning unused-result at MaxPool(2)']);
    expect(said(body('  repeat 2 { ReLU }\n  Add(stem, input)'))).toEqual(['warning unused-result at ReLU']);
  });

  test('that a branch, a head or a later turn takes is used', () => {
    expect(said(body('  repeat 2 { ReLU }\n  Add(stem, Identity)'))).toEqual([]);
    expect(said(body('  repeat 2 { ReLU }\n  low = MaxPool(1)\n  Add(stem, low)'))).toEqual([]);
    expect(
      said(
        body('  repeat 2 { auxiliary(weight: 1) { GlobalAvgPool -> Dense(2) }\n ReLU }\n  Add(stem, input)'),
      ),
    ).toEqual([]);
  });
});
