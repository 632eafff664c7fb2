import type { Case } from './cases.ts';
import { caseOf } from './cases.ts';
import { Draw } from './draw.ts';
import { amounts } from './hostileAmounts.ts';
import { expansions } from './hostileExpansions.ts';
import { writings } from './hostileWritings.ts';
import { mutated } from './mutate.ts';

const home = 'file:///fuzz/hostile/';
/** What the language reads of one file. */
const largest = 64 * 1024;
const shapes = { ...expansions, ...amounts, ...writings };
const names = Object.keys(shapes);

/** A size from a few lines to the largest file, the large ones as often as the small. */
const sizeFor = (draw: Draw): number => Math.floor(200 * (largest / 200) ** draw.unit());

/** The case with this number of a seed, hostile in its structure: always the same. Each shape comes in turn. */
export function hostileCaseOf(seed: number, index: number): Case {
  const draw = Draw.ofCase(seed, index);
  const size = sizeFor(draw);
  const first = names[index % names.length]!;
  const chosen = draw.chance(0.75) ? [first] : [first, draw.pick(names)];
  const made = chosen.map((name) => shapes[name]!(Math.floor((0.9 * size) / chosen.length), draw));
  let text = made.join('\n').slice(0, largest);
  if (draw.chance(0.2)) text = mutated(text, draw, [text.slice(0, 2_000)], 3).slice(0, largest);
  const uri = `${home}hostile.cnn`;
  const texts: Record<string, string> = { [uri]: text };
  if (draw.chance(0.1)) {
    texts[`${home}a.cnn`] = text;
    texts[uri] = `import { B, B1, a, f, l1, n1 } from "./a.cnn"\n${text.slice(0, largest / 2)}`;
  }
  const title = `${seed}/${index}: ${chosen.join(' and ')}, ${texts[uri]!.length} characters`;
  return { title, uri, texts, edits: [] };
}

/** Of so many texts one is hostile in its structure. */
const oneOf = 200;

/** One of many cases: a sample or words that were mutated, and now and then one of those above. */
export function oneOfManyCases(
  seed: number,
  index: number,
): { readonly given: Case; readonly isHostile: boolean } {
  if (index % oneOf === 0) return { given: hostileCaseOf(seed, index / oneOf), isHostile: true };
  const { title, uri, texts, edits } = caseOf(seed, index);
  const last = Object.fromEntries(edits.map((edit) => [edit.uri, edit.text]));
  return { given: { title, uri, texts: { ...texts, ...last }, edits: [] }, isHostile: false };
}
