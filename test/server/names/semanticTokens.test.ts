import { describe, expect, test } from 'vitest';
import { meaningfulWords, semanticTokens } from '../../../src/server/names/semanticTokens.ts';
import { network, written } from '../written.ts';

function words(text: string): string[] {
  const { understanding } = written(text, { 'blocks.cnn': 'block Half(n) { Conv(n, 3, stride: 2) }\n' });
  return meaningfulWords(understanding.scope).map(
    ({ range, type, modifiers }) =>
      `${understanding.parsed.text.slice(range.start, range.end)} ${[type, ...modifiers].join('.')}`,
  );
}

describe('semantic tokens', () => {
  test('tell layers, blocks, parameters, values, lets and words of the catalogue apart', () => {
    const text = `import { Half } from "./blocks.cnn"\nlet wide = 8\nblock A(n, act = ReLU) {\n  x = Half(n)\n  Conv(wide, 3, padding: same) -> act\n  Add(x, input.height)\n}\n`;
    expect(words(text)).toEqual([
      'Half class',
      'from keyword',
      'wide variable.declaration.readonly',
      'A class.declaration',
      'n parameter.declaration',
      'act parameter.declaration',
      'ReLU function.defaultLibrary',
      'x variable.declaration',
      'Half class',
      'n parameter',
      'Conv function.defaultLibrary',
      'wide variable.readonly',
      'padding property.defaultLibrary',
      'same enumMember.defaultLibrary',
      'act parameter',
      'Add function.defaultLibrary',
      'x variable',
      'input keyword',
      'height property',
    ]);
  });
  test('words that are keywords in their place only, and names elsewhere', () => {
    const text = `network on(batch = 2) {\n  input 8x8x3\n  Conv(batch, 1)\n  expect params < 9\n}\ntrain on on CIFAR10 as paper {\n  batch 4\n  optimizer SGD(lr: 0.1)\n}\n`;
    expect(words(text)).toEqual([
      'on namespace.declaration',
      'batch parameter.declaration',
      'input keyword',
      'Conv function.defaultLibrary',
      'batch parameter',
      'params property.defaultLibrary',
      'on namespace',
      'on keyword',
      'CIFAR10 enumMember.defaultLibrary',
      'paper variable.declaration',
      'batch keyword',
      'optimizer keyword',
      'SGD function.defaultLibrary',
      'lr property.defaultLibrary',
    ]);
  });
  test('encoded by lines and columns, of a part where one is asked for', () => {
    const { understanding } = written(network('Conv(8, 3)'));
    const { data } = semanticTokens(understanding.scope);
    // Tried (line 0, column 8), input (line 1, column 2), Conv (line 2, column 2)
    expect(data).toEqual([...[0, 8, 5, 6, 1], ...[1, 2, 5, 7, 0], ...[1, 2, 4, 1, 4]]);
    const conv = understanding.parsed.text.indexOf('Conv');
    expect(semanticTokens(understanding.scope, { start: conv, end: conv + 3 }).data).toEqual([2, 2, 4, 1, 4]);
  });
  test('of broken text, in order and without overlap', () => {
    const broken =
      'network A {\n  input 3x\n  x = Conv( -> as as\n  let f( = \n train on on { batch SGD( import {';
    for (let end = 0; end <= broken.length; end++) {
      const { understanding } = written(broken.slice(0, end));
      let last = 0;
      for (const { range } of meaningfulWords(understanding.scope)) {
        expect(range.start).toBeGreaterThanOrEqual(last);
        expect(range.end).toBeLessThanOrEqual(end);
        last = range.end;
      }
    }
  });
});
