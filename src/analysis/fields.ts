import type { Known } from '../layers/known.ts';
import type { Pair } from '../layers/tensorOps.ts';
import type { Field, Lost, UnitsSeen } from './analysis.ts';
import { alongAxis, isSquare } from './fieldSteps.ts';
import type { WindowedStep } from './fieldSteps.ts';
import type { Pattern } from './patterns.ts';
import {
  allAlike,
  composed,
  eachItself,
  firstSeen,
  isAsSteep,
  jumpOf,
  lastSeen,
  middleOf,
  together,
  traced,
} from './patterns.ts';

/**
 * What each unit of a value sees of another value, along each axis by itself: windows that slide, share or repeat never
 * make one axis depend on the other.
 */
export interface Paths {
  /**
   * Along height and width: a pattern for the paths of one jump each. Of paths of different jumps neighbours drift
   * apart, so that they repeat together nowhere.
   */
  readonly axes: readonly [readonly Pattern[], readonly Pattern[]];
  /** How many units there are; undefined where the shape is not known. */
  readonly units: Pair | undefined;
  /** Paths of different middle or jump were merged. */
  readonly misaligned: boolean;
}

/** Paths of more different jumps are not followed. */
const mostPatterns = 6;

const itself: Paths['axes'] = [[eachItself], [eachItself]];

/** Of a value that is looked at itself. */
export const ownUnits = (units: Pair | undefined): Paths => ({ axes: itself, units, misaligned: false });

type Axis = readonly Pattern[];
type Made = Axis | Lost;

function bothAxes(
  paths: Paths,
  isAlike: boolean,
  make: (patterns: Axis, axis: 0 | 1) => Made,
  units = paths.units,
): Paths | Lost {
  const [down, across] = paths.axes;
  const vertical = make(down, 0);
  if (typeof vertical === 'string') return vertical;
  // Most pictures and windows are square, and one list then serves both axes.
  const horizontal = isAlike && down === across ? vertical : make(across, 1);
  if (typeof horizontal === 'string') return horizontal;
  return { axes: [vertical, horizontal], units, misaligned: paths.misaligned };
}

/** Of a layer's output, from those of its input. */
export function stepped(paths: Paths, step: WindowedStep, units: Pair | undefined): Paths | Lost {
  return bothAxes(
    paths,
    isSquare(step),
    (patterns, axis) => {
      const along = alongAxis(step, axis);
      if (!along) return 'long';
      const [only, ...others] = patterns;
      if (others.length > 0 || !only) return each(patterns, (pattern) => traced(pattern, along));
      const made = traced(only, along);
      return made ? [made] : 'long';
    },
    units,
  );
}

/** Of a value that is stretched along some axes: each of its new units sees what all of its units saw. */
export function stretched(paths: Paths, along: readonly [boolean, boolean], units: Pair): Paths | Lost {
  return bothAxes(
    paths,
    along[0] === along[1],
    (patterns, axis) => {
      if (!along[axis]) return patterns;
      const range = rangeOf(patterns, paths.units?.[axis]);
      return range ? [allAlike(range.least, range.most)] : 'long';
    },
    units,
  );
}

/** What is seen through `inner` of what sees `outer`. */
export function through(outer: Paths, inner: Paths): Paths | Lost {
  if (outer.axes === itself)
    return outer.misaligned === inner.misaligned ? inner : { ...inner, misaligned: true };
  const misaligned = outer.misaligned || inner.misaligned;
  const isAlike = inner.axes[0] === inner.axes[1];
  return bothAxes(
    { ...outer, misaligned },
    isAlike,
    (patterns, axis) => {
      const made: Pattern[] = [];
      for (const second of inner.axes[axis]) {
        for (const first of patterns) {
          const one = composed(first, second);
          if (one === 'holes') return one;
          if (!one || !add(made, one)) return 'long';
        }
      }
      return made;
    },
    inner.units,
  );
}

/** Of paths that meet. */
export function merged(a: Paths, b: Paths): Paths | Lost {
  if (a === b) return a;
  // Values that are laid out from maps of different sizes lie at no common positions.
  if (a.units && b.units && (a.units[0] !== b.units[0] || a.units[1] !== b.units[1])) return 'scattered';
  const apart = ([0, 1] as const).some((axis) => areApart(a.axes[axis], b.axes[axis]));
  const misaligned = a.misaligned || b.misaligned || apart;
  const isAlike = b.axes[0] === b.axes[1];
  const made = bothAxes(a, isAlike, (patterns, axis) => {
    const met = [...patterns];
    for (const other of b.axes[axis]) if (!add(met, other)) return 'long';
    return met.every((pattern, index) => pattern === patterns[index]) ? patterns : met;
  });
  if (typeof made === 'string') return made;
  const isSame = made.axes[0] === a.axes[0] && made.axes[1] === a.axes[1] && misaligned === a.misaligned;
  return isSame ? a : { ...made, units: a.units ?? b.units, misaligned };
}

function each(patterns: Axis, make: (pattern: Pattern) => Pattern | undefined): Made {
  const made: Pattern[] = [];
  for (const pattern of patterns) {
    const one = make(pattern);
    if (!one || !add(made, one)) return 'long';
  }
  return made;
}

/** Adds a pattern to those that are less or more steep; false where it can't be. */
function add(patterns: Pattern[], one: Pattern): boolean {
  const index = patterns.findIndex((other) => isAsSteep(other, one));
  if (index === -1) return patterns.push(one) <= mostPatterns;
  const met = together(patterns[index]!, one);
  if (!met) return false;
  patterns[index] = met;
  return true;
}

const areApart = (a: Axis, b: Axis) =>
  a !== b &&
  (a.length > 1 || b.length > 1 || !isAsSteep(a[0]!, b[0]!) || differ(middleOf(a[0]!), middleOf(b[0]!)));

export const differ = (a: number | undefined, b: number | undefined) =>
  a !== undefined && b !== undefined && Math.abs(a - b) > 1e-6;

/** How many numbers are held for units that are not alike. */
export const sizeOf = ({ axes: [down, across] }: Paths): number =>
  down === across ? unitsIn(down) : unitsIn(down) + unitsIn(across);

const unitsIn = (patterns: Axis) =>
  patterns.reduce((sum, { period }) => sum + (period === 1 ? 0 : period), 0);

/** The jump along an axis; undefined where paths of different jumps meet. */
export const jumpAlong = ({ axes }: Paths, axis: 0 | 1): number | undefined =>
  axes[axis].length === 1 ? jumpOf(axes[axis][0]!) : undefined;

/** Twice the row (column) in the middle of what the first unit sees, in the mean. */
export const middleAlong = ({ axes }: Paths, axis: 0 | 1): number | undefined =>
  axes[axis].length === 1 ? middleOf(axes[axis][0]!) : undefined;

/** More units than these are not looked at one by one. */
const mostUnits = 20_000;

/** How far units see: `count` of them, or as many as there are kinds; undefined where these are too many to look at. */
function lookAt(
  patterns: Axis,
  count: number | undefined,
  look: (first: number, last: number, unit: number) => void,
) {
  const period = patterns.length === 1 ? patterns[0]!.period : Infinity;
  const kinds = Math.min(period, count ?? Infinity);
  if (kinds > mostUnits) return false;
  for (let unit = 0; unit < kinds; unit++) {
    look(firstOf(patterns, unit), lastOf(patterns, unit), unit);
  }
  return true;
}

const firstOf = (patterns: Axis, unit: number) =>
  patterns.reduce((least, pattern) => Math.min(least, firstSeen(pattern, unit)), Infinity);
const lastOf = (patterns: Axis, unit: number) =>
  patterns.reduce((most, pattern) => Math.max(most, lastSeen(pattern, unit)), -Infinity);

/** From where to where all units see; undefined where none sees anything, or that is not known. */
function rangeOf(patterns: Axis, count: number | undefined) {
  if (count === undefined) return undefined;
  let [least, most] = [Infinity, -Infinity];
  for (const pattern of patterns) {
    // Those of the first and of the last period reach furthest.
    const { period } = pattern;
    for (let unit = 0; unit < Math.min(period, count); unit++) {
      least = Math.min(least, firstSeen(pattern, unit));
      most = Math.max(most, lastSeen(pattern, count - 1 - unit));
    }
  }
  return least <= most ? { least, most } : undefined;
}

const toldOf = new WeakMap<Paths, { readonly field: Field | undefined }>();

/** As others see it; undefined where its units are too many to be told. */
export function told(paths: Paths): Known<Field> {
  const before = toldOf.get(paths);
  if (before) return before.field;
  const field = tell(paths);
  toldOf.set(paths, { field });
  return field;
}

interface ToldAxis {
  readonly largest: number;
  readonly smallest: number;
  readonly jump: number;
  readonly padding: number;
}

function tell({ axes, units, misaligned }: Paths): Known<Field> {
  const vertical = tellAxis(axes[0], units?.[0]);
  const isAlike = axes[0] === axes[1] && units?.[0] === units?.[1];
  const horizontal = isAlike ? vertical : tellAxis(axes[1], units?.[1]);
  if (!vertical || !horizontal) return undefined;
  const pair = (key: keyof ToldAxis): Pair => [vertical[key], horizontal[key]];
  const field: Field = {
    size: pair('largest'),
    stride: pair('jump'),
    padding: pair('padding'),
    misaligned,
  };
  const [smallest, size] = [pair('smallest'), field.size];
  const differs = smallest[0] !== size[0] || smallest[1] !== size[1];
  const isUneven = axes.some((patterns) => patterns.length > 1 || patterns[0]!.period > 1);
  return {
    ...field,
    ...(differs && { smallest }),
    ...(isUneven && { seen: [axes[0].map(unitsSeen), axes[1].map(unitsSeen)] }),
  };
}

const unitsSeen = ({ period, shift, first, last }: Pattern): UnitsSeen => ({
  period,
  shift,
  // What a unit that sees nothing sees, as JSON has it, too.
  units: first.map((start, unit) => (start <= last[unit]! ? [start, last[unit]!] : null)),
});

function tellAxis(patterns: Axis, count: number | undefined): ToldAxis | undefined {
  let [largest, smallest] = [0, Infinity];
  let padding: number | undefined;
  let widest = patterns[0]!;
  const jump = () => jumpOf(widest);
  const isTold = lookAt(patterns, count, (first, last, unit) => {
    const size = Math.max(0, last - first + 1);
    smallest = Math.min(smallest, size);
    if (size > largest) {
      largest = size;
      widest = patterns.reduce(
        (most, each) => (spanAt(each, unit) > spanAt(most, unit) ? each : most),
        patterns[0]!,
      );
    }
    if (size > 0) padding ??= Math.floor(unit * jump()) - first;
  });
  if (!isTold) return undefined;
  return { largest, smallest, jump: jump(), padding: (padding ?? 0) + 0 };
}

const spanAt = (pattern: Pattern, unit: number) => lastSeen(pattern, unit) - firstSeen(pattern, unit);
