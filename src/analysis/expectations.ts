import type { Expectation } from '../network/network.ts';
import type { Totals } from './analysis.ts';
import { holds, measuredQuantities } from './quantities.ts';
import type { Mistake } from '../syntax/mistakes.ts';
import { mistakeOf } from '../syntax/mistakes.ts';
import { exact } from '../wording/figures.ts';

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
      : [mistakeOf({ code: 'expect-failed', message, location: expectation.location })];
  });
}

function failure(
  name: string,
  { quantity, operator, value }: Expectation,
  totals: Totals,
): string | undefined {
  const { measure, said, otherCount } = measuredQuantities[quantity];
  const measured = measure(totals);
  if (value === undefined || measured === undefined || holds(measured, operator, value)) return undefined;
  const expected = typeof value === 'number' ? exact(value) : dimensionsText(value);
  const wanted = operator === '==' ? expected : `${operator} ${expected}`;
  const told = `${said(name, totals)}, not ${wanted}`;
  if (typeof measured !== 'number' || typeof value !== 'number') return `${told}.`;
  const other = operator === '==' ? otherCount?.(value, totals) : undefined;
  if (other !== undefined) return `${told}; ${other}.`;
  const difference = measured - value;
  const by = ` (${exact(Math.abs(difference))} ${difference > 0 ? 'more' : 'fewer'})`;
  return `${told}${difference === 0 ? '' : by}.`;
}

/** No shape has more; of a list of thousands the beginning tells enough. */
const mostDimensions = 8;

function dimensionsText(value: readonly number[]): string {
  const more = value.length > mostDimensions ? 'x…' : '';
  return value.slice(0, mostDimensions).join('x') + more;
}
