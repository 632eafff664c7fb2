import { onceForAlike } from './evidence/facts.ts';
import type { ReviewedLayer, Reviewing } from './evidence/reviewing.ts';
import { argumentAt } from './evidence/written.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

interface Implausible {
  readonly index: number;
  readonly name: string;
  readonly value: number;
  /** `above 0.1` */
  readonly beyond: string;
}

/** A number that a layer takes, and nobody gives: most often it is meant for something else. */
export function implausibleArgument(reviewing: Reviewing): readonly Mistake[] {
  const found: Mistake[] = [];
  for (const body of reviewing.bodies) {
    for (const each of implausibleIn(body)) {
      const layer = reviewing.layer(body, body.nodes[each.index]!);
      if (layer) found.push(told(reviewing, layer, each));
    }
  }
  return found;
}

const implausibleIn = onceForAlike(({ nodes }): Implausible[] =>
  nodes.flatMap((node, index) => {
    if (node.kind !== 'layer' || !node.arguments) return [];
    const given = node.arguments;
    return Object.entries(node.layer.parameters).flatMap(([name, { plausible }]): Implausible[] => {
      const value = given[name];
      if (!plausible || typeof value !== 'number') return [];
      const { least = -Infinity, most = Infinity } = plausible;
      if (value > most) return [{ index, name, value, beyond: `above ${most}` }];
      return value < least ? [{ index, name, value, beyond: `below ${least}` }] : [];
    });
  }),
);

function told(reviewing: Reviewing, layer: ReviewedLayer, { name, value, beyond }: Implausible): Mistake {
  const { node, body } = layer;
  const argument = argumentAt(reviewing.sources, node.location, name);
  return mistakeOf({
    code: 'implausible-argument',
    message:
      `${node.layer.name} takes ${value} as its ${name} here; a value ${beyond} is most likely not meant so: the ` +
      `number may belong to another argument, or need not be given.`,
    location: argument?.whole ?? node.location,
    chain: reviewing.chainTo(body),
    fixes: [],
  });
}
