import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draws } from '../draws.ts';
import { layersOf } from '../../src/analysis/views.ts';
import { summaryOf } from '../../src/analysis/summary.ts';
import { usesAt } from '../../src/analysis/uses.ts';
import { read } from './reading.ts';

const folder = new URL('../../samples/', import.meta.url);
const blocks = readdirSync(new URL('blocks/', folder)).map((name) =>
  readFileSync(new URL(`blocks/${name}`, folder), 'utf8'),
);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.cnn'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const withoutImports = (text: string) => text.replace(/^import.*$/gm, '');
const texts = [...samples.map((sample) => withoutImports([...blocks, sample].join('\n')))];
const tokens = [...new Set(texts.flatMap((text) => text.match(/[\w.]+|->|[^\s\w]/g) ?? []))];

/** A sample with some of its tokens exchanged for others of the language. */
const spoilt = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(...tokens, '', '0', '-1', '2.5', '[', ')')), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([text, changes]) => {
    const pieces = text.split(/([\w.]+|->|[^\s\w])/);
    for (const [position, token] of changes)
      pieces[(position % Math.floor(pieces.length / 2)) * 2 + 1] = token;
    return pieces.join('');
  });

describe('any text', () => {
  it('is understood without an exception, and its mistakes lie in it', () => {
    fc.assert(
      fc.property(spoilt, (text) => {
        const { networks, mistakes } = read(text);
        for (const { location, message } of mistakes) {
          expect(location.start, message).toBeGreaterThanOrEqual(0);
          expect(location.end, message).toBeLessThanOrEqual(text.length);
        }
        for (const network of networks) {
          summaryOf(network);
          const [first] = layersOf(network);
          if (first) expect(usesAt(network, first.node.location).length).toBeGreaterThan(0);
          if (network.totals.complete) continue;
          expect(
            mistakes.some(({ severity }) => severity === 'error'),
            text,
          ).toBe(true);
        }
      }),
      draws(150),
    );
  }, 120_000);
});
