/**
 * Random numbers that depend on nothing but what names them: (seed, epoch, image), (seed, weight's path),
 * (seed, step, layer). So a resumed run needs no saved generator to draw what the unbroken one draws.
 */

/** Full avalanche over 32 bits (triple32 of C. Wellons). */
function hash(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb);
  x = Math.imul(x ^ (x >>> 11), 0xac4c1b51);
  x = Math.imul(x ^ (x >>> 15), 0x31848bab);
  return (x ^ (x >>> 14)) >>> 0;
}

/** One 32-bit number out of several whole ones (each below 2^53); their order matters. */
export function mix(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = hash(state ^ hash(part >>> 0)) + 0x85ebca6b;
    state = hash(state ^ hash(Math.floor(part / 2 ** 32) >>> 0));
  }
  return state >>> 0;
}

/** FNV-1a over UTF-16 units, then mixed: a weight's path as a number. */
export function hashText(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return hash(state);
}

/** xoshiro128** (Blackman and Vigna, 2018), seeded by successive hashes. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    this.#a = hash(seed ^ 0x243f6a88);
    this.#b = hash(this.#a ^ 0x85a308d3);
    this.#c = hash(this.#b ^ 0x13198a2e);
    this.#d = hash(this.#c ^ 0x03707344) | 1; // never all zero
  }

  /** Uniform over 0 … 2^32 - 1. */
  next(): number {
    const scrambled = Math.imul(this.#b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.next() * 2 ** -32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** A whole number from 0 to below `count`, each as likely (by rejection, so that none is favoured). */
  below(count: number): number {
    const limit = Math.floor(2 ** 32 / count) * count;
    let drawn = this.next();
    while (drawn >= limit) drawn = this.next();
    return drawn % count;
  }

  /** Standard normal, by Box and Muller; one number a pair of draws, so that the count of draws is fixed. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** 0 … count - 1 in an order that depends on the seed alone (Fisher and Yates). */
export function permutation(count: number, seed: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  const random = new Random(seed);
  for (let index = count - 1; index > 0; index--) {
    const other = random.below(index + 1);
    const kept = order[index]!;
    order[index] = order[other]!;
    order[other] = kept;
  }
  return order;
}
