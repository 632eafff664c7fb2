/** Which steps read which: of a body, by step. */
import type { Step } from './steps.ts';
import { isOfStep } from './steps.ts';

/** By step: the steps that read its result, one an operand. */
export class Readers {
  readonly #starts: Int32Array;
  readonly #readers: Int32Array;

  constructor(steps: readonly Step[]) {
    const starts = new Int32Array(steps.length + 1);
    const each = (visit: (source: number, reader: number) => void): void =>
      steps.forEach(({ inputs }, reader) => {
        for (const source of inputs) if (isOfStep(source)) visit(source, reader);
      });
    each((source) => starts[source + 1]!++);
    for (let step = 0; step < steps.length; step++) starts[step + 1]! += starts[step]!;
    const filled = starts.slice();
    this.#readers = new Int32Array(starts[steps.length]!);
    each((source, reader) => (this.#readers[filled[source]!++] = reader));
    this.#starts = starts;
  }

  count(step: number): number {
    return (this.#starts[step + 1] ?? 0) - (this.#starts[step] ?? 0);
  }

  first(step: number): number | undefined {
    return this.count(step) === 0 ? undefined : this.#readers[this.#starts[step]!];
  }

  some(step: number, is: (reader: number) => boolean): boolean {
    const end = this.#starts[step + 1] ?? 0;
    for (let at = this.#starts[step] ?? 0; at < end; at++) if (is(this.#readers[at]!)) return true;
    return false;
  }
}
