import type { Range } from '../../../network/syntax.ts';
import { editsWithin, formatEdits } from '../../format.ts';
import { parseSource } from '../../parse.ts';
import type { Change, Site } from './site.ts';
import { uriOf } from './site.ts';
import { withChanges } from './trial.ts';

/** Where a change of a text comes to lie in the changed one. */
interface Placed {
  readonly change: Change;
  readonly start: number;
  readonly end: number;
}

/** The changes of the site's file, so that the lines which they touch come out in the house style; all others stay. */
export function inHouseStyle(site: Site, changes: readonly Change[]): readonly Change[] {
  const own = changes
    .filter(({ uri }) => uri === uriOf(site))
    .toSorted((a, b) => a.start - b.start || a.end - b.end);
  const text = withChanges(site.understanding.parsed.text, own);
  const all = formatEdits(parseSource(uriOf(site), text, site.understanding.parsed));
  if (all.length === 0) return changes;
  let moved = 0;
  const placed = own.map((change): Placed => {
    const start = change.start + moved;
    moved += change.text.length - (change.end - change.start);
    return { change, start, end: start + change.text.length };
  });
  const edits = new Set(placed.flatMap(({ start, end }) => editsWithin(text, all, { start, end })));
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
