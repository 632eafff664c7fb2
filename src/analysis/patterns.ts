/**
 * What the units along one axis of a feature map see of a picture's rows (or columns), from the first to the last.
 * It repeats: `period` units further on the same is seen `shift` rows further down. As the published figures do, this
 * knows no borders: what lies outside the picture counts, and units before the first and behind the last go on alike.
 */
export interface Pattern {
  readonly period: number;
  readonly shift: number;
  /** By unit, from 0 to before `period`; of a unit that sees nothing Infinity. */
  readonly first: readonly number[];
  /** -Infinity of a unit that sees nothing. */
  readonly last: readonly number[];
  /** Each unit sees something, and none begins or ends before one before it: so intervals of units are their ends. */
  readonly regular: boolean;
  /** Each unit sees every row from its first to its last. */
  readonly solid: boolean;
}

/**
 * How a layer's units lie on its input's, before those are traced on: each sees `counts` units from `starts` on, every
 * `step`-th. Repeats as a pattern does.
 */
export interface StepPattern {
  readonly period: number;
  readonly shift: number;
  readonly starts: readonly number[];
  readonly counts: readonly number[];
  readonly step: number;
}

/** A longer period than this is not followed: periods multiply. */
export const longestPeriod = 512;

export const eachItself: Pattern = {
  period: 1,
  shift: 1,
  first: [0],
  last: [0],
  regular: true,
  solid: true,
};

/** All units see the same. */
export const allAlike = (first: number, last: number): Pattern => ({
  period: 1,
  shift: 0,
  first: [first],
  last: [last],
  regular: first <= last,
  solid: first <= last,
});

export function commonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

export function firstSeen({ period, shift, first }: Pattern, unit: number): number {
  if (period === 1) return first[0]! + unit * shift;
  const turn = Math.floor(unit / period);
  return first[unit - turn * period]! + turn * shift;
}

export function lastSeen({ period, shift, last }: Pattern, unit: number): number {
  if (period === 1) return last[0]! + unit * shift;
  const turn = Math.floor(unit / period);
  return last[unit - turn * period]! + turn * shift;
}

/** How far the rows of neighbouring units lie apart, in the mean. */
export const jumpOf = ({ period, shift }: Pattern): number => shift / period;

export const isAsSteep = (a: Pattern, b: Pattern): boolean => a.shift * b.period === b.shift * a.period;

/** Twice the row in the middle of what the first unit sees, in the mean over all units; undefined where none sees any. */
export function middleOf(pattern: Pattern): number | undefined {
  const { period, first, last } = pattern;
  const jump = jumpOf(pattern);
  let sum = 0;
  let count = 0;
  for (let unit = 0; unit < period; unit++) {
    if (first[unit]! > last[unit]!) continue;
    sum += first[unit]! + last[unit]! - 2 * unit * jump;
    count++;
  }
  return count === 0 ? undefined : sum / count;
}

/** What a layer's units see, the units of whose input see `outer`; undefined where the period becomes too long. */
export function traced(outer: Pattern, step: StepPattern): Pattern | undefined {
  const { starts, counts, step: apart } = step;
  if (outer.period === 1 && step.period === 1 && outer.regular && counts[0]! > 0) {
    const [start, end] = [starts[0]!, starts[0]! + (counts[0]! - 1) * apart];
    return {
      period: 1,
      shift: step.shift * outer.shift,
      first: [outer.first[0]! + start * outer.shift],
      last: [outer.last[0]! + end * outer.shift],
      regular: true,
      solid: outer.solid && (counts[0] === 1 || abuts(outer, apart)),
    };
  }
  const turns = outer.period / commonDivisor(outer.period, step.shift);
  const period = turns * step.period;
  if (period > longestPeriod) return undefined;
  const shift = ((turns * step.shift) / outer.period) * outer.shift;
  const first: number[] = [];
  const last: number[] = [];
  // After so many units of one, the first is seen again, further down.
  const cycle = outer.period / commonDivisor(outer.period, apart);
  const reachesOn = outer.solid && outer.regular && abuts(outer, apart);
  let solid = true;
  for (let turn = 0; turn < turns; turn++) {
    for (let unit = 0; unit < step.period; unit++) {
      const count = counts[unit]!;
      const start = starts[unit]! + turn * step.shift;
      const end = start + (count - 1) * apart;
      solid &&= count === 1 ? outer.solid : count > 1 && reachesOn;
      if (count > 0 && outer.regular) {
        first.push(firstSeen(outer, start));
        last.push(lastSeen(outer, end));
        continue;
      }
      let [least, most] = [Infinity, -Infinity];
      for (let index = 0; index < Math.min(count, cycle); index++) {
        least = Math.min(least, firstSeen(outer, start + index * apart));
        most = Math.max(most, lastSeen(outer, end - index * apart));
      }
      first.push(least);
      last.push(most);
    }
  }
  return pattern(period, shift, first, last, solid);
}

/** What is seen through `inner` of what sees `outer`; undefined where the period becomes too long, `holes` as below. */
export function composed(outer: Pattern, inner: Pattern): Pattern | 'holes' | undefined {
  if (outer === eachItself) return inner;
  if (inner === eachItself) return outer;
  // Which units between the first and the last are seen is not kept, and matters only there.
  if (!outer.regular && !inner.solid) return 'holes';
  const { period, shift, first, last, solid } = inner;
  const counts = first.map((start, unit) => Math.max(0, last[unit]! - start + 1));
  const made = traced(outer, { period, shift, starts: first, counts, step: 1 });
  return made && !solid && made.solid ? { ...made, solid: false } : made;
}

/** What two patterns see together that are equally steep; undefined where the period becomes too long. */
export function together(a: Pattern, b: Pattern): Pattern | undefined {
  if (a === b) return a;
  const period = (a.period / commonDivisor(a.period, b.period)) * b.period;
  if (period > longestPeriod) return undefined;
  const first: number[] = [];
  const last: number[] = [];
  let solid = a.solid && b.solid;
  let isFirstAlone = true;
  for (let unit = 0; unit < period; unit++) {
    const [firstOfA, lastOfA] = [firstSeen(a, unit), lastSeen(a, unit)];
    const [firstOfB, lastOfB] = [firstSeen(b, unit), lastSeen(b, unit)];
    solid &&= firstOfA <= lastOfB + 1 && firstOfB <= lastOfA + 1;
    isFirstAlone &&= firstOfB >= firstOfA && lastOfB <= lastOfA;
    first.push(Math.min(firstOfA, firstOfB));
    last.push(Math.max(lastOfA, lastOfB));
  }
  // Most often one sees all that the other does, and is the same as before.
  if (isFirstAlone && a.solid === solid) return a;
  return pattern(period, (period / a.period) * a.shift, first, last, solid);
}

function pattern(
  period: number,
  shift: number,
  first: readonly number[],
  last: readonly number[],
  solid: boolean,
): Pattern {
  let regular = true;
  for (let unit = 0; unit < period; unit++) {
    const [nextFirst, nextLast] =
      unit + 1 < period ? [first[unit + 1]!, last[unit + 1]!] : [first[0]! + shift, last[0]! + shift];
    regular &&= first[unit]! <= last[unit]! && first[unit]! <= nextFirst && last[unit]! <= nextLast;
  }
  return shortened({ period, shift, first, last, regular, solid });
}

/** With the shortest period that it has. */
function shortened(made: Pattern): Pattern {
  let { period, shift } = made;
  const { first, last } = made;
  for (let factor = 2; factor <= period; factor++) {
    while (period % factor === 0 && shift % factor === 0) {
      const [part, rows] = [period / factor, shift / factor];
      let repeats = true;
      for (let unit = part; unit < period && repeats; unit++) {
        repeats = first[unit] === first[unit - part]! + rows && last[unit] === last[unit - part]! + rows;
      }
      if (!repeats) break;
      [period, shift] = [part, rows];
    }
  }
  if (period === made.period) return made;
  return { ...made, period, shift, first: first.slice(0, period), last: last.slice(0, period) };
}

/** Whether each unit's rows begin at the latest behind those of the one `apart` before. */
function abuts(seen: Pattern, apart: number): boolean {
  for (let unit = 0; unit < seen.period; unit++) {
    if (firstSeen(seen, unit + apart) > lastSeen(seen, unit) + 1) return false;
  }
  return true;
}
