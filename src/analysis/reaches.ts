import type { Known } from '../layers/known.ts';
import type { Shape } from '../layers/shape.ts';
import type { Pair } from '../layers/tensorOps.ts';
import type { Body, CallNode, Node, Source } from '../network/network.ts';
import type { Cost } from './analysis.ts';
import { sizeOf } from './fields.ts';
import { layerFacts } from './layerFigures.ts';
import type { Reach, Sight } from './sights.ts';
import { blind, callReach, hasHoles, itself, layerReach, unreached, wholeSight } from './sights.ts';

/** By node index, what a node's result sees of each of some inputs; undefined where that is not known. */
export type Reaches = readonly (readonly Reach[] | undefined)[];

/** What is known of a body that is called. */
export interface Called {
  readonly reaches: Reaches;
  readonly cost: Cost;
}

/**
 * How many layers of called bodies are gone through once more, where what is seen can't be put together from what is
 * known of them (`Lost`): so much of each body that calls some, whatever was analysed before.
 */
const mostRetraced = 256;

interface Tracing {
  readonly called: (body: Body) => Called;
  /** How many inputs the reaches lead to. */
  readonly count: number;
  left: number;
}

/** How many positions a value has down and across. */
export const unitsOf = (shape: Shape | undefined): Pair | undefined =>
  shape?.kind === 'map' ? [shape.height, shape.width] : shape && [1, 1];

/** What the nodes of a body see of its inputs. */
export function bodyReaches(body: Body, called: Tracing['called']): Reaches {
  const count = body.inputs.length;
  const own = body.inputs.map((shape, input) => shape && itselfAmong(count, input, shape));
  return trace(body, own, { called, count, left: mostRetraced });
}

/** What the nodes of a body see of the network's input, of which the body's own inputs see `sights`. */
export function retraced(
  body: Body,
  sights: readonly (Sight | undefined)[],
  called: Tracing['called'],
): Reaches {
  const own = sights.map((sight) => sight && [{ direct: sight, gated: blind }]);
  return trace(body, own, { called, count: 1, left: mostRetraced });
}

/**
 * What a node's result sees of another value of its body, by paths that pass no gate: `from` and `to` of one body, `from`
 * the earlier.
 */
export function reachWithin(
  body: Body,
  from: Source,
  to: Source,
  called: Tracing['called'],
): Sight | undefined {
  if (!('node' in to)) return 'node' in from || from.input !== to.input ? undefined : wholeSight(undefined);
  const first = 'node' in from ? from.node : -1;
  if (first === to.node) return wholeSight(undefined);
  const own: readonly Reach[] = [itself(undefined)];
  const others: readonly Reach[] = [unreached];
  const reaches: (readonly Reach[] | undefined)[] = [];
  reaches[first] = own;
  const reachOf = (source: Source) =>
    'node' in source
      ? source.node < first
        ? others
        : reaches[source.node]
      : 'input' in from && source.input === from.input
        ? own
        : others;
  const tracing: Tracing = { called, count: 1, left: mostRetraced };
  for (let index = first + 1; index <= to.node; index++) {
    const node = body.nodes[index]!;
    reaches[index] = reachOfNode(node, node.inputs.map(reachOf), tracing);
  }
  return reaches[to.node]?.[0]?.direct;
}

const itselfAmong = (count: number, input: number, shape: Shape | undefined): readonly Reach[] => {
  const own = itself(unitsOf(shape));
  return Array.from({ length: count }, (_, other) => (input === other ? own : unreached));
};

/** `inputs`: what the body's inputs see. */
function trace(
  body: Body,
  inputs: readonly (readonly Reach[] | undefined)[],
  tracing: Tracing,
): (readonly Reach[] | undefined)[] {
  const reaches: (readonly Reach[] | undefined)[] = [];
  const reachOf = (source: Source) => ('node' in source ? reaches[source.node] : inputs[source.input]);
  const room = new Room(body.nodes.length);
  for (const node of body.nodes) {
    const operands = node.inputs.map(reachOf);
    const reach = reachOfNode(node, operands, tracing);
    reaches.push(reach && room.take(reach, operands as readonly (readonly Reach[])[]));
  }
  return reaches;
}

function reachOfNode(
  node: Node,
  operands: readonly (readonly Reach[] | undefined)[],
  tracing: Tracing,
): readonly Reach[] | undefined {
  if (node.kind === 'broken' || !areKnown(operands)) return undefined;
  if (node.kind === 'call') return reachOfCall(node, operands, tracing);
  const { gates, step } = layerFacts(node);
  if (!step || !gates) return undefined;
  const units = node.output?.kind === 'map' ? unitsOf(node.output) : undefined;
  return layerReach(operands, step, gates, tracing.count, units);
}

const areKnown = (
  operands: readonly (readonly Reach[] | undefined)[],
): operands is readonly (readonly Reach[])[] => operands.every((operand) => operand !== undefined);

function reachOfCall(
  { body }: CallNode,
  operands: readonly (readonly Reach[])[],
  tracing: Tracing,
): readonly Reach[] | undefined {
  const { output } = body;
  const inner = tracing.called(body);
  const ofOutput =
    'node' in output
      ? inner.reaches[output.node]
      : itselfAmong(body.inputs.length, output.input, body.inputs[output.input]);
  if (!ofOutput) return undefined;
  const reach = callReach(operands, ofOutput, tracing.count);
  if (!hasHoles(reach) || !('node' in output)) return reach;
  const layers: Known = inner.cost.layers;
  if (layers === undefined || layers > tracing.left) return reach;
  tracing.left -= Math.max(1, layers);
  return trace(body, operands, tracing)[output.node];
}

/** What the patterns of a body may hold together: they are kept as long as the body is. */
class Room {
  #left: number;

  constructor(nodes: number) {
    this.#left = 8192 + 64 * nodes;
  }

  /** A reach as it is kept: what repeats after many units is lost once there are too many of them. */
  take(reach: readonly Reach[], operands: readonly (readonly Reach[])[]): readonly Reach[] {
    if (operands.includes(reach)) return reach;
    for (const { direct, gated } of reach) {
      for (const { local } of [direct, gated]) if (local) this.#left -= sizeOf(local);
    }
    return this.#left >= 0 ? reach : reach.map(withoutLong);
  }
}

const withoutLong = (reach: Reach): Reach => ({
  direct: shortOnly(reach.direct),
  gated: shortOnly(reach.gated),
});

const shortOnly = (sight: Sight): Sight =>
  sight.local && sizeOf(sight.local) > 0 ? { local: undefined, lost: 'long', global: sight.global } : sight;
