import { onceForAlike } from './evidence/facts.ts';
import type { ReviewedLayer, Reviewing } from './evidence/reviewing.ts';
import { argumentAt } from './evidence/written.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

/** Nobody lets one batch outweigh all before it. */
const largestShare = 0.5;

/**
 * A batch norm's momentum in TensorFlow's convention, the share of what is kept: there 0.99 is what is 0.01 here. It
 * trains as it should, and is wrong when it is evaluated.
 */
export function momentumReversed(reviewing: Reviewing): readonly Mistake[] {
  const found: Mistake[] = [];
  for (const body of reviewing.bodies) {
    for (const { index, momentum } of reversedIn(body)) {
      const layer = reviewing.layer(body, body.nodes[index]!);
      if (layer) found.push(told(reviewing, layer, momentum));
    }
  }
  return found;
}

const reversedIn = onceForAlike(({ nodes }, { norms }) =>
  norms.flatMap((index) => {
    const node = nodes[index]!;
    const momentum = node.kind === 'layer' ? node.arguments?.['momentum'] : undefined;
    const isReversed = typeof momentum === 'number' && momentum > largestShare && momentum < 1;
    return isReversed ? [{ index, momentum }] : [];
  }),
);

function told(reviewing: Reviewing, { body, node }: ReviewedLayer, momentum: number): Mistake {
  const argument = argumentAt(reviewing.sources, node.location, 'momentum');
  const kept = String(Number((1 - momentum).toPrecision(6)));
  const fix =
    argument?.value.kind === 'number'
      ? { title: `Write momentum: ${kept}`, range: argument.value.range, text: kept }
      : undefined;
  return mistakeOf({
    code: 'momentum-reversed',
    message:
      `${node.layer.name}'s momentum is the share of the new batch: with ${momentum} the running statistics are ` +
      `little more than those of the last batch. TensorFlow's ${momentum} is ${kept} here.`,
    location: argument?.whole ?? node.location,
    chain: reviewing.chainTo(body),
    fixes: fix ? [fix] : [],
  });
}
