import type { Understanding } from '../workspace/understanding.ts';

/** A file in the editor. */
interface Shown {
  readonly uri: string;
  readonly isSeen: boolean;
}

/** What is published, and when. */
interface Published {
  /** The files in the editor: those that are seen first, then those that were edited last. */
  readonly files: () => readonly Shown[];
  /** Nothing has arrived that waits to be answered. */
  readonly isQuiet: () => boolean;
  /** The file as it stands: the same object as long as nothing of it has changed. */
  readonly understood: (uri: string) => Understanding | undefined;
  readonly tell: (understanding: Understanding) => void;
  /** Files were understood anew and told, and nothing is under way. */
  readonly settled: (files: readonly Understanding[]) => void;
}

/** Milliseconds without a change after which the files that nobody sees are understood. */
const idle = 100;
/** Milliseconds in one turn of the event loop, in which several files may be found unchanged. */
const slice = 4;

/**
 * Keeps what the editor was told of its files up with their texts: what is seen at once, the rest when there is nothing
 * else to do, one file at a time and behind whatever arrives meanwhile. A further change supersedes what is not done.
 */
export class Publishing {
  readonly #told = new Map<string, Understanding>();
  #changes = 0;

  constructor(private readonly published: Published) {}

  /**
   * Something has changed. What is queued behind this message is taken in first: only the latest text is understood.
   * The connection hands over one message a turn of the event loop, so that two turns tell whether there was another.
   */
  schedule(): void {
    const mine = ++this.#changes;
    setImmediate(() => setImmediate(() => mine === this.#changes && this.#begin(mine)));
  }

  /** A file is closed, or could not be understood: it is told anew when it is there again. */
  forget(uri: string): void {
    this.#told.delete(uri);
  }

  #begin(mine: number): void {
    const files = this.published.files();
    const seen = files.filter(({ isSeen }) => isSeen);
    const hidden = files.filter(({ isSeen }) => !isSeen);
    this.#work(mine, seen, () => {
      const waiting = setTimeout(() => mine === this.#changes && this.#work(mine, hidden), idle);
      waiting.unref();
    });
  }

  /** Publishes files from turn to turn. */
  #work(mine: number, files: readonly Shown[], andThen?: () => void): void {
    const anew: Understanding[] = [];
    let next = 0;
    const settle = (): void => {
      if (anew.length > 0) this.published.settled(anew);
    };
    const turn = (): void => {
      if (mine !== this.#changes) return settle();
      const until = performance.now() + slice;
      while (next < files.length && performance.now() < until) {
        const understanding = this.#publish(files[next++]!.uri);
        if (understanding) anew.push(understanding);
      }
      if (next < files.length) return soon();
      settle();
      andThen?.();
    };
    const soon = (): void => void setImmediate(() => (this.published.isQuiet() ? turn() : soon()));
    turn();
  }

  #publish(uri: string): Understanding | undefined {
    const understanding = this.published.understood(uri);
    if (!understanding || understanding === this.#told.get(uri)) return undefined;
    this.#told.set(uri, understanding);
    this.published.tell(understanding);
    return understanding;
  }
}
