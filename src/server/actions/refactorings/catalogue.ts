import { bottleneck } from './bottleneck.ts';
import { convolutionAt, declaredBlock } from '../editing/convolutions.ts';
import { rowAndColumn, stackOfThree } from './convolutionStack.ts';
import { extractBlock } from './extractBlock.ts';
import { kindOf } from '../editing/following.ts';
import { globalPooling } from './globalPooling.ts';
import { inlineBlock } from './inlineBlock.ts';
import type { StepPlace } from '../editing/places.ts';
import { stepsAt } from '../editing/places.ts';
import type { Offer, RefactoringKind, Site } from '../editing/site.ts';

/** All that can be done to what is selected. Each is tried out, which takes about as long as a keystroke. */
export function refactorings(site: Site, wanted: ReadonlySet<RefactoringKind>): readonly Offer[] {
  const offers: (Offer | undefined)[] = [];
  const { file } = site.understanding.parsed;
  const { start, end } = site.selection;
  // A number in a call means the call.
  const innermost = stepsAt(file, start).find(
    ({ expression }) =>
      kindOf(site, expression) !== undefined || declaredBlock(site, expression) !== undefined,
  );
  // A selection that goes beyond the step is about something larger.
  const place = innermost && innermost.range.end >= end ? innermost : undefined;
  if (place && wanted.has('rewrite')) offers.push(...rewritings(site, place));
  if (place && wanted.has('inline')) offers.push(inlineBlock(site, place));
  if (end > start && wanted.has('extract')) offers.push(extractBlock(site));
  return offers.filter((offer) => offer !== undefined);
}

function rewritings(site: Site, place: StepPlace): (Offer | undefined)[] {
  const convolution = convolutionAt(site, place);
  if (!convolution) return [globalPooling(site, place)];
  return [stackOfThree, rowAndColumn, bottleneck].map((refactoring) => refactoring(site, convolution));
}
