import type { AnalysedNetwork } from '../../../analysis/analysis.ts';
import type { Known } from '../../../layers/known.ts';
import { dimensions } from '../../../layers/shape.ts';
import type { Expectation } from '../../../network/network.ts';
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
    const measured = expectation && measuredText(analysed, expectation);
    if (measured === undefined) continue;
    const { start, end } = statement.value.range;
    return {
      title: `Expect what is measured: ${measured}`,
      changes: [{ uri: parsed.file.uri, start, end, text: measured }],
    };
  }
  return undefined;
}

/** As the samples write it: `25_557_032`, `28x28x256`, `[1000]`. */
function measuredText({ totals }: AnalysedNetwork, { quantity }: Expectation): string | undefined {
  const grouped = (value: Known): string | undefined => value?.toLocaleString('en-US').replaceAll(',', '_');
  switch (quantity) {
    case 'params':
      return grouped(totals.parameters.trainable);
    case 'macs':
      return grouped(totals.macs);
    case 'memory':
      return grouped(totals.memory.forward);
    case 'depth':
      return totals.depth === undefined ? undefined : String(totals.depth);
    case 'receptive_field': {
      const field = totals.receptiveField;
      if (field === undefined || field === 'global') return undefined;
      const [height, width] = field.size;
      return height === width ? String(height) : `[${height}, ${width}]`;
    }
    case 'output': {
      if (!totals.output) return undefined;
      const sides = dimensions(totals.output);
      return sides.length > 1 ? sides.join('x') : `[${sides.join(', ')}]`;
    }
  }
}
