/** How much one diagram draws: what more is opened stays closed, and what can't be closed is refused. */
import { exact } from '../../wording/figures.ts';

export const mostDrawn = {
  /** Layers, boxes and chips together. */
  parts: 8_000,
  edges: 16_000,
  /** Of paths, titles and messages: what is sent to the page. */
  characters: 12_000_000,
} as const;

/** A diagram that would be more than a page can show: its message is a sentence that says what to do. */
export class DiagramTooLarge extends Error {
  constructor(network: string, what: string) {
    super(
      `The diagram of ${network} would have more than ${what}: close some of its boxes, or put its steps in blocks.`,
    );
    this.name = 'DiagramTooLarge';
  }
}

/** What is drawn so far. */
export class Drawn {
  readonly #network: string;
  #parts = 0;
  #edges = 0;
  #characters = 0;
  #leftClosed = 0;

  constructor(network: string) {
    this.#network = network;
  }

  /** Whether a box of so many parts, each with so many characters in its ids and places, can be opened too. */
  open(parts: number, characters: number): boolean {
    const fits =
      this.#parts + parts <= mostDrawn.parts && this.#characters + parts * characters <= mostDrawn.characters;
    if (fits) {
      this.#parts += parts;
      this.#characters += parts * characters;
    } else this.#leftClosed++;
    return fits;
  }

  /** @throws DiagramTooLarge */
  connect(): void {
    if (++this.#edges > mostDrawn.edges)
      throw new DiagramTooLarge(this.#network, `${exact(mostDrawn.edges)} lines`);
  }

  /** @throws DiagramTooLarge */
  write(characters: number): void {
    this.#characters += characters;
    if (this.#characters > mostDrawn.characters)
      throw new DiagramTooLarge(this.#network, `${exact(mostDrawn.characters)} characters of text`);
  }

  /** What was not opened; undefined where all was. */
  get notice(): string | undefined {
    const count = this.#leftClosed;
    if (count === 0) return undefined;
    const boxes = count === 1 ? 'One more box stays' : `${exact(count)} more boxes stay`;
    return `${boxes} closed: at most ${exact(mostDrawn.parts)} layers, boxes and chips are drawn. Close some boxes to open others.`;
  }
}
