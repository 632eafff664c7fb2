import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Draw } from './draw.ts';
import { mutated, noise, soup, typed } from './mutate.ts';
import { resolveImport } from '../../src/syntax/uri.ts';

/** Texts by URI, and those that take their place one after the other. Survives JSON. */
export interface Case {
  readonly title: string;
  /** The file that is looked at. */
  readonly uri: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly edits: readonly { readonly uri: string; readonly text: string }[];
}

const home = 'file:///fuzz/samples/';

function readSamples(): Map<string, string> {
  const folder = fileURLToPath(new URL('../../samples/', import.meta.url));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const found = names.filter((name) => name.endsWith('.cnn')).sort();
  return new Map(
    found.map((name) => [home + name.replaceAll('\\', '/'), readFileSync(folder + name, 'utf8')]),
  );
}

let read: Map<string, string> | undefined;

/** The samples, as if they lay in a folder of nobody's. */
export const samples = (): ReadonlyMap<string, string> => (read ??= readSamples());

/** What a file imports, directly and further on, with itself. */
function closure(uri: string, texts: ReadonlyMap<string, string>): string[] {
  const seen = new Set([uri]);
  for (const each of seen) {
    for (const [, path] of (texts.get(each) ?? '').matchAll(/from\s+"([^"\n]*)"/g)) {
      const next = resolveImport(each, path!);
      if (texts.has(next)) seen.add(next);
    }
  }
  return [...seen];
}

/** The case with this number of a seed: always the same. */
export function caseOf(seed: number, index: number): Case {
  const draw = Draw.ofCase(seed, index);
  const all = samples();
  const donors = [...all.values()];
  const roll = draw.unit();
  if (roll < 0.08) {
    const text = draw.chance(0.4) ? noise(draw, draw.below(400)) : soup(draw, donors, draw.below(120));
    return single(`${seed}/${index}: words and signs in no order`, text, typed(text, draw, donors));
  }
  const mains = [...all.keys()].filter((uri) => !uri.includes('/blocks/'));
  const uri = draw.pick(mains);
  const members = closure(uri, all);
  const texts = Object.fromEntries(members.map((each) => [each, all.get(each)!]));
  const edits: Case['edits'][number][] = [];
  const now = new Map(Object.entries(texts));
  const touched = new Set<string>();
  for (let count = 1 + draw.below(3); count > 0; count--) {
    const at = draw.chance(0.25) ? draw.pick(members) : uri;
    touched.add(at.slice(home.length));
    for (const text of typed(now.get(at)!, draw, donors)) {
      edits.push({ uri: at, text });
      now.set(at, text);
    }
  }
  if (draw.chance(0.3)) {
    const text = mutated(now.get(uri)!, draw, donors);
    edits.push({ uri, text });
  }
  return { title: `${seed}/${index}: ${[...touched].join(', ')}`, uri, texts, edits };
}

function single(title: string, text: string, then: readonly string[]): Case {
  const uri = `${home}text.cnn`;
  return { title, uri, texts: { [uri]: text }, edits: then.map((each) => ({ uri, text: each })) };
}
