import { measuredQuantities } from '../../../analysis/quantities.ts';
import type { Change } from '../editing/site.ts';
import { statementAt } from '../editing/places.ts';
import type { Understanding } from '../../../workspace/understanding.ts';
import type { Mistake } from '../../../syntax/mistakes.ts';

/**
 * What a failed `expect … ==` would have to say. Bounds are left alone: what should be below or above something is its
 * author's to decide.
 */
export function measuredFix(
  { parsed, networks }: Pick<Understanding, 'parsed' | 'networks'>,
  { code, location }: Mistake,
): { readonly title: string; readonly changes: readonly Change[] } | undefined {
  if (code !== 'expect-failed') return undefined;
  const statement = statementAt(parsed.file, location.start)?.statement;
  if (statement?.kind !== 'expect' || statement.operator !== '==') return undefined;
  for (const analysed of networks) {
    const expectation = analysed.network.expectations.find(
      (each) => each.location.start === location.start && each.location.end === location.end,
    );
    const measured = expectation && measuredQuantities[expectation.quantity].written(analysed.totals);
    if (measured === undefined) continue;
    const { start, end } = statement.value.range;
    return {
      title: `Expect what is measured: ${measured}`,
      changes: [{ uri: parsed.file.uri, start, end, text: measured }],
    };
  }
  return undefined;
}
