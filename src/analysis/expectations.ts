import type { Known } from '../layers/known.ts';
import { plus } from '../layers/known.ts';
import { shapeText, dimensions } from '../layers/shape.ts';
import type { Expectation } from '../network/network.ts';
import type { Totals } from './analysis.ts';
import type { Mistake } from '../syntax/mistakes.ts';
import { mistakeOf } from '../syntax/mistakes.ts';

const digits = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
const exact = (value: number) => digits.format(value);

/** The network's expectations that do not hold, with what was measured. Those that can't be measured are passed over. */
export function failedExpectations(
  name: string,
  expectations: readonly Expectation[],
  totals: Totals,
): Mistake[] {
  return expectations.flatMap((expectation) => {
    const message = failure(name, expectation, totals);
    return message === undefined
      ? []
      : [
          mistakeOf({
            code: 'expect-failed',
            message,
            location: expectation.location,
          }),
        ];
  });
}

function failure(
  name: string,
  { quantity, operator, value }: Expectation,
  totals: Totals,
): string | undefined {
  if (value === undefined) return undefined;
  switch (quantity) {
    case 'output': {
      if (!totals.output) return undefined;
      const measured = dimensions(totals.output);
      const list = typeof value === 'number' ? [value] : value;
      const equal = list.length === measured.length && list.every((side, axis) => side === measured[axis]);
      if (equal === (operator === '==')) return undefined;
      return `The output of ${name} is ${shapeText(totals.output)}, not ${wanted()}.`;
    }
    case 'receptive_field': {
      const field = totals.receptiveField;
      if (field === undefined || field === 'global') return undefined;
      const [height, width] = field.size;
      const expectedSides = typeof value === 'number' ? [value, value] : value;
      const holds =
        operator === '!='
          ? height !== expectedSides[0] || width !== expectedSides[1]
          : expectedSides.length === 2 &&
            field.size.every((side, axis) => compare(side, operator, expectedSides[axis]!));
      if (holds) return undefined;
      const measured = height === width ? `${height}` : `${height}x${width}`;
      return `The receptive field of ${name} is ${measured}, not ${wanted()}.`;
    }
    case 'params':
      return numberFailure(`${name} has # parameters`, totals.parameters.trainable, withUntrained());
    case 'macs':
      return numberFailure(`${name} takes # multiply-accumulates`, totals.macs);
    case 'memory':
      return numberFailure(`The activations of ${name} take # bytes`, totals.memory.forward);
    case 'depth':
      return numberFailure(`${name} is # ${totals.depth === 1 ? 'layer' : 'layers'} deep`, totals.depth);
  }

  function wanted(): string {
    const expected = typeof value === 'number' ? exact(value) : sidesText(value!);
    return operator === '==' ? expected : `${operator} ${expected}`;
  }

  /** Other frameworks count what is not trained among the parameters: Keras's `count_params`. */
  function withUntrained(): string | undefined {
    const { trainable, nonTrainable } = totals.parameters;
    if (operator !== '==' || !nonTrainable || value !== plus(trainable, nonTrainable)) return undefined;
    return `with the ${exact(nonTrainable)} that are not trained it would be`;
  }

  function numberFailure(sentence: string, measured: Known, because?: string): string | undefined {
    if (measured === undefined || typeof value !== 'number' || compare(measured, operator, value))
      return undefined;
    const difference = measured - value;
    const by =
      difference === 0 ? '' : ` (${exact(Math.abs(difference))} ${difference > 0 ? 'more' : 'fewer'})`;
    return `${sentence.replace('#', exact(measured))}, not ${wanted()}${because ? `; ${because}` : by}.`;
  }
}

/** Of a list of the source, which may hold very many. */
const sidesText = (sides: readonly number[]): string =>
  sides.length > mostSides ? `${sides.slice(0, mostSides).join('x')}x…` : sides.join('x');

const mostSides = 8;

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
