import { findLayer } from '../../../layers/catalogue.ts';
import type { ParsedFile } from '../../../syntax/parsedFile.ts';
import type { Body, CallExpression, Expression, FlowExpression, Range } from '../../../syntax/tree.ts';
import type { Edit } from '../../../language/format/format.ts';
import { walkSyntax } from '../../../syntax/syntaxAt.ts';
import { commentsIn, endOfLine, indentationAt, lineStart } from './lines.ts';

/** Lines longer than this are broken. */
const lineWidth = 110;

/** How much deeper a flow goes on in its next line, about: the formatter says where. */
const deeperBy = 4;

/** Layers that stay on the line of the one that they belong to. */
const belonging: ReadonlySet<string> = new Set(['normalization', 'activation', 'regularization']);

/**
 * Where the lines that ranges touch are too long: a body in braces gets lines of its own, then the arguments of a call
 * that hold flows, then the steps of a flow. One of these for each line; what is still too long then is broken further
 * when asked again. Lines are not indented here.
 */
export function lineBreaks({ file, text }: ParsedFile, touched: readonly Range[]): readonly Edit[] {
  const lines = new Map<number, Range>();
  for (const { start, end } of touched) {
    for (let at = lineStart(text, start); at <= end && at < text.length; at = endOfLine(text, at) + 1) {
      const line = codeOn(text, lineStart(text, at));
      if (line.end - line.start > lineWidth) lines.set(line.start, line);
    }
  }
  if (lines.size === 0) return [];
  const broken = new Map<number, { readonly rank: number; readonly edits: readonly Edit[] }>();
  const found = (rank: number, { start }: Range, edits: readonly Edit[]): void => {
    const line = lineStart(text, start);
    const known = broken.get(line);
    // The outermost comes first: it is broken before what stands in it.
    if (lines.has(line) && edits.length > 0 && (!known || rank < known.rank))
      broken.set(line, { rank, edits });
  };
  walkSyntax(file, ({ is, node }) => {
    if (is === 'body') found(0, node.range, ofBody(text, node));
    if (is !== 'expression') return;
    const line = lines.get(lineStart(text, node.range.start));
    if (!line) return;
    if (node.kind === 'call' && node.range.end > line.start + lineWidth)
      found(1, node.range, ofCall(text, node));
    if (node.kind === 'flow') found(2, node.range, ofFlow(text, node));
    if (node.kind === 'call') found(3, node.range, ofCall(text, node));
  });
  return [...broken.values()].flatMap(({ edits }) => edits);
}

/** A line up to its comment. */
function codeOn(text: string, start: number): Range {
  const end = endOfLine(text, start);
  const [comment] = commentsIn(text, { start, end });
  return { start, end: start + text.slice(start, comment?.start ?? end).trimEnd().length };
}

const isOneLine = (text: string, { start, end }: Range): boolean => !text.slice(start, end).includes('\n');

function ofBody(text: string, { statements, range }: Body): Edit[] {
  const [first, last] = [statements[0], statements.at(-1)];
  if (!first || !last || !isOneLine(text, range)) return [];
  return [
    { start: range.start + 1, end: first.range.start, text: '\n' },
    { start: last.range.end, end: range.end - 1, text: '\n' },
  ];
}

const holdsSteps = ({ kind }: Expression): boolean => kind === 'flow' || kind === 'call';

function ofCall(text: string, { callee, arguments: given, range }: CallExpression): Edit[] {
  const [first, last] = [given[0], given.at(-1)];
  if (!first || !last || given.length < 2 || !isOneLine(text, range)) return [];
  if (!given.some(({ value }) => holdsSteps(value))) return [];
  const open = text.indexOf('(', callee.range.end) + 1;
  return [
    { start: open, end: first.range.start, text: '\n' },
    ...given.slice(1).map((argument, index) => ({
      start: given[index]!.range.end,
      end: argument.range.start,
      text: ',\n',
    })),
    { start: last.range.end, end: range.end - 1, text: ',\n' },
  ];
}

/** As many steps on a line as it holds, each with the normalization and activation that belong to it. */
function ofFlow(text: string, { steps, range }: FlowExpression): Edit[] {
  const edits: Edit[] = [];
  const start = lineStart(text, range.start);
  const margin = indentationAt(text, range.start).length + deeperBy;
  let index = groupEnd(steps, 0);
  let { end } = steps[index - 1]!.range;
  if (!isOneLine(text, { start: range.start, end })) return [];
  let column = end - start;
  while (index < steps.length) {
    const next = groupEnd(steps, index);
    const gap = { start: end, end: steps[index]!.range.start };
    ({ end } = steps[next - 1]!.range);
    if (!isOneLine(text, { start: gap.start, end })) break;
    // What stands behind the flow on its line stays there.
    const behind = next < steps.length ? 0 : codeOn(text, start).end - end;
    const length = end - gap.start;
    if (column + length + behind > lineWidth) {
      edits.push({ ...gap, text: '\n-> ' });
      column = margin + length - 1;
    } else column += length;
    index = next;
  }
  return edits;
}

/** Behind a step and what belongs to it. */
function groupEnd(steps: FlowExpression['steps'], from: number): number {
  let end = from + 1;
  while (end < steps.length && belongs(steps[end]!.expression)) end++;
  return end;
}

function belongs(expression: Expression): boolean {
  const callee = expression.kind === 'call' ? expression.callee : expression;
  return callee.kind === 'name' && belonging.has(findLayer(callee.name)?.kind ?? '');
}
