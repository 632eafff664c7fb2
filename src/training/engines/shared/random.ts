/**
 * Counter-based random numbers: number i of a seed is a hash of both, so that every engine gives the same
 * ones, in any order, with no state to save. The hash is C. Wellons's triple32 (full avalanche over 32 bits).
 */

function hash(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb);
  x = Math.imul(x ^ (x >>> 11), 0xac4c1b51);
  x = Math.imul(x ^ (x >>> 15), 0x31848bab);
  return x ^ (x >>> 14);
}

/** Fills `target` with numbers in [0, 1), multiples of 2^-24. `seed` is any whole number up to 2^53. */
export function fillUniform(target: Float32Array, seed: number): void {
  const low = hash((seed >>> 0) ^ 0x9e3779b9);
  const key = hash(low ^ hash(Math.floor(seed / 2 ** 32) | 0));
  for (let index = 0; index < target.length; index++) {
    let x = (index ^ low) | 0;
    x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb);
    x = Math.imul(x ^ (x >>> 11), 0xac4c1b51);
    x = Math.imul((x ^ (x >>> 15)) + key, 0x31848bab);
    x ^= x >>> 14;
    target[index] = (x >>> 8) * 2 ** -24;
  }
}
