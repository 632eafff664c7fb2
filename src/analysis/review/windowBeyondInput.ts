import { shapeText } from '../../layers/shape.ts';
import { pairText } from '../../layers/parts/windows.ts';
import { enumerate } from '../../wording/spelling.ts';
import type { ReviewedLayer, Reviewing } from './evidence/reviewing.ts';
import { kernelOf } from './evidence/windowsOf.ts';
import { calleeAt } from './evidence/written.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

/**
 * A window larger than its input, which only padding lets stand there: a number of channels given as the kernel, or
 * more pooling before than the input has room for. One that covers its input is a global one, as LeNet-5's C5 is.
 */
export function windowBeyondInput(reviewing: Reviewing): readonly Mistake[] {
  const found: Mistake[] = [];
  for (const body of reviewing.bodies) {
    const { exceedsInput, layers } = reviewing.facts(body);
    if (!exceedsInput) continue;
    for (const [index, facts] of layers.entries()) {
      const layer = facts?.exceedsInput ? reviewing.layer(body, body.nodes[index]!) : undefined;
      if (layer) found.push(told(reviewing, layer));
    }
  }
  return found;
}

function told(reviewing: Reviewing, { body, node, applied }: ReviewedLayer): Mistake {
  const { name, parameters } = node.layer;
  const first = enumerate(Object.keys(parameters).slice(0, 2));
  return mistakeOf({
    code: 'window-beyond-input',
    message:
      `${name}'s ${pairText(kernelOf(applied)!, 'x')} window is larger than its input, ${shapeText(applied.inputs[0]!)}: ` +
      `part of it always lies in the padding. ${name} takes ${first} first.`,
    location: calleeAt(reviewing.sources, node.location),
    chain: reviewing.chainTo(body),
  });
}
