import type { Body, Range, SourceFile } from '../../../syntax/tree.ts';
import { walkSyntax } from '../../../syntax/syntaxAt.ts';
import { commentsIn } from './lines.ts';
import type { StatementPlace, StepPlace } from './places.ts';
import { statementAt, stepsAt, stepsOf } from './places.ts';

/** What is selected without white space and comments at its ends; undefined where nothing else is. */
export function selectedCode(text: string, selection: Range): Range | undefined {
  let code = text.slice(selection.start, selection.end);
  for (const comment of commentsIn(text, selection)) {
    const from = comment.start - selection.start;
    const to = Math.min(comment.end, selection.end) - selection.start;
    code = code.slice(0, from) + ' '.repeat(to - from) + code.slice(to);
  }
  if (code.trim() === '') return undefined;
  const start = selection.start + (code.length - code.trimStart().length);
  return { start, end: selection.start + code.trimEnd().length };
}

/** Whole statements of one body, as the selection holds them. */
export interface SelectedStatements {
  readonly kind: 'statements';
  readonly first: StatementPlace;
  readonly last: number;
  readonly range: Range;
}

/** Steps of one flow, one behind the other. */
export interface SelectedSteps {
  readonly kind: 'steps';
  readonly first: StepPlace;
  /** In the flow. */
  readonly last: number;
  readonly range: Range;
}

export type Selected = SelectedStatements | SelectedSteps;

/** What a selection holds exactly: statements, or steps. */
export function selected(file: SourceFile, code: Range): Selected | undefined {
  return statementsIn(file, code) ?? stepsIn(file, code);
}

function statementsIn(file: SourceFile, code: Range): SelectedStatements | undefined {
  let found: { body: Body; first: number; last: number } | undefined;
  walkSyntax(file, ({ is, node }) => {
    if (is !== 'body' || node.range.start > code.start || node.range.end < code.end) return;
    const first = node.statements.findIndex(({ range }) => range.start === code.start);
    const last = node.statements.findIndex(({ range }) => range.end === code.end);
    if (first >= 0 && last >= first) found = { body: node, first, last };
  });
  if (!found) return undefined;
  const { body, first, last } = found;
  for (let place = statementAt(file, code.start); place; place = place.outer) {
    if (place.body === body && place.index === first)
      return { kind: 'statements', first: place, last, range: code };
  }
  return undefined;
}

function stepsIn(file: SourceFile, code: Range): SelectedSteps | undefined {
  for (const place of stepsAt(file, code.start)) {
    if (place.range.start !== code.start) continue;
    const steps = place.flow ? stepsOf(place.flow) : [place];
    const last = steps.findIndex(({ range }) => range.end === code.end);
    if (last >= place.index) return { kind: 'steps', first: place, last, range: code };
  }
  return undefined;
}
