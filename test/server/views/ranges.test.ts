import { describe, expect, test } from 'vitest';
import type { SelectionRange } from 'vscode-languageserver';
import { documentOf } from '../../../src/server/positions.ts';
import { foldingRanges, selectionRange } from '../../../src/server/views/ranges.ts';
import { network, written } from '../written.ts';

const folds = (text: string): string[] =>
  foldingRanges(written(text).understanding.parsed).map(
    ({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind === undefined ? '' : ` ${kind}`}`,
  );

/** The texts that are selected one after another. */
function selections(text: string): string[] {
  const { understanding, offset } = written(text);
  const document = documentOf(understanding.parsed);
  const found: string[] = [];
  let next: SelectionRange | undefined = selectionRange(understanding.parsed, offset);
  for (; next; next = next.parent) found.push(document.getText(next.range));
  return found;
}

describe('folding', () => {
  test('bodies, recipes, calls over several lines, comments and imports; the closing bracket stays', () => {
    const text = [
      'import { A } from "./a.cnn"',
      'import { B } from "./b.cnn"',
      '# What it is,',
      '# in two lines.',
      'network Tried {',
      '  input 32x32x3',
      '  repeat 2 {',
      '    ReLU',
      '  }',
      '  Concat(',
      '    Conv(8, 3),',
      '    Conv(8, 1),',
      '  )',
      '  if true { ReLU } else { Tanh }',
      '}',
      'train Tried on CIFAR10 {',
      '  epochs 1',
      '}',
    ].join('\n');
    expect(folds(text)).toEqual(['0-1 imports', '2-3 comment', '4-13', '6-7', '9-11', '15-16']);
  });
  test('nothing on one line, and not past the end of what is not closed', () => {
    expect(folds('block A { ReLU }\nblock B { Tanh }\n')).toEqual([]);
    for (const fold of folds('network A {\n  input 3x\n  Concat(\n    Conv(8,\n')) {
      expect(Number(fold.split('-')[1])).toBeLessThan(5);
    }
  });
});

describe('selection', () => {
  test('grows from the word to the file', () => {
    const text = network('repeat 2 {', '  Conv(8, ke|rnel) -> ReLU', '}');
    expect(selections(text)).toEqual([
      'kernel',
      '8, kernel',
      'Conv(8, kernel)',
      'Conv(8, kernel) -> ReLU',
      '{\n    Conv(8, kernel) -> ReLU\n  }',
      'repeat 2 {\n    Conv(8, kernel) -> ReLU\n  }',
      'input 32x32x3\n  repeat 2 {\n    Conv(8, kernel) -> ReLU\n  }',
      text.replace('|', '').slice(text.indexOf('{')).trimEnd(),
      text.replace('|', '').trimEnd(),
      text.replace('|', ''),
    ]);
  });
  test('of broken text, at every offset, each holds the one before', () => {
    const broken = 'network A {\n  x = Conv(8, [1, -> as\n  for in { repeat\n import {';
    for (let offset = 0; offset <= broken.length; offset += 2) {
      const found = selections(`${broken.slice(0, offset)}|${broken.slice(offset)}`);
      expect(found.at(-1)).toBe(broken);
      found.slice(1).forEach((outer, index) => expect(outer).toContain(found[index]));
    }
  });
});
