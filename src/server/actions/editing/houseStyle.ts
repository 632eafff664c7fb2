import type { Range } from '../../../syntax/tree.ts';
import type { Edit } from '../../../language/format/format.ts';
import { editsWithin, formatEdits } from '../../../language/format/format.ts';
import { parseSource } from '../../../language/parse.ts';
import type { Understanding } from '../../../workspace/understanding.ts';
import { lineBreaks } from './longLines.ts';
import type { Change, Site } from './site.ts';
import { uriOf } from './site.ts';
import { withChanges } from './trial.ts';

/** Where a change of a text comes to lie in the changed one. */
interface Placed {
  readonly change: Change;
  readonly start: number;
  readonly end: number;
}

/** How often lines are broken further. */
const mostRounds = 4;

/**
 * The changes of the site's file, so that the lines which they touch come out in the house style, none of them too
 * long. A file that was in the house style stays so; else all other lines stay as they are.
 */
export function inHouseStyle(site: Site, changes: readonly Change[]): readonly Change[] {
  let styled = formatted(site, changes);
  for (let round = 0; round < mostRounds; round++) {
    const { parsed, placed } = changed(site, styled);
    const breaks = lineBreaks(parsed, placed);
    if (breaks.length === 0) break;
    styled = formatted(site, withEdits(site, styled, placed, breaks));
  }
  return styled;
}

function formatted(site: Site, changes: readonly Change[]): readonly Change[] {
  const { parsed, placed } = changed(site, changes);
  const all = formatEdits(parsed);
  const edits = isInHouseStyle(site.understanding)
    ? all
    : new Set(placed.flatMap((range) => editsWithin(parsed.text, all, range)));
  return withEdits(site, changes, placed, [...edits]);
}

const inStyle = new WeakMap<Understanding, boolean>();

function isInHouseStyle(understanding: Understanding): boolean {
  const known = inStyle.get(understanding) ?? formatEdits(understanding.parsed).length === 0;
  inStyle.set(understanding, known);
  return known;
}

/** The site's file after the changes, and where each of them lies in it. */
function changed(site: Site, changes: readonly Change[]) {
  const own = changes
    .filter(({ uri }) => uri === uriOf(site))
    .toSorted((a, b) => a.start - b.start || a.end - b.end);
  const { parsed } = site.understanding;
  let moved = 0;
  const placed = own.map((change): Placed => {
    const start = change.start + moved;
    moved += change.text.length - (change.end - change.start);
    return { change, start, end: start + change.text.length };
  });
  return { parsed: parseSource(uriOf(site), withChanges(parsed.text, own), parsed), placed };
}

/** The changes with edits of what they lead to. */
function withEdits(
  site: Site,
  changes: readonly Change[],
  placed: readonly Placed[],
  edits: readonly Edit[],
): readonly Change[] {
  if (edits.length === 0) return changes;
  const inside = new Map<Placed, Change[]>();
  const beside: Change[] = [];
  for (const { start, end, text: written } of edits) {
    const edit: Change = { uri: uriOf(site), start, end, text: written };
    const around = placed.find((each) => each.start <= start && end <= each.end && each.end > each.start);
    if (around) inside.set(around, [...(inside.get(around) ?? []), edit]);
    else if (!placed.some((each) => each.start < end && start < each.end))
      beside.push({ ...edit, ...before(placed, { start, end }) });
  }
  const styled = placed.map((each) => {
    const own = inside.get(each) ?? [];
    const local = own.map((edit) => ({
      ...edit,
      start: edit.start - each.start,
      end: edit.end - each.start,
    }));
    return { ...each.change, text: withChanges(each.change.text, local) };
  });
  return [...changes.filter(({ uri }) => uri !== uriOf(site)), ...styled, ...beside];
}

/** Where a range that no change made was before them. */
function before(placed: readonly Placed[], { start, end }: Range): Range {
  const by = placed
    .filter((each) => each.end <= start)
    .reduce((sum, { change }) => sum + change.text.length - (change.end - change.start), 0);
  return { start: start - by, end: end - by };
}
