/**
 * Columns that the author lines up below each other are kept: a gap wider than it need be stays where the rows
 * above or below have the same thing begin, or end, at the same place, and a row that was edited since falls
 * back into line. A wide gap that lines up with nothing is none of these.
 */
import type { Piece } from './pieces.ts';
import type { Row } from './layout.ts';

/** Rows further apart than this many lines are not aligned with each other. */
const reach = 3;

/** Aligning one column moves others; this many rounds settle it, or the columns are given up. */
const mostRounds = 12;

/** From this many rows on it is a table, and a row that somebody put in is aligned with it. */
const tableRows = 3;

/** A place in a row that can be aligned. */
interface Cell {
  readonly label: string;
  /** Its first piece's index in the row. */
  readonly at: number;
  /** Its last piece's, up to a comma or bracket. */
  readonly to: number;
}

interface Line {
  readonly number: number;
  readonly pieces: readonly Piece[];
  /** The gaps without any alignment. */
  readonly plain: readonly number[];
  /** The columns, from the line's first piece, at which the pieces begin. */
  columns: number[];
  /** Where the headings of a comment right above begin and end, from the line's first piece. */
  readonly headings: Readonly<Record<Side, ReadonlySet<number>>>;
}

type Side = 'start' | 'end';

/** Widens the gaps of aligned rows, which the layout made plain. */
export function alignRows(text: string, pieces: readonly Piece[], rows: readonly Row[]): void {
  const byParent = new Map<object, Line[]>();
  for (const row of rows) {
    const line = lineOf(text, pieces, row.first);
    if (!line) continue;
    const siblings = byParent.get(row.parent);
    if (siblings) siblings.push(line);
    else byParent.set(row.parent, [line]);
  }
  for (const siblings of byParent.values()) for (const run of runsOf(siblings)) alignRun(run);
}

/** The row that begins at an index, or undefined where what it holds goes on in the next line. */
function lineOf(text: string, pieces: readonly Piece[], first: number): Line | undefined {
  let end = first + 1;
  while (pieces[end]?.startsLine === false && pieces[end]?.token) end++;
  const own = pieces.slice(first, end);
  const [head] = own;
  if (!head || head.frozen || !isBalanced(own) || goesOn(pieces, end)) return undefined;
  return {
    number: head.line,
    pieces: own,
    plain: own.map(({ spaces }) => spaces),
    columns: own.map(({ column }) => column - head.column),
    headings: headingsOf(text, pieces[first - 1], head),
  };
}

function isBalanced(row: readonly Piece[]): boolean {
  let depth = 0;
  for (const { token } of row) {
    if (openers.has(token?.kind ?? '')) depth++;
    else if (closers.has(token?.kind ?? '') && --depth < 0) return false;
  }
  return depth === 0;
}

/** `# stage  kernel  stride`: what a comment line sets apart by two blanks or more. */
function headingsOf(text: string, above: Piece | undefined, row: Piece): Line['headings'] {
  const headings = { start: new Set<number>(), end: new Set<number>() };
  if (!above || above.token || !above.startsLine || above.line !== row.line - 1) return headings;
  const words = [...text.slice(above.start + 1, above.end).matchAll(/\S+(?: \S+)*/g)];
  if (words.length < 2) return headings;
  for (const { index, 0: word } of words) {
    // Lined up on the screen, or once both lines have the same indentation.
    for (const start of [1 + index, above.column + 1 + index - row.column]) {
      headings.start.add(start);
      headings.end.add(start + word.length);
    }
  }
  return headings;
}

/** Whether the line behind goes on with a statement, as those that begin with `->` do. */
function goesOn(pieces: readonly Piece[], end: number): boolean {
  let next = end;
  while (pieces[next] && !pieces[next]?.token) next++;
  const kind = pieces[next]?.token?.kind;
  return kind !== undefined && /^(?:->|[-+*/%?:.=<>!]|and$|or$|\*\*|else$)/.test(kind);
}

const attached: ReadonlySet<string> = new Set(['(', '[', ')', ']', ',', '.', ':']);
const openers: ReadonlySet<string> = new Set(['(', '[', '{']);
const closers: ReadonlySet<string> = new Set([')', ']', '}']);

/** A word or sign that names what follows it, as `as`, `=` and `->` do: a row's cells are told apart by these. */
const isSign = (piece: Piece | undefined): boolean =>
  piece?.token !== undefined && !/^(?:ID|NUMBER|DIMENSIONS|TEXT|MISSING)$/.test(piece.token.kind);

/** What can be aligned in a row: each item between brackets, and outside of them each word and sign. */
function cellsOf(row: readonly Piece[]): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  const add = (label: string, at: number, to: number): void => void cells.set(label, { label, at, to });
  const frames = [{ path: '', commas: 0, brackets: 0 }];
  const seen = new Map<string, number>();
  for (const [at, { token }] of row.entries()) {
    const frame = frames.at(-1);
    const before = row[at - 1];
    if (!token || !frame) break;
    if (closers.has(token.kind)) frames.pop();
    const { path, commas } = frames.at(-1) ?? frame;
    const kind = before?.token?.kind ?? '';
    if (at > 0 && (kind === ',' || kind === '(' || kind === '[')) {
      add(`${path}#${commas}`, at, lastOfItem(row, at));
    } else if (at > 0 && !attached.has(token.kind) && frame.path.endsWith('(') === false) {
      const written = isSign(row[at]) ? token.kind : `after ${isSign(before) ? kind : ''}`;
      const base = `${path} ${written}`;
      const nth = (seen.get(base) ?? 0) + 1;
      seen.set(base, nth);
      add(`${base} ${nth}`, at, at);
    }
    if (openers.has(token.kind)) {
      const callee = before?.token?.kind === 'ID' && token.kind !== '{' ? before.token.image : '';
      const inner = `${path}/${frame.brackets++}${callee}${token.kind === '{' ? '{' : '('}`;
      frames.push({ path: inner, commas: 0, brackets: 0 });
    } else if (token.kind === ',') frame.commas++;
  }
  return cells;
}

function lastOfItem(row: readonly Piece[], first: number): number {
  let depth = 0;
  for (let at = first; at < row.length; at++) {
    const kind = row[at]?.token?.kind ?? '';
    if (depth === 0 && (kind === ',' || closers.has(kind))) return Math.max(first, at - 1);
    if (openers.has(kind)) depth++;
    else if (closers.has(kind)) depth--;
  }
  return row.length - 1;
}

/** Rows in each other's reach. */
function runsOf(lines: readonly Line[]): Line[][] {
  const runs: Line[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && line.number - last.number <= reach) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

function alignRun(run: readonly Line[]): void {
  if (!run.some(isWide)) return;
  const cells = run.map(({ pieces }) => cellsOf(pieces));
  const order = labelsOf(cells);
  for (let round = 0; round < mostRounds; round++) {
    const moved = run.map((line) => plainColumns(line));
    const placed = run.map(() => 0);
    for (const label of order) alignLabel(run, cells, label, moved, placed);
    const settled = run.every((line, index) =>
      line.columns.every((column, at) => column === moved[index]?.[at]),
    );
    if (settled) {
      for (const line of run) write(line);
      return;
    }
    run.forEach((line, index) => (line.columns = moved[index] ?? line.columns));
  }
}

function isWide({ pieces, columns, plain }: Line): boolean {
  return pieces.some((piece, at) => at > 0 && gapAt(pieces, columns, at) > (plain[at] ?? piece.spaces));
}

function gapAt(pieces: readonly Piece[], columns: readonly number[], at: number): number {
  return (columns[at] ?? 0) - (columns[at - 1] ?? 0) - (pieces[at - 1]?.width ?? 0);
}

function write({ pieces, columns }: Line): void {
  pieces.forEach((piece, at) => {
    if (at > 0) piece.spaces = gapAt(pieces, columns, at);
  });
}

/** The columns without any alignment. */
function plainColumns({ pieces, plain }: Line): number[] {
  let column = 0;
  return pieces.map(({ width }, at) => {
    if (at > 0) column += plain[at] ?? 0;
    const own = column;
    column += width;
    return own;
  });
}

/** The labels of all rows, from left to right. */
function labelsOf(rows: readonly ReadonlyMap<string, Cell>[]): string[] {
  const order: string[] = [];
  const known = new Set<string>();
  for (const cells of rows) {
    let behind = 0;
    for (const label of cells.keys()) {
      if (known.has(label)) behind = order.indexOf(label) + 1;
      else {
        known.add(label);
        order.splice(behind++, 0, label);
      }
    }
  }
  return order;
}

interface Member {
  readonly index: number;
  readonly line: Line;
  readonly cell: Cell;
  readonly start: number;
  readonly end: number;
  /** How much wider the gap before it is than it need be. */
  readonly surplus: number;
  /** Where it begins without alignment of its own. */
  readonly natural: number;
}

/** Moves what stands at a label in the rows where it is aligned; `placed` tells how far each row is done. */
function alignLabel(
  run: readonly Line[],
  cells: readonly ReadonlyMap<string, Cell>[],
  label: string,
  moved: number[][],
  placed: number[],
): void {
  const members = run.flatMap((line, index): Member[] => {
    const cell = cells[index]?.get(label);
    if (!cell || cell.at <= (placed[index] ?? 0)) return [];
    const { at, to } = cell;
    const start = line.columns[at] ?? 0;
    const end = (line.columns[to] ?? 0) + (line.pieces[to]?.width ?? 0);
    const surplus = gapAt(line.pieces, line.columns, at) - (line.plain[at] ?? 0);
    return [{ index, line, cell, start, end, surplus, natural: moved[index]?.[at] ?? 0 }];
  });
  if (!members.some(({ surplus }) => surplus > 0)) return;
  const side = sideOf(members);
  const atEnd = side === 'end';
  const aligned = chainsOf(members, side);
  const chains = isDeliberate(aligned, side)
    ? aligned.filter((chain) => chain.some(({ surplus }) => surplus > 0))
    : [];
  const naturalOf = ({ natural, cell, line, index }: Member): number =>
    atEnd ? natural + spanOf(line, cell, moved[index] ?? []) : natural;
  const targets = new Map<Member, { column: number; rows: number }>();
  for (const chain of chains) {
    const column = Math.max(...chain.map((member) => Math.max(member[side], naturalOf(member))));
    for (const member of chain) targets.set(member, { column, rows: chain.length });
  }
  const joined = new Map([...targets].map(([member, { column }]) => [member, column]));
  members.forEach((member, position) => {
    if (targets.has(member)) return;
    for (const neighbour of [members[position - 1], members[position + 1]]) {
      const target = neighbour && targets.get(neighbour);
      if (!neighbour || !target || joined.has(member)) continue;
      const isNear = Math.abs(neighbour.line.number - member.line.number) <= reach;
      if (isNear && (member.surplus > 0 || target.rows >= tableRows)) joined.set(member, target.column);
    }
  });
  const shift = ({ index, cell }: Member, by: number): void => {
    const columns = moved[index] ?? [];
    for (let at = cell.at; at < columns.length; at++) columns[at] = (columns[at] ?? 0) + Math.max(0, by);
    placed[index] = cell.at;
  };
  for (const [member, target] of joined) shift(member, target - naturalOf(member));
  for (const member of members) {
    const { headings } = member.line;
    const isHeaded = headings.start.has(member.start) || headings.end.has(member.end);
    if (!joined.has(member) && member.surplus > 0 && isHeaded) shift(member, member.start - member.natural);
  }
}

function spanOf({ pieces }: Line, { at, to }: Cell, columns: readonly number[]): number {
  return (columns[to] ?? 0) + (pieces[to]?.width ?? 0) - (columns[at] ?? 0);
}

/** Where most rows are aligned; in doubt, figures at their ends. */
function sideOf(members: readonly Member[]): Side {
  const atEnd = linked(members, 'end');
  const atStart = linked(members, 'start');
  if (atEnd !== atStart) return atEnd > atStart ? 'end' : 'start';
  return members.every(({ line, cell }) => line.pieces[cell.at]?.token?.kind === 'NUMBER') ? 'end' : 'start';
}

/** How many rows are aligned with one above them. */
function linked(members: readonly Member[], side: Side): number {
  return chainsOf(members, side).reduce((sum, chain) => sum + chain.length - 1, 0);
}

/** Rows in each other's reach that are aligned, in the order of the text. */
function chainsOf(members: readonly Member[], side: Side): Member[][] {
  const chains: Member[][] = [];
  const latest = new Map<number, Member[]>();
  for (const member of members) {
    const chain = latest.get(member[side]);
    const last = chain?.at(-1);
    if (chain && last && member.line.number - last.line.number <= reach) chain.push(member);
    else {
      const begun = [member];
      chains.push(begun);
      latest.set(member[side], begun);
    }
  }
  return chains.filter((chain) => chain.length > 1);
}

/**
 * Whether rows are aligned on purpose: gaps that differ, or that are far too wide, or headings say so. A blank
 * that stands everywhere is a habit.
 */
function isDeliberate(chains: readonly (readonly Member[])[], side: Side): boolean {
  const members = chains.flat();
  const [first] = members;
  return members.some(
    (member) =>
      member.surplus > 1 || member.surplus !== first?.surplus || member.line.headings[side].has(member[side]),
  );
}
