import type { Known } from '../layers/known.ts';
import { dimensions } from '../layers/shape.ts';
import type { Shape } from '../layers/shape.ts';
import type { Mistake } from '../syntax/mistakes.ts';
import type { AnalysedNetwork, LayerView, ReceptiveField } from './analysis.ts';
import { lostFields } from '../wording/figures.ts';
import { isHandedOn, layersOf } from './views.ts';

type Sides = readonly [number, number];
export type FieldSummary =
  | {
      readonly size: Sides;
      /** Of the positions that see least, where that differs. */
      readonly smallest?: Sides;
      readonly stride: Sides;
      readonly padding: Sides;
    }
  | 'global'
  | null;

/** Whether each figure is known; else why one is not, in a sentence. */
interface Completeness {
  readonly complete: boolean;
  readonly reason?: string;
}

/** What `cnn summary --json` prints for a network. What is not known is null. */
interface NetworkSummary extends Completeness {
  readonly network: string;
  readonly input: readonly number[] | null;
  readonly output: readonly number[] | null;
  readonly parameters: {
    readonly trainable: number | null;
    readonly nonTrainable: number | null;
    /** Of the auxiliary heads, which are not among the others. */
    readonly auxiliary: number | null;
  };
  readonly macs: number | null;
  /** Elementwise operations, for one image. */
  readonly elementwise: number | null;
  /** Bytes of every layer's output: float32, one image. */
  readonly activationMemory: number | null;
  /** Bytes for one image with activations in place, at the peak, and for training. */
  readonly memory: {
    readonly withoutInPlace: number | null;
    readonly peak: number | null;
    readonly training: number | null;
  };
  readonly depth: number | null;
  readonly receptiveField: FieldSummary;
  /** Without those of the auxiliary heads, and each `Identity` that only brings a merge its operand. */
  readonly layers: readonly LayerSummary[];
}

interface LayerSummary extends Completeness {
  readonly name: string;
  readonly type: string;
  readonly output: readonly number[] | null;
  /** The trainable ones. */
  readonly parameters: number | null;
  readonly macs: number | null;
  readonly receptiveField: FieldSummary;
}

export function summaryOf(analysed: AnalysedNetwork): NetworkSummary {
  const { network, totals } = analysed;
  const figures = {
    input: shapeSummary(network.input),
    output: shapeSummary(totals.output),
    parameters: {
      trainable: numberSummary(totals.parameters.trainable),
      nonTrainable: numberSummary(totals.parameters.nonTrainable),
      auxiliary: numberSummary(totals.parameters.auxiliary),
    },
    macs: numberSummary(totals.macs),
    elementwise: numberSummary(totals.elementwise),
    activationMemory: numberSummary(totals.memory.forward),
    memory: {
      withoutInPlace: numberSummary(totals.memory.withoutInPlace),
      peak: numberSummary(totals.memory.peak),
      training: numberSummary(totals.memory.training),
    },
    depth: numberSummary(totals.depth),
    receptiveField: fieldSummary(totals.receptiveField),
  };
  const layers = layersOf(analysed)
    .filter(({ auxiliary, body, node }) => !auxiliary && !isHandedOn(body, node))
    .map((layer) => layerSummary(analysed, layer));
  const known =
    isKnown({ ...figures, ...figures.parameters, ...figures.memory }) &&
    layers.every(({ complete }) => complete);
  return {
    network: network.name,
    ...completeness(known, () => {
      const mistake = network.mistakes.find(isError);
      const layer = layers.find(({ complete }) => !complete);
      if (!mistake && !network.input) return 'The input is not known.';
      return mistake?.message ?? layer?.reason ?? 'A step is not understood.';
    }),
    ...figures,
    layers,
  };
}

function layerSummary(analysed: AnalysedNetwork, layer: LayerView): LayerSummary {
  const { name, node, figures, field } = layer;
  const told = {
    output: shapeSummary(node.output),
    parameters: numberSummary(figures.parameters?.value),
    macs: numberSummary(figures.macs?.value),
    receptiveField: fieldSummary(field),
  };
  return {
    name,
    type: node.layer.name,
    ...completeness(isKnown(told), () => reasonOf(analysed, layer)),
    ...told,
  };
}

function completeness(complete: boolean, reason: () => string): Completeness {
  return complete ? { complete } : { complete, reason: reason() };
}

const isKnown = (figures: Readonly<Record<string, unknown>>) => !Object.values(figures).includes(null);

const isError = ({ severity }: Mistake) => severity === 'error';

/** Why a figure of a layer is not known: what is wrong at it, or that it follows what is wrong. */
function reasonOf({ network }: AnalysedNetwork, { node, lost }: LayerView): string {
  if (node.problem) return node.problem.message;
  if (lost !== undefined) return `${lostFields[lost]}.`;
  if (!node.inputShapes.includes(undefined)) {
    const { uri, start, end } = node.location;
    const own = network.mistakes.find(
      (mistake) =>
        isError(mistake) &&
        mistake.location.uri === uri &&
        mistake.location.start >= start &&
        mistake.location.end <= end,
    );
    if (own) return own.message;
  }
  return 'It follows a mistake: what reaches it is not all known.';
}

const numberSummary = (value: Known) => value ?? null;
const shapeSummary = (shape: Shape | undefined) => (shape ? dimensions(shape) : null);

function fieldSummary(field: ReceptiveField): FieldSummary {
  if (field === undefined || field === 'global') return field ?? null;
  const { size, smallest, stride, padding } = field;
  return { size, ...(smallest && { smallest }), stride, padding };
}
