import type { Case } from './cases.ts';
import { piecesOf } from './pieces.ts';

/** A smaller case that fails as well: fewer edits, then fewer pieces of the texts, greedily, for a while. */
export function shrink(given: Case, fails: (smaller: Case) => boolean, milliseconds: number): Case {
  const until = performance.now() + milliseconds;
  const holds = (smaller: Case) => performance.now() < until && fails(smaller);
  let now = given;
  for (let at = now.edits.length - 1; at >= 0 && now.edits.length > 1; at--) {
    const fewer = { ...now, edits: now.edits.toSpliced(at, 1) };
    if (holds(fewer)) now = fewer;
  }
  const last = now.edits.at(-1);
  if (last) {
    const before = now.edits.slice(0, -1);
    const text = fewerPieces(last.text, (smaller) =>
      holds({ ...now, edits: [...before, { uri: last.uri, text: smaller }] }),
    );
    now = { ...now, edits: [...before, { uri: last.uri, text }] };
  }
  for (const [uri, whole] of Object.entries(now.texts)) {
    const text = fewerPieces(whole, (smaller) => holds({ ...now, texts: { ...now.texts, [uri]: smaller } }));
    now = { ...now, texts: { ...now.texts, [uri]: text } };
  }
  return now;
}

/** Leaves out ever shorter runs of pieces as long as it fails. */
function fewerPieces(text: string, fails: (smaller: string) => boolean): string {
  let pieces = piecesOf(text);
  for (let run = pieces.length; run >= 1; run = Math.floor(run / 2)) {
    for (let at = 0; at < pieces.length;) {
      const fewer = pieces.toSpliced(at, run);
      if (fewer.length < pieces.length && fails(fewer.join(''))) pieces = fewer;
      else at += run;
    }
  }
  return pieces.join('');
}
