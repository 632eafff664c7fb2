import type { AnyLayer, AppliedLayer, FieldStep } from '../../layers/layer.ts';
import type { Body, Node } from '../../network/network.ts';
import type { LayerFigures } from '../analysis.ts';
import { analyseBody } from '../bodies.ts';
import type { Windows } from './windowsOf.ts';
import { lostAlong, readAlong, windowsOf } from './windowsOf.ts';

/** A step that reads a value, and as which of its operands. */
export interface Reader {
  readonly node: number;
  readonly operand: number;
}

/** What the review wants to know of a layer, wherever it stands. */
export interface LayerFacts {
  readonly step: FieldStep;
  /** Of a convolution or pooling that strides. */
  readonly windows: Windows | undefined;
  /** The share of its input that its windows read, where the stride is larger than they are; else 1. */
  readonly share: number;
  /** Rows and columns at the far border that no window reaches. */
  readonly lost: readonly [rows: number, columns: number];
  /** A convolution whose kernel is larger than one position. */
  readonly isSpatial: boolean;
}

interface Readers {
  readonly ofNodes: readonly (readonly Reader[])[];
  readonly ofInputs: readonly (readonly Reader[])[];
}

/** What the review wants to know of a body, wherever it stands and whoever calls it. */
export interface BodyFacts {
  /** By node index; undefined for calls and where something is unknown. */
  readonly layers: readonly (LayerFacts | undefined)[];
  /** Who reads what a node makes, by node index, and the body's inputs. */
  readers(): Readers;
  readonly skips: boolean;
  readonly losesBorder: boolean;
  readonly enlarges: boolean;
  readonly softmaxes: number;
  /** Some layer has a bias. */
  readonly biased: boolean;
  /** Some layer merges values. */
  readonly merges: boolean;
  /** Some layer normalizes. */
  readonly normalizes: boolean;
}

const facts = new WeakMap<readonly (LayerFigures | undefined)[], BodyFacts>();

/** Gathered once for bodies that are alike: those share the figures of their layers. */
export function factsOf(body: Body): BodyFacts {
  const { layers } = analyseBody(body);
  const known = facts.get(layers);
  if (known) return known;
  const found = body.nodes.map((node) => layerFacts(node, layers[node.index]));
  const some = (holds: (layer: LayerFacts) => boolean) => found.some((layer) => layer && holds(layer));
  const applied = new Set<AnyLayer>();
  let biased = false;
  let softmaxes = 0;
  for (const node of body.nodes) {
    if (node.kind !== 'layer') continue;
    applied.add(node.layer);
    biased ||= node.arguments?.bias === true;
    if (node.layer.givesProbabilities) softmaxes++;
  }
  const applies = (holds: (layer: AnyLayer) => boolean) => [...applied].some(holds);
  let readers: Readers | undefined;
  const made: BodyFacts = {
    layers: found,
    readers: () => (readers ??= readersIn(body)),
    skips: some(({ share }) => share < 1),
    losesBorder: some(({ lost }) => lost[0] + lost[1] > 0),
    enlarges: some(({ step }) => step.kind === 'window' && step.upsampling !== undefined),
    biased,
    merges: applies(({ operands }) => operands === 'many'),
    normalizes: applies(({ kind }) => kind === 'normalization'),
    softmaxes,
  };
  facts.set(layers, made);
  return made;
}

const ofLayers = new WeakMap<LayerFigures, LayerFacts>();

const unread = [0, 0] as const;
const local: LayerFacts = {
  step: { kind: 'local' },
  windows: undefined,
  share: 1,
  lost: unread,
  isSpatial: false,
};

function layerFacts(node: Node, figures: LayerFigures | undefined): LayerFacts | undefined {
  if (node.kind !== 'layer' || !figures?.applied) return undefined;
  const known = ofLayers.get(figures);
  if (known) return known;
  const made = factsOfLayer(node.layer, figures.applied);
  ofLayers.set(figures, made);
  return made;
}

function factsOfLayer(layer: AnyLayer, applied: AppliedLayer): LayerFacts {
  const step = layer.receptiveField(applied);
  if (step.kind !== 'window') return step.kind === 'local' ? local : { ...local, step };
  const isSpatial = layer.kind === 'convolution' && (step.kernel[0] > 1 || step.kernel[1] > 1);
  const strides = step.stride[0] > 1 || step.stride[1] > 1;
  const windows = strides ? windowsOf(layer.kind, step, applied) : undefined;
  if (!windows) return { step, windows, share: 1, lost: unread, isSpatial };
  const { height, width } = windows.input;
  const share = (readAlong(windows, 0) * readAlong(windows, 1)) / (height * width);
  return { step, windows, share, lost: [lostAlong(windows, 0), lostAlong(windows, 1)], isSpatial };
}

function readersIn(body: Body): Readers {
  const ofNodes: Reader[][] = body.nodes.map(() => []);
  const ofInputs: Reader[][] = body.inputs.map(() => []);
  for (const node of body.nodes) {
    for (const [operand, source] of node.inputs.entries()) {
      const list = 'node' in source ? ofNodes[source.node] : ofInputs[source.input];
      list?.push({ node: node.index, operand });
    }
  }
  return { ofNodes, ofInputs };
}
