import type { Body, LayerNode, Source } from '../../network/network.ts';
import { Origins } from './evidence/origins.ts';
import type { Reviewing } from './evidence/reviewing.ts';
import { handsOn } from './evidence/roles.ts';
import { removeStep } from './evidence/written.ts';
import type { CallSite, Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

/** A softmax of what a body was handed, to be judged where the body is called. */
interface Waiting {
  readonly input: number;
  readonly node: LayerNode;
}

/** Probabilities that go through a softmax again, which makes them nearly equal. */
export function softmaxTwice(reviewing: Reviewing): readonly Mistake[] {
  const holding = reviewing.bodies.filter((body) => reviewing.facts(body).softmaxes > 0);
  if (holding.length === 0) return [];
  const origins = new Origins(handsOn);
  const found: Mistake[] = [];
  const waiting = new Map<Body, readonly Waiting[]>();
  /** Inner bodies first: what waits in them is judged by their callers. */
  for (const body of calleesFirst(reviewing)) {
    const own: Waiting[] = [];
    const judge = (node: LayerNode, source: Source | undefined, inside: readonly CallSite[]) => {
      const origin = source && origins.of(body, source);
      if (origin && 'input' in origin) own.push({ input: origin.input, node });
      else if (origin && origin.node.layer.givesProbabilities) {
        found.push(told(reviewing, node, origin.node, [...reviewing.chainTo(body), ...inside]));
      }
    };
    for (const node of body.nodes) {
      if (node.kind === 'layer' && node.layer.givesProbabilities) judge(node, node.inputs[0], []);
      if (node.kind !== 'call') continue;
      const inside = waiting.get(node.body);
      if (!inside) continue;
      for (const inner of inside) {
        const call = { text: `in ${node.text}`, location: node.location };
        judge(inner.node, node.inputs[inner.input], [call]);
      }
    }
    if (own.length > 0) waiting.set(body, own);
  }
  return found;
}

function calleesFirst({ bodies }: Reviewing): readonly Body[] {
  const ordered = new Set<Body>();
  const add = (body: Body) => {
    if (ordered.has(body)) return;
    for (const called of body.called) add(called);
    ordered.add(body);
  };
  for (const body of bodies) add(body);
  return [...ordered];
}

function told(reviewing: Reviewing, node: LayerNode, first: LayerNode, chain: readonly CallSite[]): Mistake {
  const { name } = node.layer;
  const fix = removeStep(reviewing.sources, node.location, `Remove the second ${name}`);
  return mistakeOf({
    code: 'softmax-twice',
    message:
      `These are probabilities already, from the ${name} before; a second ${name} makes them nearly equal ` +
      `(none can be more than e ≈ 2.7 times another). Leave one of the two out.`,
    location: node.location,
    chain,
    related: [{ text: `the first ${name}`, location: first.location }],
    fixes: fix ? [fix] : [],
  });
}
