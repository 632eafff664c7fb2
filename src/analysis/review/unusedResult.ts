import type { Body, Node, Source } from '../../network/network.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import type { Location } from '../../syntax/tree.ts';
import { onceForAlike } from './evidence/facts.ts';
import type { Reviewing } from './evidence/reviewing.ts';

/** What of a body nothing comes of. */
interface Dead {
  /** By node index. */
  readonly isLive: readonly boolean[];
  /** Inputs that something which comes out was made of. */
  readonly reads: ReadonlySet<number>;
  /**
   * Nodes that nothing reads, or only calls of blocks that do not read it: the last of these calls. Without those that
   * `name = …` binds.
   */
  readonly ends: ReadonlyMap<number, Node | undefined>;
}

/**
 * A step whose result nothing reads, by flow or by name, in any of the calls of its block: the statements after it start
 * from other values, or the block that it flows into does not read it. Names that are bound by `=` are told as such.
 * What the text alone shows is told by the checks of a body already (network/checks/), of blocks that nothing calls, too.
 */
export function unusedResult(reviewing: Reviewing): readonly Mistake[] {
  const { network } = reviewing.network;
  // Where something is wrong, it is not known what was meant to be read.
  if (network.mistakes.some(({ severity }) => severity === 'error')) return [];
  const ends = reviewing.bodies.flatMap((body) =>
    [...deadIn(body).ends].map(([index, reader]) => ({ body, node: body.nodes[index]!, reader })),
  );
  if (ends.length === 0) return [];
  const used = new Set<string>();
  for (const body of reviewing.bodies) {
    const { isLive } = deadIn(body);
    for (const { index, location } of body.nodes) if (isLive[index]) used.add(placeKey(location));
  }
  return ends.flatMap(({ body, node, reader }): Mistake[] =>
    used.has(placeKey(node.location))
      ? []
      : [
          {
            code: 'unused-result',
            severity: 'warning',
            message: told(node, reader),
            location: node.location,
            chain: reviewing.chainTo(body),
          },
        ],
  );
}

const deadIn = onceForAlike((body): Dead => {
  const { nodes } = body;
  const isLive: boolean[] = nodes.map(() => false);
  const reads = new Set<number>();
  const read = (source: Source): void => {
    if ('input' in source) reads.add(source.input);
    else isLive[source.node] = true;
  };
  for (const { output } of [body, ...body.auxiliaries]) read(output);
  const ends = new Map<number, Node | undefined>(nodes.map(({ index }) => [index, undefined]));
  // Backwards, as what reads a step stands after it.
  for (const node of nodes.toReversed()) {
    const inside = node.kind === 'call' ? deadIn(node.body).reads : undefined;
    node.inputs.forEach((source, at) => {
      const isRead = inside === undefined || inside.has(at);
      if (isRead && isLive[node.index]) read(source);
      if (!('node' in source)) return;
      if (isRead) ends.delete(source.node);
      else if (ends.has(source.node)) ends.set(source.node, node);
    });
  }
  for (const index of [...ends.keys()]) if (isLive[index]) ends.delete(index);
  for (const index of ends.size > 0 ? boundIn(body) : []) ends.delete(index);
  return { isLive, reads, ends };
});

/** The nodes that a `name = …` binds, whose name stands before them. */
function boundIn({ names, nodes }: Body): readonly number[] {
  return names.flatMap(({ source, location }) => {
    const node = 'node' in source ? nodes[source.node] : undefined;
    const isBefore = node?.location.uri === location.uri && location.start < node.location.start;
    return isBefore ? [node.index] : [];
  });
}

const placeKey = ({ uri, start, end }: Location): string => `${uri}:${start}:${end}`;

function told({ label }: Node, reader: Node | undefined): string {
  const what = label === undefined ? 'this result' : label;
  return reader?.kind === 'call'
    ? `Nothing uses ${what}: ${reader.body.name} does not read what flows into it.`
    : `Nothing uses ${what}: the statements after it start from other values.`;
}
