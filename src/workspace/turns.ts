/** Work on many files that gives way to what else there is to do: a keystroke does not wait for it. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** How much is done: of the files that are gone through now, and of all the work. */
interface Turn {
  readonly done: number;
  readonly of: number;
  /** From 0 to 1. Absent: there is nothing else to do. */
  readonly share?: number;
}

/** Gives, now and then, how much of it is done. */
export type Turns<T> = Generator<Turn, T, void>;

/** One of several passes over the files: of all the work it is what lies between two shares. */
export function* pass<T>(turns: Turns<T>, from: number, to: number): Turns<T> {
  let next = turns.next();
  while (!next.done) {
    const { done, of, share = of === 0 ? 0 : done / of } = next.value;
    yield { done, of, share: from + (to - from) * share };
    next = turns.next();
  }
  return next.value;
}

/** Without giving way. */
export function atOnce<T>(turns: Turns<T>): T {
  let next = turns.next();
  while (!next.done) next = turns.next();
  return next.value;
}

interface Manner {
  /** Whether the answer is of no use any more: the work is left then. */
  readonly isStale: () => boolean;
  /** Told some times a second. */
  readonly progress?: (turn: Turn) => void;
}

/** Milliseconds of work between two looks at what else there is. */
const longest = 25;

/** Undefined where it was left. */
export async function inTurns<T>(turns: Turns<T>, { isStale, progress }: Manner): Promise<T | undefined> {
  let begun = performance.now();
  let told = begun;
  for (let next = turns.next(); ; next = turns.next()) {
    if (next.done) return next.value;
    const now = performance.now();
    if (now - begun < longest) continue;
    if (now - told > 200) {
      progress?.(next.value);
      told = now;
    }
    await nextTurn();
    if (isStale()) return undefined;
    begun = performance.now();
  }
}
