import type { Shape } from '../../layers/shape.ts';
import { sameShape } from '../../layers/shape.ts';
import type { Body } from '../../network/network.ts';
import type { ParsedFile } from '../../syntax/parsedFile.ts';
import type { Body as Written, Expression, Range, Statement } from '../../syntax/tree.ts';
import { insideStatement, namesIn, subexpressions } from '../../syntax/children.ts';
import { onceForAlike } from './evidence/facts.ts';
import type { Reviewing } from './evidence/reviewing.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

type Dimension = 'height' | 'width' | 'channels';

/** `input.channels` as it is written inside loops. */
interface Asked {
  readonly dimension: Dimension;
  readonly range: Range;
  /** Where the headers of the loops around it begin. */
  readonly loops: readonly number[];
}

/**
 * `input.channels` in a loop whose turns begin with different numbers of channels: it is that of the whole body's input
 * all the same, though it is easily read as the current value's. What the turn's number chooses is left alone, as is
 * what is made of the input itself.
 */
export function inputInLoop(reviewing: Reviewing): readonly Mistake[] {
  const found: Mistake[] = [];
  for (const body of reviewing.bodies) {
    if (!shapesChange(body).inLoops) continue;
    const parsed = reviewing.sources(body.location.uri);
    const all = parsed ? askedIn(parsed, body) : [];
    const changes = all.length > 0 ? changesIn(body) : undefined;
    for (const asked of all) {
      const sizes = asked.loops.flatMap((header) => changes?.get(header)?.[asked.dimension] ?? []);
      if (sizes.length > 0) found.push(told(reviewing, body, asked, sizes));
    }
  }
  return found;
}

/** One execution of a loop: what each turn begins with. */
interface Turns {
  /** Where the loop's header begins. */
  readonly header: number;
  readonly shapes: readonly (Shape | undefined)[];
}

function turnsIn({ nodes }: Body): readonly Turns[] {
  const found: { header: number; shapes: (Shape | undefined)[] }[] = [];
  for (const { loops, inputShapes } of nodes) {
    for (const { loop, iteration, location } of loops) {
      const turns = (found[loop] ??= { header: location.start, shapes: [] });
      if (!(iteration in turns.shapes)) turns.shapes[iteration] = inputShapes[0];
    }
  }
  return found.filter(Boolean);
}

const shapesChange = onceForAlike((body) => ({
  inLoops: turnsIn(body).some(({ shapes }) =>
    shapes.some((shape) => shape && shapes[0] && !sameShape(shape, shapes[0])),
  ),
}));

const sizeOf = (shape: Shape | undefined, dimension: Dimension): number | undefined =>
  shape?.kind === 'map' ? shape[dimension] : dimension === 'channels' ? shape?.channels : undefined;

const mostShown = 4;

/** The first sizes of the current value, turn by turn. */
type Sizes = Partial<Record<Dimension, readonly number[]>>;

/**
 * By where the header of a loop begins: what changes from turn to turn, and is not that of the input in a later one.
 */
function changesIn(body: Body): ReadonlyMap<number, Sizes> {
  const found = new Map<number, Sizes>();
  for (const { header, shapes } of turnsIn(body)) {
    const changed = found.get(header) ?? {};
    found.set(header, changed);
    for (const dimension of ['height', 'width', 'channels'] as const) {
      const own = sizeOf(body.inputs[0], dimension);
      if (changed[dimension] || own === undefined) continue;
      const sizes = shapes.flatMap((shape) => sizeOf(shape, dimension) ?? []);
      const change = sizes.some((size) => size !== sizes[0]);
      if (change && sizes.slice(1).some((size) => size !== own))
        changed[dimension] = sizes.slice(0, mostShown + 1);
    }
  }
  return found;
}

function told(
  reviewing: Reviewing,
  body: Body,
  { dimension, range }: Asked,
  sizes: readonly number[],
): Mistake {
  const own = sizeOf(body.inputs[0], dimension)!;
  const isOne = dimension !== 'channels';
  const shown = sizes.slice(0, mostShown).join(', ') + (sizes.length > mostShown ? ', …' : '');
  return mistakeOf({
    code: 'input-in-loop',
    message:
      `input is ${body.name}'s input, whose ${dimension} ${isOne ? 'is' : 'are'} ${own} in every turn; ` +
      `${isOne ? 'that' : 'those'} of the current value ${isOne ? 'is' : 'are'} ${shown}: ` +
      `name it by \`Identity as here\`, then here.${dimension}.`,
    location: { uri: body.location.uri, start: range.start, end: range.end },
    chain: reviewing.chainTo(body),
  });
}

const mentions = /\binput\s*\.\s*(?:height|width|channels)\b/;

/** Of the declaration that a body is made from. */
function askedIn({ text, file }: ParsedFile, { location }: Body): readonly Asked[] {
  if (!mentions.test(text.slice(location.start, location.end))) return [];
  const declaration = file.declarations.find(({ range }) => range.start === location.start);
  return declaration?.kind === 'block' || declaration?.kind === 'network'
    ? new Search().in(declaration.body)
    : [];
}

/** Looks for `input.channels` where a loop repeats it. */
class Search {
  readonly #found: Asked[] = [];
  readonly #headers: number[] = [];
  /** The names of the turns' numbers. */
  readonly #indexes = new Set<string>();

  in({ statements }: Written): readonly Asked[] {
    for (const statement of statements) this.#statement(statement);
    return this.#found;
  }

  #statement(statement: Statement) {
    const { expressions, bodies } = insideStatement(statement);
    if (statement.kind === 'if' && this.#isByTurn(expressions)) return;
    for (const expression of expressions) this.#expression(expression);
    const isLoop = statement.kind === 'repeat' || statement.kind === 'for';
    if (isLoop) this.#headers.push(statement.header.start);
    if (isLoop && statement.index) this.#indexes.add(statement.index.name);
    for (const body of bodies) this.in(body);
    if (isLoop) this.#headers.pop();
  }

  #expression(expression: Expression) {
    const { kind } = expression;
    if (kind === 'member' && this.#headers.length > 0) {
      const { object, member, range } = expression;
      const { name } = member;
      const isSize = name === 'height' || name === 'width' || name === 'channels';
      if (isSize && object.kind === 'name' && object.name === 'input')
        this.#found.push({ dimension: name, range, loops: [...this.#headers] });
    }
    if (kind === 'conditional' && this.#isByTurn([expression.condition])) return;
    if (kind === 'binary' && /^(?:and|or)$/.test(expression.operator) && this.#isByTurn([expression])) return;
    const first = kind === 'flow' ? expression.steps[0]?.expression : undefined;
    if (first?.kind === 'name' && first.name === 'input') return;
    for (const inner of subexpressions(expression)) this.#expression(inner);
  }

  #isByTurn(conditions: readonly Expression[]): boolean {
    return conditions.some((condition) => namesIn(condition).some((name) => this.#indexes.has(name)));
  }
}
