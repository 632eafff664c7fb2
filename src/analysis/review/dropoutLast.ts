import type { Body, CallNode, LayerNode, Source } from '../../network/network.ts';
import type { Reviewing } from './evidence/reviewing.ts';
import { drops, handsOn } from './evidence/roles.ts';
import { removeStep } from './evidence/written.ts';
import type { CallSite, Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

/** A layer at the end of a flow, with the calls that it stands in. */
interface TailLayer {
  readonly node: LayerNode;
  readonly calls: readonly CallNode[];
}

/**
 * Dropout between the last layer with weights and the end, of the network or an auxiliary head: it drops the very
 * class scores. What ends in an activation and dropout is taken as unfinished.
 */
export function dropoutLast(reviewing: Reviewing): readonly Mistake[] {
  const [root] = reviewing.bodies;
  const found: Mistake[] = [];
  for (const body of reviewing.bodies) {
    const ends = body.auxiliaries.map(({ output }) => output);
    if (body === root) ends.push(body.output);
    for (const end of ends) {
      for (const { node, calls } of droppedScores(reviewing, body, end)) {
        const chain = reviewing.chainTo(body);
        const inside = calls.map((call): CallSite => ({ text: `in ${call.text}`, location: call.location }));
        found.push(told(reviewing, node, [...chain, ...inside]));
      }
    }
  }
  return found;
}

/** The dropouts at an end that is a classifier's. */
function droppedScores(reviewing: Reviewing, body: Body, end: Source): readonly TailLayer[] {
  const tail = tailOf(reviewing, body, end);
  const last = tail.at(-1)?.node;
  if (!last?.layer.countsInDepth) return [];
  const passed = tail.slice(0, -1);
  const isClassifier =
    passed.some(({ node }) => node.layer.givesProbabilities) ||
    (last.output?.kind === 'vector' && passed.every(({ node }) => handsOn(node)));
  return isClassifier ? passed.filter(({ node }) => drops(node)) : [];
}

/** No head has so many layers behind its last weights. */
const longestTail = 32;

/** The layers from the end back to the last one with weights, that included. */
function tailOf(reviewing: Reviewing, body: Body, end: Source): readonly TailLayer[] {
  const tail: TailLayer[] = [];
  const frames: { readonly body: Body; readonly call: CallNode }[] = [];
  let [at, source] = [body, end];
  while (tail.length < longestTail && frames.length < longestTail) {
    if ('input' in source) {
      const frame = frames.pop();
      const handed = frame?.call.inputs[source.input];
      if (!frame || !handed) break;
      [at, source] = [frame.body, handed];
      continue;
    }
    const node = at.nodes[source.node];
    if (node?.kind === 'call') {
      frames.push({ body: at, call: node });
      [at, source] = [node.body, node.body.output];
      continue;
    }
    const layer = node && reviewing.layer(at, node);
    const [input, ...others] = node?.inputs ?? [];
    if (!layer || !input) break;
    tail.push({ node: layer.node, calls: frames.map(({ call }) => call) });
    if (others.length > 0 || layer.figures.weights?.length !== 0) break;
    source = input;
  }
  return tail;
}

function told(reviewing: Reviewing, node: LayerNode, chain: readonly CallSite[]): Mistake {
  const { name } = node.layer;
  const fix = removeStep(reviewing.sources, node.location, `Remove ${name}`);
  const scores = node.output ? `${node.output.channels} outputs` : 'outputs';
  return mistakeOf({
    code: 'dropout-last',
    message:
      `${name} after the last layer sets some of the network's ${scores} to zero in training, the right class's among ` +
      `them. Put it before the last layer with weights, or leave it out.`,
    location: node.location,
    chain,
    fixes: fix ? [fix] : [],
  });
}
