import { Mistakes } from '../../syntax/mistakes.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import type { Body } from '../../network/network.ts';
import type { AnalysedNetwork } from '../analysis.ts';
import { biasBeforeNorm } from './biasBeforeNorm.ts';
import { builtAnew } from './builtAnew.ts';
import { borderLost } from './borderLost.ts';
import { denseHeavy } from './denseHeavy.ts';
import { dropoutLast } from './dropoutLast.ts';
import { fieldBeyondInput } from './fieldBeyondInput.ts';
import { implausibleArgument } from './implausibleArgument.ts';
import { inputInLoop } from './inputInLoop.ts';
import { misalignedPaths } from './misalignedPaths.ts';
import { momentumReversed } from './momentumReversed.ts';
import type { Sources, Warning } from './evidence/reviewing.ts';
import { Reviewing } from './evidence/reviewing.ts';
import { softmaxTwice } from './softmaxTwice.ts';
import { strideSkips } from './strideSkips.ts';
import { unusedResult } from './unusedResult.ts';
import { windowBeyondInput } from './windowBeyondInput.ts';

/** What a reviewer looks for in a network that could be expanded. */
const warnings: readonly Warning[] = [
  strideSkips,
  borderLost,
  windowBeyondInput,
  fieldBeyondInput,
  biasBeforeNorm,
  momentumReversed,
  implausibleArgument,
  softmaxTwice,
  dropoutLast,
  misalignedPaths,
  inputInLoop,
  unusedResult,
  builtAnew,
  denseHeavy,
];

const reviewed = new WeakMap<AnalysedNetwork, readonly Mistake[]>();
/** Nothing was said of these, which holds wherever their text stands. */
const faultless = new WeakSet<Body['identity']>();

/**
 * What a good reviewer would say of a network: `warning` where something is most likely not meant, `hint` where it
 * is worth knowing. Each place of the source once; nothing about what is unknown. Costs grow with the number of
 * different bodies. Made once for a network.
 */
export function review(network: AnalysedNetwork, sources: Sources): readonly Mistake[] {
  const known = reviewed.get(network);
  if (known) return known;
  const { identity } = network.network.body;
  if (faultless.has(identity)) return [];
  const reviewing = new Reviewing(network, sources);
  const found = new Mistakes();
  for (const warning of warnings) for (const mistake of warning(reviewing)) found.take(mistake);
  reviewed.set(network, found.list);
  if (found.list.length === 0) faultless.add(identity);
  return found.list;
}
