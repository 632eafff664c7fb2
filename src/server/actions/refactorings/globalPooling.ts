import type { Range } from '../../../syntax/tree.ts';
import { isLayer } from '../editing/convolutions.ts';
import { offered } from './convolutionStack.ts';
import { kindOf, runAt } from '../editing/following.ts';
import { beginsLine, commentsIn, endOfLine, indentationAt, lineStart, newlineOf } from '../editing/lines.ts';
import type { RunStep, StepPlace } from '../editing/places.ts';
import type { Change, Refactoring, Site } from '../editing/site.ts';
import { replace } from '../editing/site.ts';

const between: ReadonlySet<string> = new Set(['dense', 'activation', 'normalization', 'regularization']);

/**
 * `Flatten` and the dense layers behind it as the mean over all positions and the last of the dense layers (Lin, Chen
 * & Yan, 2013, "Network in network", arXiv:1312.4400, section 3.2). At the `Flatten` or any of the dense layers.
 */
export function globalPooling(site: Site, place: StepPlace): Refactoring | undefined {
  const { steps, at } = runAt(site, place);
  const first = steps
    .slice(0, at + 1)
    .findLastIndex(({ expression }) => isLayer(site, expression, 'Flatten'));
  if (first < 0) return undefined;
  const behind = steps.slice(first + 1);
  const end = behind.findIndex(({ expression }) => !between.has(kindOf(site, expression) ?? ''));
  const head = end < 0 ? behind : behind.slice(0, end);
  const last = head.findLastIndex(({ expression }) => isLayer(site, expression, 'Dense'));
  const flatten = steps[first];
  const classes = head[last];
  // At a layer behind the last dense one, nobody looks for this.
  if (!flatten || !classes || at > first + 1 + last) return undefined;
  const removed = head.slice(0, last);
  const changes = [
    replace(site, flatten.expression.range, 'GlobalAvgPool'),
    ...removals(site, flatten, removed, classes),
  ];
  const dense = removed.filter(({ expression }) => isLayer(site, expression, 'Dense')).length;
  const what =
    dense === 0
      ? 'Replace Flatten by GlobalAvgPool'
      : `Replace Flatten and ${dense === 1 ? 'a hidden dense layer' : `${dense} hidden dense layers`} by GlobalAvgPool`;
  return offered(site, changes, what);
}

/** Takes steps out, statement by statement; comments stay. */
function removals(
  site: Site,
  flatten: RunStep,
  removed: readonly RunStep[],
  classes: RunStep,
): readonly Change[] {
  const changes: Change[] = [];
  const byStatement = new Map<number | undefined, RunStep[]>();
  for (const step of removed)
    byStatement.set(step.statement, [...(byStatement.get(step.statement) ?? []), step]);
  for (const [statement, steps] of byStatement) {
    const [start, end] = [steps[0], steps.at(-1)];
    if (!start || !end) continue;
    if (statement === classes.statement)
      // What is left begins with the last dense layer, or goes on with it.
      changes.push(withComments(site, { start: start.range.start, end: classes.range.start }));
    else if (statement === flatten.statement)
      changes.push(withComments(site, { start: flatten.range.end, end: end.range.end }, false));
    else changes.push(wholeLines(site, { start: start.range.start, end: end.range.end }));
  }
  return changes;
}

/** Removes a range but for the comments in it, each on a line of its own. `goesOn`: something stands behind it. */
function withComments(site: Site, range: Range, goesOn = true): Change {
  const { text } = site.understanding.parsed;
  const comments = commentsIn(text, range);
  if (comments.length === 0) return replace(site, range, '');
  const margin = newlineOf(text) + indentationAt(text, range.start);
  const lines = comments.map((comment) => comment.text);
  return replace(site, range, goesOn ? [...lines, ''].join(margin) : `  ${lines.join(margin)}`);
}

/** Removes a statement with its lines, where nothing else stands on them. */
function wholeLines(site: Site, range: Range): Change {
  const { text } = site.understanding.parsed;
  const end = endOfLine(text, range.end);
  const behind = text.slice(range.end, end);
  const comments = commentsIn(text, { start: range.start, end });
  if (!beginsLine(text, range.start) || (behind.trim() !== '' && !behind.trim().startsWith('#')))
    return withComments(site, range);
  if (comments.length === 0) {
    const next = text.indexOf('\n', end);
    return replace(site, { start: lineStart(text, range.start), end: next < 0 ? end : next + 1 }, '');
  }
  const margin = newlineOf(text) + indentationAt(text, range.start);
  return replace(site, { start: range.start, end }, comments.map((comment) => comment.text).join(margin));
}
