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
}

/**
 * Holds that no answer about a hostile text takes too long: it is understood, drawn, formatted, pointed at in
 * several places, and typed into. Tells the longest time of each answer, in seconds.
 * @throws Broken
 */
export function checkHostile(given: Case, options: Options = {}): Readonly<Record<string, number>> {
  const { step = () => undefined, longest = longestSeconds } = options;
  const { uri, texts } = given;
  const text = texts[uri]!;
  const draw = new Draw(text.length);
  const longestOf: Record<string, number> = {};
  /** Asked once more in a new editor where it took too long: a compiler that was not warm yet is no defect. */
  const ask = (what: string, answer: (editor: Editor) => unknown, editor: Editor): void => {
    let seconds = attempt(what, () => secondsOf(() => answer(editor))).seconds;
    step();
    if (seconds > longest) {
      const other = new Editor(texts);
      if (what !== understanding) other.understand(uri);
      step();
      seconds = Math.min(seconds, attempt(what, () => secondsOf(() => answer(other))).seconds);
      step();
    }
    longestOf[what] = Math.max(longestOf[what] ?? 0, seconds);
    if (seconds > longest) throw new Broken('slow', `${what} took ${seconds.toFixed(2)} s.`);
  };

  const editor = new Editor(texts);
  ask(understanding, (each) => each.understand(uri), editor);
  for (const name of Object.keys(editor.features(uri))) {
    ask(name, (each) => each.features(uri)[name]!(), editor);
  }
  const offsets = offsetsIn(text, draw);
  for (const at of offsets) {
    ask('hover', (each) => each.featuresAt(uri, at)['hover']!(), editor);
  }
  for (const at of offsets.slice(0, 3)) {
    for (const name of Object.keys(editor.featuresAt(uri, at))) {
      ask(name, (each) => each.featuresAt(uri, at)[name]!(), editor);
    }
    ask('actions', (each) => each.actions(uri, at, Math.min(at + draw.below(200), text.length)), editor);
  }
  const at = offsets[0]!;
  editor.set(uri, `${text.slice(0, at)}x${text.slice(at)}`);
  ask('a keystroke', (each) => each.understand(uri), editor);
  return longestOf;
}

const understanding = 'understanding';

/** Places all over the text, and the begins of some words, where there is most to tell. */
function offsetsIn(text: string, draw: Draw): number[] {
  const starts: number[] = [];
  let length = 0;
  for (const piece of piecesOf(text)) {
    if (/^[A-Za-z_]/.test(piece)) starts.push(length);
    length += piece.length;
  }
  const words = starts.length > 0 ? Array.from({ length: 8 }, () => draw.pick(starts)) : [];
  return [...words, text.length, ...Array.from({ length: 3 }, () => draw.below(text.length + 1))];
}
