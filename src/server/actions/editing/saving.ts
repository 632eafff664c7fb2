import type { AnalysedNetwork } from '../../../analysis/analysis.ts';
import type { Known } from '../../../layers/known.ts';
import { plus } from '../../../layers/known.ts';
import { percent, short } from '../../../wording/figures.ts';
import type { Outcome } from './trial.ts';

/** What is trained, the auxiliary heads included. */
const parameters = ({ totals }: AnalysedNetwork): Known =>
  plus(totals.parameters.trainable, totals.parameters.auxiliary);
const macs = ({ totals }: AnalysedNetwork): Known => plus(totals.macs, totals.auxiliaryMacs);

/**
 * `7.20 M fewer parameters (−28 %), 1.10 G fewer MACs (−3.1 %) in GoogLeNet`: of the first network that changes,
 * and how many others do. Undefined where none does, or where that is not known.
 */
export function savingText({ networks }: Outcome): string | undefined {
  const changed = networks.filter(
    ({ before, after }) => parameters(before) !== parameters(after) || macs(before) !== macs(after),
  );
  const [first, ...others] = changed;
  if (!first) return undefined;
  const { before, after } = first;
  const parts = [
    difference(parameters(before), parameters(after), 'parameters'),
    difference(macs(before), macs(after), 'MACs'),
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return `${parts.join(', ')} in ${before.network.name}${more}`;
}

function difference(before: Known, after: Known, what: string): string | undefined {
  if (before === undefined || after === undefined) return undefined;
  const by = after - before;
  if (by === 0) return `as many ${what}`;
  const relative = before > 0 ? ` (${by > 0 ? '+' : '−'}${share(Math.abs(by) / before)})` : '';
  return `${short(Math.abs(by))} ${by > 0 ? 'more' : 'fewer'} ${what}${relative}`;
}

/** What is almost all is not told as all of it. */
const share = (part: number): string =>
  part < 1 && part >= 0.995 ? `${Math.floor(part * 10_000) / 100}\u00a0%` : percent(part);
