/**
 * All that is offered anywhere in the samples applies cleanly: no new mistake, the output keeps its shape, figures are
 * what the title says, comments stay, and applying it keeps the house style.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatText } from '../../../../src/language/format/format.ts';
import { refactorings } from '../../../../src/server/actions/refactorings/catalogue.ts';
import type { Offer, Site } from '../../../../src/server/actions/editing/site.ts';
import type { Understanding } from '../../../../src/workspace/understanding.ts';
import { walkSyntax } from '../../../../src/syntax/syntaxAt.ts';
import type { Range } from '../../../../src/syntax/tree.ts';
import { applied, kinds, sampleSite } from './offers.ts';

const folder = fileURLToPath(new URL('../../../../samples/', import.meta.url));
const samples = readdirSync(folder).filter((name) => name.endsWith('.cnn'));

const comments = (text: string): string[] =>
  [...text.matchAll(/#[^\n]*/g)].map(([found]) => found.trim()).sort();
const figures = ({ networks }: Understanding) =>
  networks.map(({ totals: { parameters, macs, auxiliaryMacs, depth, output } }) =>
    JSON.stringify({ parameters, macs, auxiliaryMacs, depth, output }),
  );
const outputs = ({ networks }: Understanding) => networks.map(({ totals }) => JSON.stringify(totals.output));

/** Expectations may fail then: they tell what has changed. So may what a reviewer would say of the result. */
const errors = ({ mistakes }: Understanding) =>
  mistakes
    .filter(({ severity, code }) => severity === 'error' && code !== 'expect-failed')
    .map(({ message }) => message);

function holds(site: Site, offer: Offer, where: string): void {
  if ('refused' in offer) {
    expect(offer.refused, where).toMatch(/\.$/);
    return;
  }
  const { text, understanding } = applied(site, offer);
  expect(errors(understanding), where).toEqual(errors(site.understanding));
  expect(outputs(understanding), where).toEqual(outputs(site.understanding));
  if (offer.kind !== 'rewrite') {
    expect(figures(understanding), where).toEqual(figures(site.understanding));
    // What is said of the layers stays; a block that is no longer called is told: another file may import it.
    const known = new Set(['unused-block', ...site.understanding.mistakes.map(({ code }) => code)]);
    expect(
      understanding.mistakes.filter(({ code }) => !known.has(code)),
      where,
    ).toEqual([]);
  }
  const before = comments(site.understanding.parsed.text);
  const after = comments(text);
  expect(
    before.filter((comment) => !after.includes(comment)),
    where,
  ).toEqual([]);
  expect(formatText(text), where).toBe(text);
}

/** Places to ask at: every call and name that may be a step, and every statement as a selection. */
function places(site: Omit<Site, 'selection'>): { readonly selection: Range; readonly isWhole: boolean }[] {
  const found: { selection: Range; isWhole: boolean }[] = [];
  walkSyntax(site.understanding.parsed.file, ({ is, node }) => {
    if (is === 'expression' && (node.kind === 'call' || node.kind === 'name')) {
      const { start } = node.range;
      found.push({ selection: { start: start + 1, end: start + 1 }, isWhole: false });
    }
    if ((is === 'statement' && node.kind !== 'input' && node.kind !== 'expect') || is === 'step')
      found.push({ selection: node.range, isWhole: true });
    if (is === 'body') {
      const [first, last] = [node.statements.find(({ kind }) => kind !== 'input'), node.statements.at(-1)];
      if (first && last && first !== last)
        found.push({ selection: { start: first.range.start, end: last.range.end }, isWhole: true });
    }
  });
  return found;
}

describe.each(samples)('%s', (name) => {
  test('what is offered applies cleanly', () => {
    const site = sampleSite(join(folder, name));
    const all = places(site);
    // So many places, spread over the file: each offer is tried out on all of its networks.
    const most = site.understanding.networks.length > 3 ? 3 : 9;
    const step = Math.max(1, Math.floor(all.length / most));
    let offers = 0;
    for (const [index, { selection }] of all.entries()) {
      if (index % step !== 0) continue;
      const at = { ...site, selection };
      for (const offer of refactorings(at, kinds)) {
        offers++;
        holds(at, offer, `${name} at ${selection.start}: ${offer.title}`);
      }
    }
    expect(offers).toBeGreaterThan(0);
  }, 60_000);
});
