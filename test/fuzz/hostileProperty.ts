import type { Case } from './cases.ts';
import { Draw } from './draw.ts';
import { Editor } from './editor.ts';
import { piecesOf } from './pieces.ts';
import { Broken, attempt, longestSeconds, secondsOf } from './property.ts';

interface Options {
  /** Told when a step has ended. */
  readonly step?: () => void;
  /** Of the process's own time, for one answer. */
  readonly longest?: number;
  /** Features that are not asked. */
  readonly without?: readonly string[];
}

/** Seconds of an answer, the longest of each kind. */
export type Longest = Readonly<Record<string, number>>;

/**
 * Holds that no answer about a hostile text takes too long: it is understood, drawn, formatted, pointed at in
 * several places, and typed into.
 * @throws Broken
 */
export function checkHostile(given: Case, options: Options = {}): Longest {
  const { uri, texts } = given;
  const text = texts[uri]!;
  const draw = new Draw(text.length);
  const asking = new Asking(given, options);
  const { editor } = asking;
  const { without = [] } = options;
  for (const name of Object.keys(editor.features(uri)))
    if (!without.includes(name)) asking.ask(name, (each) => each.features(uri)[name]!());
  const offsets = offsetsIn(text, draw);
  for (const at of offsets) asking.ask('hover', (each) => each.featuresAt(uri, at)['hover']!());
  for (const at of offsets.slice(0, 2)) {
    for (const name of Object.keys(editor.featuresAt(uri, at)))
      asking.ask(name, (each) => each.featuresAt(uri, at)[name]!());
    const end = Math.min(at + draw.below(200), text.length);
    asking.ask('actions', (each) => each.actions(uri, at, end));
  }
  const at = offsets[0]!;
  asking.ask('a keystroke', (each) => {
    each.set(uri, `${text.slice(0, at)}x${text.slice(at)}`);
    return each.understand(uri);
  });
  return asking.longest;
}

/** The same of one among very many texts: it is understood, formatted, and pointed at in one place. */
export function checkLightly(given: Case, options: Options = {}): Longest {
  const { uri, texts } = given;
  const text = texts[uri]!;
  const asking = new Asking(given, options);
  const at = new Draw(text.length).below(text.length + 1);
  asking.ask('formatted', (each) => each.features(uri)['formatted']!());
  asking.ask('hover', (each) => each.featuresAt(uri, at)['hover']!());
  return asking.longest;
}

/** Asks an editor that has just opened the texts, and holds that it answers in time. */
class Asking {
  readonly longest: Record<string, number> = {};
  readonly editor: Editor;
  readonly #given: Case;
  readonly #options: Options;

  constructor(given: Case, options: Options) {
    this.#given = given;
    this.#options = options;
    this.editor = new Editor(given.texts);
    this.ask('understanding', (each) => each.understand(given.uri));
  }

  /** Asked again in a new editor where it took too long: a compiler that was not warm yet is no defect. */
  ask(what: string, answer: (editor: Editor) => unknown, editor = this.editor): void {
    const { step = () => undefined, longest = longestSeconds } = this.#options;
    const { texts, uri } = this.#given;
    const time = (asked: Editor): number => {
      const { seconds } = attempt(what, () => secondsOf(() => answer(asked)));
      step();
      return seconds > longest ? seconds / slowness() : seconds;
    };
    let seconds = time(editor);
    if (seconds > longest) {
      const other = new Editor(texts);
      if (what !== 'understanding') other.understand(uri);
      step();
      seconds = Math.min(seconds, time(other));
    }
    this.longest[what] = Math.max(this.longest[what] ?? 0, seconds);
    if (seconds > longest) throw new Broken('slow', `${what} took ${seconds.toFixed(2)} s.`);
  }
}

/** What the work below takes on a machine of two cores that does nothing else. */
const usualSeconds = 0.05;

/** How much slower the machine is now, as others use it, too: a bar in seconds is one of a machine by itself. */
export function slowness(): number {
  const { seconds } = secondsOf(() => {
    const made = new Map<string, { readonly index: number; readonly list: readonly number[] }>();
    for (let index = 0; index < 200_000; index++) made.set(`k${index % 50_000}`, { index, list: [index] });
    return made.size;
  });
  return Math.max(1, seconds / usualSeconds);
}

/** Places all over the text, and the begins of some words, where there is most to tell. */
function offsetsIn(text: string, draw: Draw): number[] {
  const starts: number[] = [];
  let length = 0;
  for (const piece of piecesOf(text)) {
    if (/^[A-Za-z_]/.test(piece)) starts.push(length);
    length += piece.length;
  }
  const words = starts.length > 0 ? Array.from({ length: 6 }, () => draw.pick(starts)) : [];
  return [...words, text.length, draw.below(text.length + 1), draw.below(text.length + 1)];
}
