import type { AnyLayer } from '../../layers/layer.ts';
import type { BodyBuilder } from './bodyBuilder.ts';
import type { CallNode, LayerNode, LoopPosition, Node, Source } from '../network.ts';
import type { MapValue } from '../values/values.ts';

/**
 * FractalNet's joins: a merge that ends an argument of a merge of its kind becomes one with it. The operands
 * that `value`, made by the nodes from `from` on, then stands for; `value` itself where nothing coalesces.
 *
 * A call of a block that ends in such a merge is unfolded: its nodes stand in the caller's body instead, below
 * the call's path as before, so that the weights keep theirs. A merge with a name stays a value of its own.
 */
export function coalesce(
  builder: BodyBuilder,
  layer: AnyLayer,
  value: MapValue,
  from: number,
): readonly MapValue[] {
  const last = builder.nodes.length - 1;
  if (!layer.coalesces || !('node' in value.source)) return [value];
  if (value.source.node !== last || last < from) return [value];
  const node = builder.nodes[last]!;
  if (node.label !== undefined) return [value];
  if (joins(node, layer)) {
    builder.removeLast();
    return node.inputs.map((source, operand) => ({
      kind: 'map',
      source,
      shape: node.inputShapes[operand],
    }));
  }
  return node.kind === 'call' ? (unfold(builder, layer, node) ?? [value]) : [value];
}

const joins = (node: Node, layer: AnyLayer): node is LayerNode =>
  node.kind === 'layer' && node.layer === layer && node.output !== undefined && node.label === undefined;

function unfold(builder: BodyBuilder, layer: AnyLayer, call: CallNode): readonly MapValue[] | undefined {
  const { body } = call;
  const end = 'node' in body.output ? body.nodes[body.output.node] : undefined;
  if (!end || end.index !== body.nodes.length - 1 || !joins(end, layer)) return undefined;
  if (body.auxiliaries.length > 0) return undefined;

  builder.removeLast();
  const firstLoop = builder.loopCount;
  const first = builder.nodes.length;
  const moved = (source: Source): Source =>
    'node' in source ? { node: first + source.node } : call.inputs[source.input]!;
  const inLoops = (loops: readonly LoopPosition[]): readonly LoopPosition[] => [
    ...call.loops,
    ...loops.map((position) => ({ ...position, loop: firstLoop + position.loop })),
  ];
  for (const node of body.nodes.slice(0, -1)) {
    for (const { loop } of node.loops) {
      builder.loopCount = Math.max(builder.loopCount, firstLoop + loop + 1);
    }
    builder.addNode({
      ...node,
      index: builder.nodes.length,
      path: [...call.path, ...node.path],
      inputs: node.inputs.map(moved),
      loops: inLoops(node.loops),
      auxiliary: call.auxiliary ?? node.auxiliary,
    });
  }
  return end.inputs.map((source, operand) => ({
    kind: 'map',
    source: moved(source),
    shape: end.inputShapes[operand],
  }));
}
