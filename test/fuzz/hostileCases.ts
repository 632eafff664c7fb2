import type { Case } from './cases.ts';
import { Draw } from './draw.ts';
import { shapes } from './hostileShapes.ts';
import { mutated } from './mutate.ts';

const home = 'file:///fuzz/hostile/';
/** What the language reads of one file. */
const largest = 64 * 1024;
const names = Object.keys(shapes);

/** A size from a few lines to the largest file, the large ones as often as the small. */
const sizeFor = (draw: Draw): number => Math.floor(200 * (largest / 200) ** draw.unit());

/** The hostile case with this number of a seed: always the same. Each shape comes once in as many cases. */
export function hostileCaseOf(seed: number, index: number): Case {
  const draw = Draw.ofCase(seed, index);
  const first = names[index % names.length]!;
  const chosen = draw.chance(0.8) ? [first] : [first, draw.pick(names)];
  const size = sizeFor(draw) / chosen.length;
  let text = chosen
    .map((name) => shapes[name]!(Math.floor(size * 0.9), draw))
    .join('\n');
  if (draw.chance(0.3)) text = mutated(text, draw, [text.slice(0, 2_000) || 'a'], 3);
  const uri = `${home}hostile.cnn`;
  const texts: Record<string, string> = { [uri]: text.slice(0, largest) };
  if (draw.chance(0.1)) {
    texts[`${home}a.cnn`] = texts[uri]!;
    texts[uri] = `import { B, B1, a, f, l1, n1 } from "./a.cnn"\n${text.slice(0, largest / 2)}`;
  }
  return { title: `${seed}/${index}: ${chosen.join(' and ')}, ${texts[uri]!.length} characters`, uri, texts, edits: [] };
}
