import type { Body, LayerNode } from '../../network/network.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { onceForAlike } from './evidence/facts.ts';
import type { Reviewing } from './evidence/reviewing.ts';

/**
 * A name that stands for a layer, and for no value: wherever it is used, the layer is built anew, with weights of its
 * own. Told once for a name, where it is used a second time.
 */
export function builtAnew(reviewing: Reviewing): readonly Mistake[] {
  const found = new Map<string, Mistake>();
  for (const body of reviewing.bodies) {
    for (const [key, { name, uses }] of namesIn(reviewing, body)) {
      const second = uses[1];
      if (!second || found.has(key)) continue;
      const times = uses.length === 2 ? 'twice' : `${uses.length} times`;
      found.set(key, {
        code: 'built-anew',
        severity: 'hint',
        message:
          `${name} is a layer here, not a value: it is built ${times}, each with weights of its own, which are not ` +
          `shared. What is to be there once is made once and named: \`y = ${name}\`, then \`y\`.`,
        location: second.location,
        chain: reviewing.chainTo(body),
      });
    }
  }
  return [...found.values()];
}

interface Named {
  readonly name: string;
  readonly uses: LayerNode[];
}

/** The layers with weights of a body that a name brings in which is not theirs, by where the name is declared. */
function namesIn(reviewing: Reviewing, body: Body): ReadonlyMap<string, Named> {
  const named = new Map<string, Named>();
  for (const index of weightedIn(body)) {
    const node = body.nodes[index];
    if (node?.kind !== 'layer') continue;
    const { uri, start, end } = node.location;
    if (end - start > longestName) continue;
    const text = reviewing.sources(uri)?.text;
    // A call, as most of them are.
    if (text === undefined || text[end - 1] === ')') continue;
    const name = text.slice(start, end);
    if (name === node.layer.name || !isName.test(name)) continue;
    const key = `${body.location.uri} ${body.location.start} ${name}`;
    const known = named.get(key) ?? { name, uses: [] };
    known.uses.push(node);
    named.set(key, known);
  }
  return named;
}

const longestName = 60;
const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** Of a loop the first turn: the others are built anew, as the loop says. */
const weightedIn = onceForAlike((body): readonly number[] =>
  body.nodes.flatMap((node) =>
    node.kind === 'layer' &&
    node.layer.weights !== undefined &&
    node.loops.every(({ iteration }) => iteration === 0)
      ? [node.index]
      : [],
  ),
);
