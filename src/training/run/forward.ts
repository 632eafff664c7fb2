import type { BodyView, AnalysedNetwork } from '../../analysis/analysis.ts';
import { rootView } from '../../analysis/views.ts';
import { certain } from '../../layers/known.ts';
import type { AnyLayer, AppliedLayer, WeightSpec } from '../../layers/layer.ts';
import type { Shape } from '../../layers/shape.ts';
import type { ForwardContext, Tensor, TensorOps } from '../../layers/tensorOps.ts';
import type { Location } from '../../syntax/tree.ts';
import type { Source } from '../../network/network.ts';
import { TrainingFailure } from '../failure.ts';
import { hashText, mix } from '../random.ts';

/** One layer in the order of computation. Values are kept in slots: slot 0 is the network's input. */
export interface ForwardLayer {
  /** `Bottleneck3.residual.Conv1` */
  readonly path: string;
  readonly layer: AnyLayer;
  readonly applied: AppliedLayer;
  readonly weights: readonly WeightSpec[];
  /** Of one image. */
  readonly macs: number;
  readonly inputs: readonly number[];
  readonly output: number;
  /** Of an auxiliary head: not computed in evaluation. */
  readonly auxiliary: boolean;
  readonly location: Location;
}

interface Head {
  /** The slot of the class scores, before a final Softmax. */
  readonly logits: number;
  /** The scores are the negatives: the class with the smallest output wins. */
  readonly negated: boolean;
  /** In the loss. */
  readonly weight: number;
}

/** A weight with its path: `stem.Conv1.kernel`. */
interface PlannedWeight {
  readonly path: string;
  readonly spec: WeightSpec;
}

/** The expanded network flattened into the layers that the loss depends on, each in its order. */
export interface ForwardPlan {
  readonly layers: readonly ForwardLayer[];
  readonly slots: number;
  readonly main: Head;
  readonly auxiliaries: readonly Head[];
  readonly weights: readonly PlannedWeight[];
  /** For each kind of layer the number of operands of its widest. */
  readonly widest: ReadonlyMap<AnyLayer, number>;
}

/**
 * @throws TrainingFailure `incomplete` for a network with mistakes
 */
export function planForward(network: AnalysedNetwork): ForwardPlan {
  const planner = new Planner();
  const output = planner.body(rootView(network), [0]);
  const main = planner.head(output, 1);
  const auxiliaries = planner.heads.map(({ slot, weight }) => planner.head(slot, weight));
  const needed = planner.needed([main, ...auxiliaries].map(({ logits }) => logits));
  const layers = planner.layers.filter(({ output: slot }) => needed.has(slot));
  const weights = layers.flatMap(({ path, weights: specs }) =>
    specs.map((spec) => ({ path: `${path}.${spec.name}`, spec })),
  );
  const widest = new Map<AnyLayer, number>();
  for (const { layer, inputs } of layers) widest.set(layer, Math.max(inputs.length, widest.get(layer) ?? 0));
  return { layers, slots: planner.slots, main, auxiliaries, weights, widest };
}

class Planner {
  readonly layers: ForwardLayer[] = [];
  readonly heads: { readonly slot: number; readonly weight: number }[] = [];
  slots = 1;
  readonly #producers = new Map<number, ForwardLayer>();

  /** @returns the slot of the body's output */
  body(view: BodyView, inputs: readonly number[]): number {
    const results: number[] = [];
    const slotOf = (source: Source): number =>
      'node' in source ? results[source.node]! : inputs[source.input]!;
    for (const node of view.body.nodes) {
      const operands = node.inputs.map(slotOf);
      const path = [...view.path, ...node.path].join('.');
      const auxiliary = view.auxiliary || node.auxiliary !== undefined;
      if (node.kind === 'call') {
        const called = view.open(node);
        if (!called) throw incomplete(path);
        results[node.index] = this.body(called, operands);
        continue;
      }
      const figures = view.analysed.layers[node.index];
      if (node.kind !== 'layer' || !figures?.applied) throw incomplete(path);
      const layer: ForwardLayer = {
        path,
        layer: node.layer,
        applied: figures.applied,
        weights: certain(figures.weights),
        macs: certain(figures.macs).value,
        inputs: operands,
        output: this.slots++,
        auxiliary,
        location: node.location,
      };
      this.layers.push(layer);
      this.#producers.set(layer.output, layer);
      results[node.index] = layer.output;
    }
    for (const { output, weight } of view.body.auxiliaries) this.heads.push({ slot: slotOf(output), weight });
    return slotOf(view.body.output);
  }

  /** Cross entropy takes the logits: a final Softmax over classes is left out. */
  head(slot: number, weight: number): Head {
    const producer = this.#producers.get(slot);
    const logits = producer?.layer.givesProbabilities ? producer.inputs[0]! : slot;
    return { logits, negated: this.#producers.get(logits)?.layer.smallestWins ?? false, weight };
  }

  /** The slots that these depend on: what nothing uses is not computed. */
  needed(outputs: readonly number[]): ReadonlySet<number> {
    const found = new Set<number>();
    const open = [...outputs];
    for (let slot = open.pop(); slot !== undefined; slot = open.pop()) {
      if (found.has(slot)) continue;
      found.add(slot);
      open.push(...(this.#producers.get(slot)?.inputs ?? []));
    }
    return found;
  }
}

function incomplete(path: string): TrainingFailure {
  return new TrainingFailure(
    'incomplete',
    `The network has mistakes (at ${path}): correct them before training.`,
  );
}

/** What one pass through the network needs. */
interface Pass {
  readonly ops: TensorOps;
  readonly training: boolean;
  readonly weight: (path: string) => Tensor;
  /** A running statistic's new value, to be taken over after the step. */
  readonly assign: (path: string, value: Tensor) => void;
  readonly seed: number;
  /** The whole run's step, which differs from step to step and is the same when a step is repeated. */
  readonly step: number;
  /** Told before each layer, for a profile. */
  readonly before?: (layer: ForwardLayer) => void;
}

/** Logits of the main head and, in training, of the auxiliaries. */
interface Scores {
  readonly main: Tensor;
  readonly auxiliaries: readonly Tensor[];
}

/** Runs the layers on a batch of pictures [N,H,W,C]. */
export function forward(plan: ForwardPlan, images: Tensor, pass: Pass): Scores {
  const values = new Array<Tensor | undefined>(plan.slots);
  values[0] = images;
  for (const layer of plan.layers) {
    if (layer.auxiliary && !pass.training) continue;
    pass.before?.(layer);
    const inputs = layer.inputs.map((slot) => values[slot]!);
    values[layer.output] = layer.layer.forward(contextOf(plan, layer, pass), inputs, layer.applied);
  }
  const scores = ({ logits, negated }: Head): Tensor =>
    negated ? pass.ops.affine(values[logits]!, -1, 0) : values[logits]!;
  return {
    main: scores(plan.main),
    auxiliaries: pass.training ? plan.auxiliaries.map(scores) : [],
  };
}

function contextOf(
  { widest }: ForwardPlan,
  { path, layer }: ForwardLayer,
  { ops, training, weight, assign, seed, step }: Pass,
): ForwardContext {
  return {
    ops,
    training,
    weight: (name) => weight(`${path}.${name}`),
    assign: (name, value) => {
      if (training) assign(`${path}.${name}`, value);
    },
    seed: (draw = 0) => mix(seed, hashText(path), step, draw),
    together: {
      seed: (draw = 0) => mix(seed, hashText(layer.name), step, draw),
      widest: widest.get(layer) ?? 1,
    },
  };
}

/** The shape of the class scores. */
export function scoresShape(plan: ForwardPlan): Shape | undefined {
  return plan.layers.find(({ output }) => output === plan.main.logits)?.applied.output;
}
