import type { FieldStep } from '../../layers/layer.ts';
import type { Pair } from '../../layers/tensorOps.ts';
import type { Body, Source } from '../../network/network.ts';
import { onceForAlike } from './evidence/facts.ts';
import type { ReviewedLayer, Reviewing } from './evidence/reviewing.ts';
import { calleeAt } from './evidence/written.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

/** How far a value sees along the path on which it sees least: size and jump in pixels of the network's input. */
interface Sight {
  readonly size: Pair;
  readonly jump: Pair;
}

/** Fewer convolutions that see all than this are worth no word, nor is a smaller share than half of them. */
const fewest = 4;

/**
 * Convolutions whose input sees the whole picture already, on every path: they find nothing that is larger. Of
 * several paths the one that sees least counts, so that shortcuts keep a network from being told. After Richter,
 * Schöning, Wiedenroth & Krumnack, "Should You Go Deeper? Optimizing Convolutional Neural Network Architectures
 * without Training by Receptive Field Analysis", 2021 (arXiv:2106.12307), who find such layers unproductive.
 * Networks that end in a feature map, or enlarge one, need what comes after for other reasons.
 */
export function fieldBeyondInput(reviewing: Reviewing): readonly Mistake[] {
  const { network, totals } = reviewing.network;
  const { input, body } = network;
  const widest = totals.receptiveField;
  if (input?.kind !== 'map' || !totals.complete || totals.output?.kind !== 'vector') return [];
  if (widest === undefined) return [];
  if (widest !== 'global' && (widest.size[0] < input.height || widest.size[1] < input.width)) return [];
  if (reviewing.bodies.some((each) => reviewing.facts(each).enlarges)) return [];
  const counting = new Counting(reviewing, [input.height, input.width]);
  const all = counting.within(body);
  const { beyond } = counting.beyond(body, [onInput]);
  const first = beyond >= fewest && 2 * beyond >= all ? counting.first(body, [onInput]) : undefined;
  if (!first) return [];
  return [
    mistakeOf({
      code: 'field-beyond-input',
      message:
        `The receptive field covers the ${input.height}x${input.width} input already after ${all - beyond} of ${all} ` +
        `convolutions: the ${beyond} from here on see nothing larger. Fewer of them, later strides, shortcuts or a ` +
        'larger input would make more of them.',
      location: calleeAt(reviewing.sources, first.node.location),
      chain: reviewing.chainTo(first.body),
    }),
  ];
}

const onInput: Sight = { size: [1, 1], jump: [1, 1] };

interface Beyond {
  readonly beyond: number;
  readonly output: Sight | undefined;
}

/** What was counted of bodies that are alike, by what their inputs see of which picture. */
const countedOf = onceForAlike((): { readonly beyond: Map<string, Beyond>; within?: number } => ({
  beyond: new Map(),
}));

/** Counts convolutions that see more than their own position, those of auxiliary heads left out. */
class Counting {
  readonly #reviewing: Reviewing;
  readonly #picture: Pair;
  readonly #whole: Sight;

  constructor(reviewing: Reviewing, picture: Pair) {
    this.#reviewing = reviewing;
    this.#picture = picture;
    this.#whole = { size: picture, jump: [1, 1] };
  }

  /** All of a body, and of what it calls. */
  within(body: Body): number {
    const facts = this.#reviewing.facts(body);
    const known = countedOf(body);
    if (known.within !== undefined) return known.within;
    let count = 0;
    for (const node of body.nodes) {
      if (node.auxiliary !== undefined) continue;
      if (node.kind === 'call') count += this.within(node.body);
      else if (facts.layers[node.index]?.isSpatial) count++;
    }
    known.within = count;
    return count;
  }

  /** How many of them see the whole picture, when the body's inputs see so much. */
  beyond(body: Body, inputs: readonly (Sight | undefined)[]): Beyond {
    let key = `${this.#picture[0]}x${this.#picture[1]}`;
    for (const sight of inputs) {
      key += sight ? `:${sight.size[0]},${sight.size[1]},${sight.jump[0]},${sight.jump[1]}` : ':';
    }
    const known = countedOf(body).beyond;
    const found = known.get(key);
    if (found) return found;
    let beyond = 0;
    const output = this.#walk(body, inputs, (count) => (beyond += count));
    const made = { beyond, output };
    known.set(key, made);
    return made;
  }

  /** The first of them, in the order of the text. */
  first(body: Body, inputs: readonly (Sight | undefined)[]): ReviewedLayer | undefined {
    let first: { readonly index: number; readonly operands: readonly (Sight | undefined)[] } | undefined;
    this.#walk(body, inputs, (count, index, operands) => {
      if (count > 0) first ??= { index, operands };
    });
    const node = first && body.nodes[first.index];
    return node?.kind === 'call'
      ? this.first(node.body, first!.operands)
      : node && this.#reviewing.layer(body, node);
  }

  /** Calls `tell` for each node with how many convolutions in it see the whole picture; gives what the output sees. */
  #walk(
    body: Body,
    inputs: readonly (Sight | undefined)[],
    tell: (count: number, index: number, operands: readonly (Sight | undefined)[]) => void,
  ): Sight | undefined {
    const { layers } = this.#reviewing.facts(body);
    const seen: (Sight | undefined)[] = [];
    const sightOf = (source: Source) => ('node' in source ? seen[source.node] : inputs[source.input]);
    let last: { readonly body: Body; readonly operand: Sight | undefined; readonly made: Beyond } | undefined;
    for (const node of body.nodes) {
      const operands = node.inputs.map(sightOf);
      if (node.kind === 'call') {
        // Neighbours are often alike.
        const [operand] = operands;
        const isAlike = operands.length === 1 && last?.body === node.body && last.operand === operand;
        const made = isAlike ? last!.made : this.beyond(node.body, operands);
        last = operands.length === 1 ? { body: node.body, operand, made } : undefined;
        const { output, beyond } = made;
        seen.push(output);
        if (node.auxiliary === undefined) tell(beyond, node.index, operands);
        continue;
      }
      const facts = layers[node.index];
      const least = operands.reduce(lesser, undefined);
      seen.push(facts && least && this.#clamp(stepped(least, facts.step)));
      if (!least || node.auxiliary !== undefined) continue;
      tell(facts?.isSpatial && this.#covers(least) ? 1 : 0, node.index, operands);
    }
    return sightOf(body.output);
  }

  #covers({ size }: Sight): boolean {
    return size[0] >= this.#picture[0] && size[1] >= this.#picture[1];
  }

  /** All that see the whole picture are alike, so that bodies on them are counted once. */
  #clamp(sight: Sight | undefined): Sight | undefined {
    return sight && this.#covers(sight) ? this.#whole : sight;
  }
}

/** Of two paths the one that sees less; one that is global or unknown does not count. */
function lesser(a: Sight | undefined, b: Sight | undefined): Sight | undefined {
  if (!a || !b) return a ?? b;
  return b.size[0] * b.size[1] < a.size[0] * a.size[1] ? b : a;
}

/** Undefined behind a global layer: what comes then sees no picture. */
function stepped({ size, jump }: Sight, step: FieldStep): Sight | undefined {
  if (step.kind === 'global' || step.kind === 'scattered') return undefined;
  // Of what enlarges a map nothing is said at all.
  if (step.kind !== 'window') return { size, jump };
  return {
    size: [size[0] + (step.kernel[0] - 1) * jump[0], size[1] + (step.kernel[1] - 1) * jump[1]],
    jump: [jump[0] * step.stride[0], jump[1] * step.stride[1]],
  };
}
