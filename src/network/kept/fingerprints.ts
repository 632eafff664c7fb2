import type { FileScope } from '../fileScope.ts';
import { piecesOf } from './declarationPieces.ts';
import type { Pieces } from './declarationPieces.ts';
import type { BlockDeclaration, Declaration, LetDeclaration, NetworkDeclaration } from '../../syntax/tree.ts';
import { namesInDeclaration } from '../../syntax/children.ts';

/** A declaration that means something to an expansion. */
type Meaning = BlockDeclaration | LetDeclaration | NetworkDeclaration;

/** The text of a declaration, wherever in its file it stands. */
export interface DeclarationText {
  /** The same for texts that differ only in what stands between statements. */
  readonly id: number;
  /** All names that it mentions. */
  readonly names: readonly string[];
  /** Where its pieces begin, from its own beginning on. */
  readonly pieces: Pieces['starts'];
}

/** What gives texts and meanings their numbers. */
export interface Numbering {
  text(uri: string, text: string, read: () => Pieces & Pick<DeclarationText, 'names'>): DeclarationText;
  /** For what is like nothing before. */
  unlike(names: readonly string[]): DeclarationText;
  meaning(key: string): number;
  of(file: FileScope): FileFingerprints;
}

/** Where the declarations of a file stand, and what their texts are: enough to find them again in a later text. */
export interface FileLayout {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly texts: readonly DeclarationText[];
}

/**
 * What the declarations of one file mean, as numbers. Two with the same number expand alike: their texts are equal,
 * and the names in them mean the same. A declaration with a syntax mistake is like no other.
 */
export class FileFingerprints {
  readonly layout: FileLayout;
  readonly #file: FileScope;
  readonly #numbering: Numbering;
  readonly #texts = new Map<Declaration, DeclarationText>();
  readonly #meanings = new Map<Declaration, number>();

  constructor(file: FileScope, numbering: Numbering) {
    this.#file = file;
    this.#numbering = numbering;
    const starts: number[] = [];
    const ends: number[] = [];
    const texts: DeclarationText[] = [];
    const { parsed, declarations, uri } = file;
    for (const declaration of declarations) {
      const { start, end } = declaration.range;
      const text = parsed.mistakes.some(({ location }) => location.start <= end && location.end >= start)
        ? numbering.unlike(namesInDeclaration(declaration))
        : numbering.text(uri, parsed.text.slice(start, end), () => ({
            ...piecesOf(declaration, parsed.text),
            names: namesInDeclaration(declaration),
          }));
      this.#texts.set(declaration, text);
      starts.push(start);
      ends.push(end);
      texts.push(text);
    }
    this.layout = { starts, ends, texts };
  }

  of(declaration: Meaning): number {
    return this.#meanings.get(declaration) ?? this.#number(declaration);
  }

  /** The declaration that the text at `offset` belongs to, in which of its pieces, and how far in it lies. */
  placeAt(offset: number): string {
    const index = declarationAt(this.layout, offset);
    const declaration = this.#file.declarations[index];
    if (!declaration || declaration.kind === 'import' || declaration.kind === 'train')
      return `${this.#file.uri}@${offset}`;
    const { pieces } = this.layout.texts[index]!;
    const inside = offset - declaration.range.start;
    const piece = lastUpTo(pieces, inside);
    return `${this.of(declaration)}+${piece}+${inside - pieces[piece]!}`;
  }

  /**
   * Numbers a declaration and those that it needs. Declarations that need each other (recursion) get their numbers
   * together: Tarjan, "Depth-first search and linear graph algorithms", 1972, with a stack of its own.
   */
  #number(outermost: Meaning): number {
    const order = new Map<Meaning, number>();
    const lowest = new Map<Meaning, number>();
    const open: Meaning[] = [];
    const isOpen = new Set<Meaning>();
    const frames: { readonly declaration: Meaning; readonly needs: readonly Meaning[]; next: number }[] = [];
    const enter = (declaration: Meaning) => {
      order.set(declaration, order.size);
      lowest.set(declaration, order.size - 1);
      open.push(declaration);
      isOpen.add(declaration);
      frames.push({ declaration, needs: this.#neighbours(declaration), next: 0 });
    };
    const lower = (declaration: Meaning, to: number) =>
      lowest.set(declaration, Math.min(lowest.get(declaration)!, to));
    enter(outermost);
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const { declaration } = frame;
      const needed = frame.needs[frame.next++];
      if (needed) {
        if (this.#meanings.has(needed)) continue;
        if (!order.has(needed)) enter(needed);
        else if (isOpen.has(needed)) lower(declaration, order.get(needed)!);
        continue;
      }
      frames.pop();
      const caller = frames.at(-1);
      if (caller) lower(caller.declaration, lowest.get(declaration)!);
      if (lowest.get(declaration) !== order.get(declaration)) continue;
      const together = open.splice(open.lastIndexOf(declaration));
      for (const each of together) isOpen.delete(each);
      this.#numberTogether(together);
    }
    return this.#meanings.get(outermost)!;
  }

  #numberTogether(declarations: readonly Meaning[]) {
    const own = new Map(declarations.map((declaration, index) => [declaration, index]));
    const texts = declarations.map((declaration) => this.#texts.get(declaration)!);
    const keys = declarations.map((_, index) => {
      const names = texts[index]!.names.map((name) => this.#meaningOf(name, own));
      return `${texts[index]!.id}(${names.join()})`;
    });
    const all = keys.join(';');
    for (const [declaration, index] of own)
      this.#meanings.set(declaration, this.#numbering.meaning(`${index}:${all}`));
  }

  #meaningOf(name: string, together: ReadonlyMap<Meaning, number>): string {
    const declared = this.#file.names.get(name);
    if (!declared) return '';
    if (declared.kind === 'broken' || declared.kind === 'network') return declared.kind;
    const { declaration, file } = declared;
    const index = together.get(declaration);
    if (index !== undefined) return `~${index}`;
    return String(file === this.#file ? this.of(declaration) : this.#numbering.of(file).of(declaration));
  }

  /** The declarations of the same file that a declaration mentions. */
  #neighbours(declaration: Meaning): Meaning[] {
    return this.#texts.get(declaration)!.names.flatMap((name) => {
      const declared = this.#file.names.get(name);
      const isOwn = (declared?.kind === 'block' || declared?.kind === 'let') && declared.file === this.#file;
      return isOwn ? [declared.declaration] : [];
    });
  }
}

/** The index of the innermost declaration around an offset; -1 where there is none. */
export function declarationAt({ starts, ends }: FileLayout, offset: number): number {
  // A declaration may stand in another (a mistake): the last to begin may have ended already.
  let index = lastUpTo(starts, offset);
  while (index >= 0 && ends[index]! < offset) index--;
  return index;
}

/** The index of the last of ascending numbers that is not above `limit`; -1 where all are. */
export function lastUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
