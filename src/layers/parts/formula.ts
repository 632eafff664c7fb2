import type { Figure } from '../layer.ts';

/** `3·3·64·128`, multiplied out. */
export function product(...factors: readonly number[]): Figure {
  return { value: factors.reduce((total, factor) => total * factor, 1), formula: factors.join('·') };
}

/** `3·3·64·128 + 128`. Terms of value 0 are left out. */
export function sum(...terms: readonly Figure[]): Figure {
  const counted = terms.filter((term) => term.value !== 0);
  if (counted.length === 0) return { value: 0, formula: '0' };
  return {
    value: counted.reduce((total, term) => total + term.value, 0),
    formula: counted.map((term) => term.formula).join(' + '),
  };
}
