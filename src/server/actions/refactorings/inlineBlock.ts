import type { DeclaredBlock } from '../../../network/fileScope.ts';
import type { Body, Expression, FlowStatement, Range, Statement } from '../../../syntax/tree.ts';
import { declaredBlock } from '../editing/convolutions.ts';
import { entryOf } from '../editing/currentValue.ts';
import type { Entry } from '../editing/currentValue.ts';
import { inHouseStyle } from '../editing/houseStyle.ts';
import { commentsIn, deeper, indentationAt, linesOf, newlineOf, reindented } from '../editing/lines.ts';
import { keepsCurrent, namesUsed } from '../editing/names.ts';
import type { StepPlace } from '../editing/places.ts';
import { narrowBraces, statementOf, stepsOf } from '../editing/places.ts';
import type { Change, Offer, Site } from '../editing/site.ts';
import { replace, textOf } from '../editing/site.ts';
import type { Refusing, Substitution } from '../editing/substitution.ts';
import { substitution } from '../editing/substitution.ts';
import { sameFigures, tryOut } from '../editing/trial.ts';

/**
 * A call of a block replaced by the block's body, its arguments filled in. Names are made different from those around
 * it. Figures stay the same; the paths of weights lose the block's name.
 */
export function inlineBlock(site: Site, place: StepPlace): Offer | undefined {
  const block = declaredBlock(site, place.expression);
  if (!block) return undefined;
  const title = `Inline ${block.declaration.name.name}`;
  const refuse = (refused: string): Offer => ({ kind: 'inline', title, refused });
  if (block.declaration.body.statements.length === 0) return refuse('Its body is empty.');
  const found = changesFor(site, place, block);
  if ('refused' in found) return refuse(found.refused);
  const outcome = tryOut(site, found.changes);
  if (!outcome) return undefined;
  const [error] = outcome.errors;
  if (error) return refuse(`In this place its body would be wrong: ${error.message}`);
  if (!outcome.networks.every(sameFigures)) return refuse('In this place its body would be another network.');
  return {
    kind: 'inline',
    title: `${title}: same parameters and MACs`,
    changes: inHouseStyle(site, found.changes),
  };
}

function changesFor(
  site: Site,
  place: StepPlace,
  block: DeclaredBlock,
): { readonly changes: readonly Change[] } | Refusing {
  const { body } = block.declaration;
  const leading = leadingInput(body);
  const needsInput = namesUsed(block.declaration, block.declaration.range).some(
    ({ name, binding, range }) =>
      name === 'input' && !binding && !(leading && leading.start <= range.start && range.end <= leading.end),
  );
  const at = statementOf(place);
  const entry = needsInput ? entryOf(site, place) : undefined;
  if (needsInput && !entry) return { refused: 'The value that it is called on can be given no name here.' };
  const filled = substitution(site, block, place.expression, at, entry?.name);
  if ('refused' in filled) return filled;
  const call: Call = { site, place, block, filled, entry, leading };
  const changes = inRow(call) ?? asStatements(call);
  if ('refused' in changes) return changes;
  return { changes: [...filled.imports, ...(entry?.changes ?? []), ...changes.changes] };
}

interface Call {
  readonly site: Site;
  readonly place: StepPlace;
  readonly block: DeclaredBlock;
  readonly filled: Substitution;
  readonly entry: Entry | undefined;
  /** `input -> ` at the body's beginning, which says nothing where the body goes on from the current value anyway. */
  readonly leading: Range | undefined;
}

function leadingInput({ statements }: Body): Range | undefined {
  const [first] = statements;
  if (first?.kind !== 'flow' || first.flow.kind !== 'flow') return undefined;
  const [start, next] = first.flow.steps;
  const isInput = start?.expression.kind === 'name' && start.expression.name === 'input' && !start.name;
  return isInput && next ? { start: start.range.start, end: next.range.start } : undefined;
}

const isFlow = (statement: Statement): statement is FlowStatement => statement.kind === 'flow';

/** The body's flows as one, in the place of the call; undefined where statements are needed. */
function inRow(call: Call): { readonly changes: readonly Change[] } | undefined {
  const { site, place, block, filled, entry } = call;
  const { statements, range } = block.declaration.body;
  const { text } = block.file.parsed;
  const flows = statements.filter(isFlow);
  if (flows.length < statements.length || entry?.line !== undefined || filled.values.length > 0)
    return undefined;
  const { owner } = place;
  const isStatement = owner.kind === 'statement' && owner.place.statement.kind === 'flow';
  // A line for each of the body's statements is kept where lines can stand.
  if (isStatement && (flows.length > 1 || (!place.flow && text.slice(range.start, range.end).includes('\n'))))
    return undefined;
  // Behind an arrow a value can't stand.
  if (flows.slice(1).some(({ flow }) => startsAtName(flow, block))) return undefined;
  const named = place.name ? lastName(flows.at(-1), place, call) : [];
  const inner = { start: flows[0]?.range.start ?? 0, end: flows.at(-1)?.range.end ?? 0 };
  const parts = flows.map((flow) => filled.text(flow.range, [...dropped(call), ...named]));
  const margin = newlineOf(text) + indentationAt(site.understanding.parsed.text, place.range.start);
  const step = deeper(site.understanding.parsed.text);
  const shift = (part: string): string =>
    linesOf(part)
      .map((line, index) => (index === 0 ? line : line.trimStart()))
      .join(margin + step);
  const outside = commentsIn(text, range).filter(
    (comment) => !flows.some((flow) => flow.range.start <= comment.start && comment.end <= flow.range.end),
  );
  const before = outside
    .filter((comment) => comment.start < inner.start)
    .map((comment) => comment.text + margin + step);
  const behind = outside.filter((comment) => comment.start >= inner.start);
  const trailing = behind.map((comment) => `  ${comment.text}`).join(margin + step);
  const row = before.join('') + parts.map(shift).join(' -> ');
  const closing = trailing === '' ? '' : `${trailing}${margin}${step}`;
  return { changes: [replace(site, place.expression.range, row + closing)] };
}

/** The body's first `input -> ` is left out. */
const dropped = ({ leading, block }: Call): readonly Change[] =>
  leading ? [{ uri: block.file.uri, ...leading, text: '' }] : [];

/** A call's `as` takes the place of that of the body's last step. */
function lastName(last: FlowStatement | undefined, place: StepPlace, { block }: Call): readonly Change[] {
  const step = last && stepsOf(last.flow).at(-1);
  if (!step?.name || !place.name) return [];
  return [{ uri: block.file.uri, start: step.expression.range.end, end: step.range.end, text: '' }];
}

function startsAtName(flow: Expression, { declaration, file }: DeclaredBlock): boolean {
  const first = stepsOf(flow)[0]?.expression;
  if (first?.kind !== 'name') return false;
  const [use] = namesUsed(declaration, first.range);
  return first.name === 'input' || (use?.binding !== undefined && !file.names.has(first.name));
}

/** The body's statements before, or in the place of, the statement that the call is part of. */
function asStatements(call: Call): { readonly changes: readonly Change[] } | Refusing {
  const { site, place, block } = call;
  const name = block.declaration.name.name;
  if (place.owner.kind !== 'statement')
    return {
      refused: `${name} has several statements, and here stands an argument: give the call a line of its own first.`,
    };
  const { statement } = place.owner.place;
  const lines = bodyLines(call);
  const newline = newlineOf(site.understanding.parsed.text);
  if (statement.kind === 'branch') return inBranch(call);
  const steps = place.flow ? stepsOf(place.flow) : [place];
  const before = steps[place.index - 1];
  const after = steps[place.index + 1];
  const { text } = site.understanding.parsed;
  const indentation = indentationAt(text, statement.range.start);
  const naming = place.name ? namedLast(call, lines) : lines;
  const head = [...(call.entry?.line === undefined ? [] : [call.entry.line]), ...valueLines(call)];
  const gap = (from: number, to: number): string[] =>
    commentsIn(text, { start: from, end: to }).map((comment) => comment.text);
  const start = before ? before.range.end : statement.range.start;
  const end = after ? after.range.start : statement.range.end;
  const row = [
    ...(before ? gap(before.range.end, place.range.start) : []),
    ...head,
    ...naming,
    ...(after ? gap(place.range.end, after.range.start) : []),
  ];
  const braces = narrowBraces(text, statementOf(place));
  if (braces) {
    const outer = indentationAt(text, braces.start);
    const inside = reindented(
      [
        ...(before ? [text.slice(statement.range.start, start)] : []),
        ...row,
        ...(after ? [text.slice(end, statement.range.end)] : []),
        ...gap(statement.range.end, braces.end),
      ],
      outer + deeper(text),
    );
    return { changes: [replace(site, braces, [`{`, ...inside, `${outer}}`].join(newline))] };
  }
  const body = reindented(row, indentation);
  const first =
    (before ? newline : '') + (before ? body : [body[0]?.trimStart() ?? '', ...body.slice(1)]).join(newline);
  return { changes: [replace(site, { start, end }, first + (after ? newline + indentation : ''))] };
}

/** `name = Block(…)`: what comes before the body's last flow goes before it. */
function inBranch(call: Call): { readonly changes: readonly Change[] } | Refusing {
  const { site, place, block, filled, entry } = call;
  const { statements } = block.declaration.body;
  const name = block.declaration.name.name;
  const last = statements.at(-1);
  const others = statements.slice(0, -1);
  const stays = others.every(keepsCurrent);
  if (place.flow || !stays || last?.kind !== 'flow')
    return {
      refused: `${name} has several statements, and a branch is one flow: give the call a line of its own first.`,
    };
  const { text } = site.understanding.parsed;
  const { statement } = statementOf(place);
  const newline = newlineOf(text);
  const indentation = indentationAt(text, statement.range.start);
  const { start, end } = block.declaration.body.range;
  const own = block.file.parsed.text;
  const prefix: Change = {
    uri: block.file.uri,
    start: last.range.start,
    end: last.range.start,
    text: textOf(site, { start: statement.range.start, end: place.range.start }),
  };
  const leading = statements.length === 1 ? dropped(call) : [];
  const named = place.name ? lastName(last, place, call) : [];
  const body = filled.text({ start: start + 1, end: end - 1 }, [prefix, ...leading, ...named]);
  const row = [
    ...(entry?.line === undefined ? [] : [entry.line]),
    ...valueLines(call),
    ...reindented(trimmed(linesOf(firstAligned(body, own, start))), ''),
  ];
  const lines = reindented(row, indentation);
  const joined = [lines[0]?.trimStart() ?? '', ...lines.slice(1)].join(newline);
  return {
    changes: [replace(site, { start: statement.range.start, end: place.expression.range.end }, joined)],
  };
}

const valueLines = ({ filled }: Call): string[] => filled.values.map(({ name, text }) => `${name} = ${text}`);

/** The lines of the block's body, without their common margin. */
function bodyLines(call: Call): string[] {
  const { block, filled } = call;
  const { start, end } = block.declaration.body.range;
  const body = filled.text({ start: start + 1, end: end - 1 }, dropped(call));
  return reindented(trimmed(linesOf(firstAligned(body, block.file.parsed.text, start))), '');
}

/** What stands on the line of the opening brace gets the margin of the lines below. */
function firstAligned(body: string, text: string, brace: number): string {
  const [first = '', ...others] = linesOf(body);
  if (first.trim() === '') return body;
  const margin =
    /^[ \t]*/.exec(others.find((line) => line.trim() !== '') ?? indentationAt(text, brace))?.[0] ?? '';
  return [margin + first.trimStart(), ...others].join('\n');
}

function trimmed(lines: readonly string[]): string[] {
  const isBlank = (line: string): boolean => line.trim() === '';
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, last + 1).map((line) => line.trimEnd());
}

/** The name that the call's result has goes to the body's last step. */
function namedLast({ block, place, filled, leading }: Call, lines: readonly string[]): string[] {
  const name = place.name?.name ?? '';
  const { statements, range } = block.declaration.body;
  const last = statements.at(-1);
  if (last?.kind !== 'flow') return [...lines, `Identity as ${name}`];
  const step = stepsOf(last.flow).at(-1);
  const at = step?.name ? step.expression.range.end : last.range.end;
  const change: Change = { uri: block.file.uri, start: at, end: last.range.end, text: ` as ${name}` };
  const cut = leading ? [{ uri: block.file.uri, ...leading, text: '' }] : [];
  const body = filled.text({ start: range.start + 1, end: range.end - 1 }, [...cut, change]);
  return reindented(trimmed(linesOf(firstAligned(body, block.file.parsed.text, range.start))), '');
}
