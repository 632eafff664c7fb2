import type { Case } from './cases.ts';
import { Draw } from './draw.ts';
import { Editor } from './editor.ts';

/** Of one answer, measured as the process's own time: the machine may be busy with others. */
export const longestSeconds = 1;

/** What must hold of a case did not. */
export class Broken extends Error {
  constructor(
    readonly what: 'exception' | 'slow' | 'range' | 'not the same' | 'fix',
    message: string,
  ) {
    super(message);
  }
}

export function secondsOf<T>(act: () => T): { readonly value: T; readonly seconds: number } {
  const before = process.cpuUsage();
  const value = act();
  const { user, system } = process.cpuUsage(before);
  return { value, seconds: (user + system) / 1e6 };
}

/** Does it, again where it took too long: a compiler that was not warm yet is no defect. */
function within<T>(what: string, act: () => T, again: () => T): T {
  const first = secondsOf(act);
  if (first.seconds <= longestSeconds) return first.value;
  const second = secondsOf(again);
  if (second.seconds <= longestSeconds) return second.value;
  throw new Broken(
    'slow',
    `${what} took ${second.seconds.toFixed(2)} s, and ${first.seconds.toFixed(2)} s before.`,
  );
}

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Broken) throw error;
    throw new Broken(
      'exception',
      `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
}

interface Options {
  /** Typed into this editor, which has been in use for long; absent: into a new one. */
  readonly editor?: Editor;
  /** A new editor, which knows nothing of what was done before. */
  readonly fresh?: (texts: Readonly<Record<string, string>>) => Editor;
}

/**
 * Plays a case into an editor, and holds after each edit what is seen against a new editor that gets the same
 * texts at once. Returns the last picture, as text.
 * @throws Broken
 */
export function checkCase(
  given: Case,
  { editor = new Editor(), fresh = (texts) => new Editor(texts) }: Options = {},
): string {
  const { uri, edits } = given;
  const texts: Record<string, string> = { ...given.texts };
  const draw = Draw.ofCase(edits.length, texts[uri]!.length);
  editor.keepOpen(new Set(Object.keys(texts)));
  for (const [each, text] of Object.entries(texts)) editor.set(each, text);
  attempt('the beginning', () => editor.understand(uri));
  let last = '';
  for (const [index, edit] of edits.entries()) {
    texts[edit.uri] = edit.text;
    const title = `edit ${index + 1} of ${edits.length}`;
    const other = attempt(`${title}, anew`, () => {
      const made = fresh(texts);
      within(
        `${title}, anew`,
        () => made.understand(uri),
        () => fresh(texts).understand(uri),
      );
      return made;
    });
    attempt(title, () => {
      editor.set(edit.uri, edit.text);
      // What is timed is one keystroke: taking the text back first gives the second attempt the same work.
      within(
        title,
        () => editor.understand(uri),
        () => {
          editor.set(edit.uri, `${edit.text}\n`);
          editor.understand(uri);
          editor.set(edit.uri, edit.text);
          return editor.understand(uri);
        },
      );
    });
    const picture = attempt(`${title}: portrait`, () => editor.portrait(uri));
    last = JSON.stringify(picture);
    same(
      `${title}: what is seen`,
      last,
      JSON.stringify(attempt(`${title}, anew: portrait`, () => other.portrait(uri))),
    );
    rangesWithin(picture, texts);
    const isLast = index === edits.length - 1;
    if (!isLast && !draw.chance(0.25)) continue;
    const overview = attempt(`${title}: the file's features`, () =>
      within(
        `${title}: the file's features`,
        () => editor.overview(uri),
        () => editor.overview(uri),
      ),
    );
    same(`${title}: the file's features`, JSON.stringify(overview), JSON.stringify(other.overview(uri)));
    for (const at of offsetsIn(texts[uri]!, draw, isLast ? 6 : 2)) {
      const what = `${title}: at ${at}`;
      const answers = attempt(what, () =>
        within(
          what,
          () => editor.at(uri, at),
          () => editor.at(uri, at),
        ),
      );
      same(what, JSON.stringify(answers), JSON.stringify(other.at(uri, at)));
    }
    if (isLast) fixesHold(editor, uri, texts);
  }
  return last;
}

function offsetsIn(text: string, draw: Draw, count: number): number[] {
  return [text.length, ...Array.from({ length: count }, () => draw.below(text.length + 1))];
}

function same(what: string, first: string, second: string): void {
  if (first === second) return;
  let at = 0;
  while (first[at] === second[at]) at++;
  const near = (text: string) => text.slice(Math.max(0, at - 80), at + 120);
  throw new Broken(
    'not the same',
    `${what} differs from what a new editor gives:\n  …${near(first)}…\n  …${near(second)}…`,
  );
}

interface Located {
  readonly uri?: string;
  readonly start: number;
  readonly end: number;
}

function rangesWithin(value: unknown, texts: Readonly<Record<string, string>>): void {
  if (typeof value !== 'object' || value === null) return;
  if ('start' in value && 'end' in value && 'uri' in value) {
    const { uri, start, end } = value as Located;
    const length = texts[uri!]?.length ?? 0;
    if (!(start >= 0 && start <= end && end <= length)) {
      throw new Broken(
        'range',
        `A place is ${start} to ${end} in a text of ${length}: ${JSON.stringify(value)}`,
      );
    }
  }
  for (const each of Object.values(value)) rangesWithin(each, texts);
}

/** Every quick fix of the first mistakes can be applied, and gives a text that is understood. */
function fixesHold(editor: Editor, uri: string, texts: Readonly<Record<string, string>>): void {
  const text = texts[uri]!;
  for (const mistake of editor.understand(uri).mistakes.slice(0, 8)) {
    for (const { title, range, text: put } of (mistake.fixes ?? []).slice(0, 2)) {
      if (!(range.start >= 0 && range.start <= range.end && range.end <= text.length))
        throw new Broken('fix', `The fix "${title}" of ${mistake.code} lies outside of the text.`);
      attempt(`after the fix "${title}"`, () => {
        editor.set(uri, text.slice(0, range.start) + put + text.slice(range.end));
        editor.understand(uri);
      });
    }
  }
  editor.set(uri, text);
}
