import type { Located, Range } from '../../syntax/tree.ts';
import type { Documentation } from './documentation.ts';
import type { SyntaxMistakes } from '../syntaxMistakes.ts';

/** Where a statement stands: the same text may mean something else elsewhere. */
export type Place = 'file' | 'body' | 'recipe';

/** Statements and declarations by place and text, then by where they began. */
export type Statements = ReadonlyMap<string, ReadonlyMap<number, Located>>;

/**
 * Statements of a file's last text that stand in its new one, too, and need not be parsed again. Only those without
 * any mistake in them: only for these the tokens, and so the tree, follow from the text alone.
 */
export class Reuse {
  readonly made = new Map<string, Map<number, Located>>();
  readonly #before: Statements | undefined;
  readonly #text: string;
  readonly #mistakes: SyntaxMistakes;
  readonly #documentation: Documentation;

  constructor(
    before: Statements | undefined,
    text: string,
    mistakes: SyntaxMistakes,
    documentation: Documentation,
  ) {
    this.#before = before;
    this.#text = text;
    this.#mistakes = mistakes;
    this.#documentation = documentation;
  }

  /** The tree of what stands at `range`, if the last text had it: the same object where it has not moved. */
  find(place: Place, range: Range): Located | undefined {
    const found = this.#before?.get(this.#key(place, range));
    if (!found || !this.#mistakes.spares(range)) return undefined;
    const { start } = range;
    const [first] = found;
    const unmoved = found.get(start);
    if (!first) return undefined;
    const [began, statement] = first;
    const shifted = unmoved ?? (shift(statement, start - began) as Located);
    const node = this.#documented(shifted);
    this.keep(place, range, node);
    return node;
  }

  keep(place: Place, range: Range, node: Located) {
    if (!this.#mistakes.spares(range)) return;
    const key = this.#key(place, range);
    const places = this.made.get(key);
    if (places) places.set(range.start, node);
    else this.made.set(key, new Map([[range.start, node]]));
  }

  #key(place: Place, { start, end }: Range): string {
    return `${place} ${this.#text.slice(start, end)}`;
  }

  /** The comment above may be another one. */
  #documented(node: Documented): Located {
    if (node.kind === undefined || !documentedKinds.has(node.kind)) return node;
    const documentation = this.#documentation.above(node.range.start);
    if (documentation === node.documentation) return node;
    const { documentation: _, ...rest } = node;
    const made: Documented = documentation === undefined ? rest : { ...rest, documentation };
    return made;
  }
}

type Documented = Located & { readonly kind?: string; readonly documentation?: string };

const documentedKinds: ReadonlySet<string> = new Set(['let', 'block', 'network', 'train']);

/** A copy of a tree whose ranges lie `by` further on. */
function shift(tree: unknown, by: number): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((element) => shift(element, by));
  if (isRange(tree)) return { start: tree.start + by, end: tree.end + by };
  const made: Record<string, unknown> = {};
  for (const key in tree) made[key] = shift((tree as Record<string, unknown>)[key], by);
  return made;
}

const isRange = (tree: object): tree is Range => 'start' in tree && 'end' in tree;
