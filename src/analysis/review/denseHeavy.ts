import { shapeText } from '../../layers/shape.ts';
import { Origins } from './evidence/origins.ts';
import type { ReviewedLayer, Reviewing } from './evidence/reviewing.ts';
import { percent } from './evidence/reviewing.ts';
import { handsOn, laysOut } from './evidence/roles.ts';
import { calleeAt } from './evidence/written.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';
import { exact } from '../../wording/figures.ts';

/**
 * A dense layer on a flattened feature map that holds more than half of the network's parameters. One on a vector,
 * or in a network without convolutions, could not be smaller by pooling, and is nobody's mistake.
 */
export function denseHeavy(reviewing: Reviewing): readonly Mistake[] {
  const { totals, network } = reviewing.network;
  const all = totals.parameters.trainable;
  if (all === undefined || totals.depth === undefined || totals.depth <= 1) return [];
  const layer = heaviest(reviewing, all / 2);
  const [source] = layer?.node.inputs ?? [];
  if (!layer || layer.node.layer.kind !== 'dense' || !source || network.input?.kind !== 'map') return [];
  const origins = new Origins((node) => handsOn(node) && !laysOut(node));
  const origin = origins.outermost(reviewing, layer.body, source);
  if (!origin || 'input' in origin || !laysOut(origin.node)) return [];
  const [map] = origin.node.inputShapes;
  if (map?.kind !== 'map' || map.height * map.width === 1) return [];
  const convolves = reviewing.bodies.some(({ nodes }) =>
    nodes.some((node) => node.kind === 'layer' && node.layer.kind === 'convolution'),
  );
  if (!convolves) return [];

  const { body, node, figures } = layer;
  const own = figures.parameters?.value;
  if (own === undefined) return [];
  const units = layer.applied.output.channels;
  const pooled = map.channels * units + (figures.weights?.some(({ name }) => name === 'bias') ? units : 0);
  return [
    mistakeOf({
      code: 'dense-heavy',
      message:
        `This ${node.layer.name} holds ${exact(own)} of the network's ${exact(all)} parameters (${percent(own / all)}), since it sees ` +
        `each of the ${exact(map.height * map.width)} positions of the ${shapeText(map)} map by itself. ` +
        `GlobalAvgPool in place of ${origin.node.layer.name} would leave it ${exact(pooled)}.`,
      location: calleeAt(reviewing.sources, node.location),
      chain: reviewing.chainTo(body),
      related: [{ text: `the ${shapeText(map)} map is laid out here`, location: origin.node.location }],
    }),
  ];
}

/** The layer that holds more than half of the parameters: it lies in a call that does, and there is only one. */
function heaviest(reviewing: Reviewing, half: number): ReviewedLayer | undefined {
  let body = reviewing.bodies[0]!;
  for (;;) {
    const { costs } = reviewing.analysed(body);
    const node = body.nodes.find(
      ({ index, auxiliary }) => auxiliary === undefined && (costs[index]!.trainable ?? 0) > half,
    );
    if (node?.kind !== 'call') return node && reviewing.layer(body, node);
    body = node.body;
  }
}
