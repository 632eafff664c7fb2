/**
 * Every rule of recovery, held to its own examples: it is the one that answers, its fix gives the text that is meant,
 * that text has no mistake, and a rule of another file would answer only where this one says that it stands before it.
 */
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ReadingRule, RepairRule } from '../../src/language/recovery/failure.ts';
import { isAbout } from '../../src/language/recovery/failure.ts';
import { readingRules } from '../../src/language/recovery/misread.ts';
import { repairRules } from '../../src/language/recovery/recovery.ts';
import { parse } from './shown.ts';

type AnyRule = RepairRule | ReadingRule;

interface Shelved {
  readonly name: string;
  readonly rule: AnyRule;
  /** What it is asked by. */
  readonly method: 'repair' | 'read';
}

const shelf: readonly Shelved[] = [
  ...Object.entries(repairRules).map(([name, rule]) => ({ name, rule, method: 'repair' as const })),
  ...Object.entries(readingRules).map(([name, rule]) => ({ name, rule, method: 'read' as const })),
];

const folder = new URL('../../src/language/recovery/', import.meta.url);
const fileOf = new Map<unknown, string>();
const written = new Map<string, unknown>();
for (const file of readdirSync(folder).filter((name) => !/^(?:failure|recovery|misread)\.ts$/.test(name))) {
  const exported = (await import(new URL(file, folder).href)) as Record<string, unknown>;
  for (const [name, rule] of Object.entries(exported)) {
    if (typeof rule !== 'object' || rule === null || !('examples' in rule)) continue;
    fileOf.set(rule, file);
    written.set(name, rule);
  }
}

/** An example where it can stand: in a file, a recipe or a block. */
function around(rule: AnyRule, example: string): string {
  if (rule.at !== 'any' && rule.at.every((place) => place === 'RecipeEntry'))
    return `train A on CIFAR10 {\n  ${example}\n}\n`;
  return /^(?:import|from|let|block|network|train)\b/i.test(example)
    ? `${example}\n`
    : `block B(a, b, c) {\n  ${example}\n}\n`;
}

afterEach(() => {
  vi.restoreAllMocks();
});

/** What one rule was asked, and what it answered. */
interface Asked {
  readonly arguments: readonly unknown[];
  readonly answer: unknown;
}

/** What each rule is asked while a text is read. */
function asked(text: string): ReadonlyMap<AnyRule, readonly Asked[]> {
  const found = new Map<AnyRule, Asked[]>();
  for (const { rule, method } of shelf) {
    const asks: Asked[] = [];
    found.set(rule, asks);
    const owner = rule as unknown as Record<string, (...given: unknown[]) => unknown>;
    const answers = owner[method]!.bind(rule);
    vi.spyOn(owner, method).mockImplementation((...given) => {
      const answer = answers(...given);
      asks.push({ arguments: given, answer });
      return answer;
    });
  }
  parse(text);
  vi.restoreAllMocks();
  return found;
}

const ruleOfGrammar = (method: 'repair' | 'read', [first, second]: readonly unknown[]) =>
  (method === 'read' ? second : (first as { readonly rule: unknown }).rule) as Parameters<typeof isAbout>[1];

/** The rules of other files that would answer the same question. */
function rivals({ rule, method }: Shelved, given: readonly unknown[]): string[] {
  const others = shelf.filter(
    (other) => other.method === method && fileOf.get(other.rule) !== fileOf.get(rule),
  );
  return others
    .filter((other) => isAbout(other.rule, ruleOfGrammar(method, given)))
    .filter((other) => {
      const owner = other.rule as unknown as Record<string, (...given: readonly unknown[]) => unknown>;
      return owner[method]!(...given) !== undefined;
    })
    .map(({ name }) => name);
}

const cases = shelf.flatMap((each) =>
  each.rule.examples.map(([text, meant]) => [each.name, text, meant, each] as const),
);

describe('a rule of recovery', () => {
  it.each(cases)('%s: %s', (_, example, meant, each) => {
    const { rule } = each;
    const text = around(rule, example);
    const answered = asked(text)
      .get(rule)!
      .find(({ answer }) => answer !== undefined);
    expect(answered, 'this rule answers').toBeDefined();

    const { mistakes } = parse(text);
    expect(mistakes.map(({ code }) => code)).toEqual([rule.follows ?? rule.code]);
    const fix = rule.follows ? undefined : mistakes[0]!.fixes?.[0];
    const mended = fix && text.slice(0, fix.range.start) + fix.text + text.slice(fix.range.end);
    expect(mended).toBe(meant === undefined ? undefined : around(rule, meant));
    if (mended !== undefined) expect(parse(mended).mistakes).toEqual([]);
  });

  it.each(shelf)('$name stands before what it says, and has examples', (each) => {
    const { rule } = each;
    expect(rule.examples.length).toBeGreaterThan(0);
    const found = new Set<string>();
    for (const [example] of rule.examples)
      for (const { arguments: given, answer } of asked(around(rule, example)).get(rule)!)
        if (answer !== undefined) for (const name of rivals(each, given)) found.add(name);
    expect([...found].sort()).toEqual([...(rule.before ?? [])].sort());
  });
});

describe('the shelf', () => {
  it('holds every rule that is written', () => {
    expect([...written.keys()].sort()).toEqual(shelf.map(({ name }) => name).sort());
  });
});
