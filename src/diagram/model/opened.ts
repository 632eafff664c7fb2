/**
 * What a person opened in a diagram that follows a text. A half-typed line takes items away for a moment, and
 * renames those behind it: as long as the text has mistakes and something opened is missing, the last diagram
 * that had it stays the one that later diagrams are compared to.
 */
import type { DiagramRequest, PositionedDiagram, ShownItem } from '../../protocol/diagram.ts';
import { shownItems } from './carryOver.ts';

export class Opened {
  /** By the ids of the diagram that is compared to. */
  #open: readonly string[];
  /** Of that diagram. */
  #shown: readonly ShownItem[] | undefined;
  #last: PositionedDiagram | undefined;
  /** From the ids of the diagram that is compared to, to those of the last one. */
  #renamed: ReadonlyMap<string, string> = new Map();

  constructor(open: readonly string[] = []) {
    this.#open = open;
  }

  /** What the next diagram is asked for with. */
  get request(): Pick<DiagramRequest, 'open' | 'previous'> {
    return { open: this.#open, ...(this.#shown && { previous: this.#shown }) };
  }

  /** What was opened, with what is missing at present. */
  get all(): readonly string[] {
    return this.#open;
  }

  /** The person opened and closed boxes of the last diagram: these are open now. */
  choose(open: readonly string[]): void {
    const before = this.#last?.open ?? [];
    const original = new Map([...this.#renamed].map(([from, to]) => [to, from]));
    const named = (id: string): string => original.get(id) ?? id;
    const opened = open.filter((id) => !before.includes(id)).map(named);
    const known = new Set(this.#shown?.map(({ id }) => id));
    if (this.#last && !opened.every((id) => known.has(id))) {
      // What the broken text brought: from now on that text counts.
      this.#shown = shownItems(this.#last);
      this.#renamed = new Map();
      this.#open = open;
      return;
    }
    const closed = new Set(before.filter((id) => !open.includes(id)).map(named));
    this.#open = [...this.#open.filter((id) => !closed.has(id)), ...opened];
  }

  /**
   * Takes the answer to `request`, and gives it with what was renamed since the last answer, which is what the
   * page shows.
   */
  take(answer: PositionedDiagram): PositionedDiagram {
    const renamed = new Map(answer.renamed);
    const diagram = { ...answer, renamed: this.#renamedSinceLast(answer, renamed) };
    const isMissing = answer.open.length < this.#open.length;
    if (isMissing && hasErrors(answer)) {
      this.#renamed = renamed;
    } else {
      this.#open = answer.open;
      this.#shown = shownItems(answer);
      this.#renamed = new Map();
    }
    this.#last = diagram;
    return diagram;
  }

  #renamedSinceLast(
    answer: PositionedDiagram,
    renamed: ReadonlyMap<string, string>,
  ): readonly (readonly [string, string])[] {
    if (!this.#last || this.#renamed.size === 0) return answer.renamed;
    const current = new Set(shownItems(answer).map(({ id }) => id));
    const last = new Set(shownItems(this.#last).map(({ id }) => id));
    const original = new Map([...this.#renamed].map(([from, to]) => [to, from]));
    const pairs = [...last].map((id) => {
      const from = original.get(id) ?? id;
      return [id, renamed.get(from) ?? from] as const;
    });
    // What was missing from the last one is back, maybe by another name.
    const back = [...renamed].filter(([from]) => !last.has(from) && !this.#renamed.has(from));
    return [...pairs, ...back].filter(([from, to]) => from !== to && current.has(to));
  }
}

export function hasErrors({ mistakes, items }: PositionedDiagram): boolean {
  const isError = ({ severity }: { readonly severity: string }): boolean => severity === 'error';
  return mistakes.some(isError) || items.some((item) => item.mistakes.some(isError));
}
