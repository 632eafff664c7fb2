/** Tells which file is worked on, before the work is begun: so that the one that never ends is known. */
export class Working {
  #uri: string | undefined;
  #told: string | undefined;

  constructor(private readonly tell: (uri: string | undefined) => void = () => undefined) {}

  /** Does something with a file; what it does in between with another one is told, too. */
  on<T>(uri: string, work: () => T): T {
    const before = this.#uri;
    this.begin(uri);
    try {
      return work();
    } finally {
      // Told only where it goes on with another file.
      this.#uri = before;
      if (before !== undefined) this.begin(before);
    }
  }

  /** Undefined for what concerns no single file. */
  begin(uri: string | undefined): void {
    this.#uri = uri;
    if (this.#told === uri) return;
    this.#told = uri;
    this.tell(uri);
  }
}
