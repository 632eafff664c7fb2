import type { ExpandedNetwork } from '../network/network.ts';
import type { AnalysedNetwork } from './analysis.ts';
import { analyseBody } from './bodies.ts';
import { failedExpectations } from './expectations.ts';
import { totalsOf } from './totals.ts';

const analysed = new WeakMap<ExpandedNetwork, AnalysedNetwork>();

/** Analyses an expanded network, once. Costs grow with the number of different bodies, not of layers. */
export function analyse(network: ExpandedNetwork): AnalysedNetwork {
  const known = analysed.get(network);
  if (known) return known;
  const totals = totalsOf(network);
  const made: AnalysedNetwork = {
    network,
    root: analyseBody(network.body),
    totals,
    mistakes: failedExpectations(network.name, network.expectations, totals),
  };
  analysed.set(network, made);
  return made;
}
