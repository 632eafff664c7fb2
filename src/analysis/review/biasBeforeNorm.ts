import type { Body, LayerNode, Source } from '../../network/network.ts';
import { onceForAlike } from './evidence/facts.ts';
import type { ReviewedLayer, Reviewing } from './evidence/reviewing.ts';
import { counted, sameSource } from './evidence/reviewing.ts';
import { argumentAt, calleeAt, setArgument } from './evidence/written.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

/**
 * A bias that goes into nothing but batch norms, which take each channel's mean away and the bias with it. One that
 * is written out (`bias: true`) is taken as known, and a hint only.
 */
export function biasBeforeNorm(reviewing: Reviewing): readonly Mistake[] {
  const reading = new Reading(reviewing);
  const found: Mistake[] = [];
  for (const body of reviewing.bodies) {
    for (const index of perhapsIn(body)) {
      const layer = reviewing.layer(body, body.nodes[index]!);
      const bias = layer?.figures.weights?.find(({ name }) => name === 'bias');
      const norm = bias && reading.onlyNorm(body, { node: index });
      if (layer && norm) found.push(told(reviewing, layer, bias.shape[0] ?? 0, norm));
    }
  }
  return found;
}

/** Layers with a bias that nothing reads, within the body, but norms and what is called. */
const perhapsIn = onceForAlike(({ nodes }, { biased, readers }) =>
  biased.filter((index) =>
    readers()({ node: index }).every(({ node }) => {
      const reader = nodes[node]!;
      return reader.kind !== 'layer' || reader.layer.centresChannels;
    }),
  ),
);

function told(
  reviewing: Reviewing,
  { body, node }: ReviewedLayer,
  parameters: number,
  norm: LayerNode,
): Mistake {
  const { sources } = reviewing;
  const written = argumentAt(sources, node.location, 'bias');
  const name = norm.layer.name;
  const fix = setArgument(sources, node.location, node.layer.name, 'bias', 'false');
  return mistakeOf({
    code: 'bias-before-norm',
    severity: written ? 'hint' : 'warning',
    message:
      `${node.layer.name}'s bias does nothing: the ${name} after it takes each channel's mean away, and the bias with it. ` +
      `\`bias: false\` saves its ${counted(parameters, 'parameter')}.`,
    location: written?.whole ?? calleeAt(sources, node.location),
    chain: reviewing.chainTo(body),
    related: [{ text: `${name} stands here`, location: norm.location }],
    fixes: fix ? [fix] : [],
  });
}

type OnlyNorm = LayerNode | undefined;

class Reading {
  readonly #reviewing: Reviewing;
  readonly #ofInputs = new Map<Body, OnlyNorm[]>();
  readonly #ofOutputs = new Map<Body, OnlyNorm>();

  constructor(reviewing: Reviewing) {
    this.#reviewing = reviewing;
  }

  /** The first of the norms that read a value; undefined where anything else reads it, or nothing does. */
  onlyNorm(body: Body, value: Source): OnlyNorm {
    if (body.auxiliaries.some(({ output }) => sameSource(output, value))) return undefined;
    let first: OnlyNorm;
    for (const reader of this.#reviewing.readers(body, value)) {
      const node = body.nodes[reader.node]!;
      let norm: OnlyNorm;
      if (node.kind === 'layer') norm = node.layer.centresChannels ? node : undefined;
      else if (node.kind === 'call') norm = this.#ofInput(node.body, reader.operand);
      if (!norm) return undefined;
      first ??= norm;
    }
    if (!sameSource(body.output, value)) return first;
    const norm = this.#ofOutput(body);
    return norm && (first ?? norm);
  }

  #ofInput(body: Body, input: number): OnlyNorm {
    const known = this.#ofInputs.get(body) ?? [];
    this.#ofInputs.set(body, known);
    // A body that hands its input back is no reader that could be judged by itself.
    if (!(input in known)) {
      known[input] = sameSource(body.output, { input }) ? undefined : this.onlyNorm(body, { input });
    }
    return known[input];
  }

  /** Of a body's result, wherever it is called; undefined where one call is not followed by a norm. */
  #ofOutput(body: Body): OnlyNorm {
    if (this.#ofOutputs.has(body)) return this.#ofOutputs.get(body);
    let first: OnlyNorm;
    for (const caller of this.#reviewing.callers(body)) {
      const norm = this.onlyNorm(caller.body, { node: caller.node.index });
      first ??= norm;
      if (norm) continue;
      first = undefined;
      break;
    }
    this.#ofOutputs.set(body, first);
    return first;
  }
}
