interface Entry<Value> {
  readonly value: Value;
  readonly weight: number;
  turn: number;
}

/** What was used in the last turns is kept; turns are counted by whoever owns this. */
export class Recent<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  #weight = 0;

  /** Of all entries together. */
  get weight(): number {
    return this.#weight;
  }

  get(key: string, turn: number): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    entry.turn = turn;
    return entry.value;
  }

  set(key: string, value: Value, turn: number, weight = 1) {
    this.#weight += weight - (this.#entries.get(key)?.weight ?? 0);
    this.#entries.set(key, { value, weight, turn });
  }

  /** Drops what was last used before `turn`. */
  dropBefore(turn: number) {
    for (const [key, entry] of this.#entries) {
      if (entry.turn >= turn) continue;
      this.#entries.delete(key);
      this.#weight -= entry.weight;
    }
  }
}
