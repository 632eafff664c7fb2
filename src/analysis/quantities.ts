/** How what `expect` can be told about is measured and said: one entry each, of which everything else is made. */
import type { Known } from '../layers/known.ts';
import { plus } from '../layers/known.ts';
import { dimensions, shapeText } from '../layers/shape.ts';
import type { Expectation } from '../network/network.ts';
import type { Quantity } from '../network/quantities.ts';
import { exact, fieldSize, shapeOnScreen } from '../wording/figures.ts';
import type { Totals } from './analysis.ts';

type Expected = number | readonly number[];

interface MeasuredQuantity {
  /** In a sentence, for hover and completion. */
  readonly documentation: string;
  /** What it is: a number, or the numbers of its dimensions. Undefined where it is not known, or no number (global). */
  readonly measure: (totals: Totals) => Known<Expected>;
  /** The beginning of a sentence about a network, up to what was expected: `LeNet has 44,426 parameters`. */
  readonly said: (network: string, totals: Totals) => string;
  /** What people most likely counted instead, who expected that number. */
  readonly otherCount?: (expected: number, totals: Totals) => string | undefined;
  /** As an editor shows it. Undefined where it is not known. */
  readonly shown: (totals: Totals) => string | undefined;
  /** As the samples write it: `25_557_032`, `28x28x256`, `[1000]`. Undefined where `measure` is. */
  readonly written: (totals: Totals) => string | undefined;
}

/** A quantity that is a count. `said`: with `#` for the count. */
function counted(
  documentation: string,
  measure: (totals: Totals) => Known,
  said: (network: string, count: Known) => string,
  otherCount?: MeasuredQuantity['otherCount'],
): MeasuredQuantity {
  const known = (totals: Totals, text: (value: number) => string): string | undefined => {
    const value = measure(totals);
    return value === undefined ? undefined : text(value);
  };
  return {
    documentation,
    measure,
    said: (network, totals) => said(network, measure(totals)).replace('#', exact(measure(totals))),
    otherCount,
    shown: (totals) => known(totals, exact),
    written: (totals) => known(totals, (value) => value.toLocaleString('en-US').replaceAll(',', '_')),
  };
}

/** Of both dimensions; undefined where there is none, or no number. */
const fieldSides = ({ receptiveField: field }: Totals): readonly [number, number] | undefined =>
  field === undefined || field === 'global' ? undefined : field.size;

const sides = (
  size: readonly [number, number] | undefined,
  unequal: (height: number, width: number) => string,
): string | undefined => size && (size[0] === size[1] ? String(size[0]) : unequal(...size));

export const measuredQuantities: Readonly<Record<Quantity, MeasuredQuantity>> = {
  params: counted(
    'Trainable parameters, the auxiliaries’ left out.',
    ({ parameters }) => parameters.trainable,
    (network) => `${network} has # parameters`,
    // Other frameworks count what is not trained among the parameters: Keras's `count_params`.
    (expected, { parameters: { trainable, nonTrainable } }) =>
      nonTrainable && expected === plus(trainable, nonTrainable)
        ? `with the ${exact(nonTrainable)} that are not trained it would be`
        : undefined,
  ),
  macs: counted(
    'Multiply-accumulates of convolutions and dense layers, for one image.',
    ({ macs }) => macs,
    (network) => `${network} takes # multiply-accumulates`,
  ),
  memory: counted(
    'Bytes of every layer’s output, float32, for one image.',
    ({ memory }) => memory.forward,
    (network) => `The activations of ${network} take # bytes`,
  ),
  receptive_field: {
    documentation: 'Of the last value before the first global layer, in pixels.',
    measure: fieldSides,
    said: (network, totals) =>
      `The receptive field of ${network} is ${sides(fieldSides(totals), (height, width) => `${height}x${width}`)}`,
    shown: ({ receptiveField: field }) => (field === undefined ? undefined : fieldSize(field)),
    written: (totals) => sides(fieldSides(totals), (height, width) => `[${height}, ${width}]`),
  },
  depth: counted(
    'Convolutions and dense layers on the longest path.',
    ({ depth }) => depth,
    (network, depth) => `${network} is # ${depth === 1 ? 'layer' : 'layers'} deep`,
  ),
  output: {
    documentation: 'The output’s shape: `expect output 28x28x256`.',
    measure: ({ output }) => output && dimensions(output),
    said: (network, { output }) => `The output of ${network} is ${output && shapeText(output)}`,
    shown: ({ output }) => output && shapeOnScreen(dimensions(output)),
    written: ({ output }) => {
      const numbers = output && dimensions(output);
      return numbers && numbers.length > 1 ? numbers.join('x') : numbers && `[${numbers.join(', ')}]`;
    },
  },
};

/** Whether what was measured is as expected. A number that is expected of several is expected of each. */
export function holds(measured: Expected, operator: Expectation['operator'], expected: Expected): boolean {
  const numbers = typeof measured === 'number' ? [measured] : measured;
  const others = typeof expected === 'number' ? numbers.map(() => expected) : expected;
  if (operator === '!=') return !holds(measured, '==', expected);
  return (
    numbers.length === others.length && numbers.every((number, at) => compare(number, operator, others[at]!))
  );
}

function compare(measured: number, operator: Expectation['operator'], expected: number): boolean {
  switch (operator) {
    case '==':
      return measured === expected;
    case '!=':
      return measured !== expected;
    case '<':
      return measured < expected;
    case '<=':
      return measured <= expected;
    case '>':
      return measured > expected;
    case '>=':
      return measured >= expected;
  }
}
