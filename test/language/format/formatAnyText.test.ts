import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draws } from '../../draws.ts';
import { formatEdits } from '../../../src/language/format/format.ts';
import { largestText } from '../../../src/language/parse.ts';
import { parse, sampleTexts } from '../shown.ts';
import { lexed, checkFormatting, mangled } from './formatting.ts';

describe('formatting any text', () => {
  it('that was a sample, with tokens left out, doubled or swapped, keeps its words, comments and meaning', () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(...sampleTexts),
        fc.array(fc.tuple(fc.nat(), fc.nat(3)), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
      )
      .map(([text, changes, spoil]) => {
        let result = spoil ? mangled(text, changes[0]![0]) : text;
        for (const [at, kind] of changes) {
          const { tokens } = lexed(result);
          const token = tokens[at % tokens.length];
          if (!token) continue;
          const replacement = ['', `${token.image} ${token.image}`, '}', '\n'][kind] ?? '';
          result = result.slice(0, token.start) + replacement + result.slice(token.end);
        }
        return result;
      });
    fc.assert(fc.property(mutated, checkFormatting), draws(80));
  });

  it('of the language’s own words keeps its words, comments and meaning', () => {
    const words = [
      ...[
        'network A',
        'block B',
        'train A on C',
        'let',
        'if',
        'else',
        'repeat 2',
        'for x in',
        'as',
        'input',
        'expect',
      ],
      ...[
        'Conv',
        'a',
        '3',
        '8x8x3',
        '"t"',
        '->',
        '=',
        '+',
        '-',
        '//',
        '**',
        '?',
        ':',
        ',',
        ';',
        '.',
        'not',
        '#c',
        '# d\n',
      ],
      ...[
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        '{\n',
        '\n}',
        '\n',
        '\n\n\n',
        '  ',
        '\t',
        '\r\n',
        '   ',
        '!',
        '/*',
        '§',
        'elif',
      ],
    ];
    const soup = fc.array(fc.tuple(fc.constantFrom(...words), fc.constantFrom('', ' ', '  ')), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(soup, (parts) => checkFormatting(parts.map((part) => part.join('')).join(''))),
      draws(400),
    );
  });

  it('of characters keeps its words, comments and meaning', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), checkFormatting), draws(150));
  });

  it('of rows of a table settles at once', () => {
    const cell = fc.tuple(fc.nat(1200), fc.nat(9), fc.nat(2));
    const row = fc.tuple(
      fc.constantFrom('A', 'B'),
      fc.array(cell, { minLength: 1, maxLength: 4 }),
      fc.nat(3),
    );
    const text = fc.array(row, { minLength: 1, maxLength: 12 }).map(
      (rows) =>
        `block X {\n${rows
          .map(([name, cells, gap]) => {
            const inner = cells.map(([value, left, right]) => ' '.repeat(left) + value + ' '.repeat(right));
            return `  ${name}(${inner.join(',')})${' '.repeat(3 * gap)} as x${gap === 2 ? '    # c' : gap === 3 ? '\n' : ''}`;
          })
          .join('\n')}\n}\n`,
    );
    fc.assert(fc.property(text, checkFormatting), draws(150));
  });

  it('as large as may be is formatted within a second', () => {
    const block =
      'block A%(x) {\n   Conv( 64,3 )->ReLU   # c\n  if x>1{ReLU}\n   A( 1,   22)\n   A(12,    2)\n}\n\n\n';
    const text = Array.from({ length: largestText }, (_, i) => block.replace('%', String(i)))
      .slice(0, Math.floor(largestText / (block.length + 5)))
      .join('');
    expect(text.length).toBeGreaterThan(0.9 * largestText);
    const parsed = parse(text);
    const begin = process.cpuUsage();
    const edits = formatEdits(parsed);
    // Time of the processor: what else the machine does is not counted.
    expect(process.cpuUsage(begin).user / 1000).toBeLessThan(1000);
    expect(edits.length).toBeGreaterThan(1000);
  });

  it('larger than may be, or of mistakes alone, is left as it is', () => {
    expect(formatEdits(parse(`let  a = 1${' '.repeat(largestText)}`))).toEqual([]);
    expect(formatEdits(parse('let  = = 1\n'.repeat(200)))).toEqual([]);
  });
});
