import type { AnyLayer, AppliedLayer, FieldStep } from '../../../layers/layer.ts';
import type { Body, Node, Source } from '../../../network/network.ts';
import type { LayerFigures } from '../../analysis.ts';
import { analyseBody } from '../../bodies.ts';
import type { Windows } from './windowsOf.ts';
import { kernelExceeds, lostAlong, readAlong, windowsOf } from './windowsOf.ts';

/** A step that reads a value, and as which of its operands. */
export interface Reader {
  readonly node: number;
  readonly operand: number;
}

/** What the review wants to know of a layer, wherever it stands. */
interface LayerFacts {
  readonly step: FieldStep;
  /** Of a convolution or pooling that strides. */
  readonly windows: Windows | undefined;
  /** The share of its input that its windows read, where the stride is larger than they are; else 1. */
  readonly share: number;
  /** Rows and columns at the far border that no window reaches. */
  readonly lost: readonly [rows: number, columns: number];
  /** A convolution whose kernel is larger than one position. */
  readonly isSpatial: boolean;
  /** A convolution or pooling whose kernel, dilation aside, is larger than its input. */
  readonly exceedsInput: boolean;
}

/** The steps of a body that read a value of it, in order. */
type Readers = (source: Source) => readonly Reader[];

/** What the review wants to know of a body, wherever it stands and whoever calls it. */
export interface BodyFacts {
  /** By node index; undefined for calls and where something is unknown. */
  readonly layers: readonly (LayerFacts | undefined)[];
  readonly readers: () => Readers;
  readonly skips: boolean;
  readonly losesBorder: boolean;
  readonly exceedsInput: boolean;
  readonly enlarges: boolean;
  readonly softmaxes: number;
  /** Layers with a bias, by node index. */
  readonly biased: readonly number[];
  /** Layers that merge values, by node index. */
  readonly merges: readonly number[];
  /** Layers that normalize, by node index. */
  readonly norms: readonly number[];
}

const facts = new WeakMap<readonly (LayerFigures | undefined)[], BodyFacts>();

/** What `make` gives for a body, made once for bodies that are alike. */
export function onceForAlike<Made extends object>(
  make: (body: Body, facts: BodyFacts) => Made,
): (body: Body) => Made {
  const known = new WeakMap<BodyFacts, Made>();
  return (body) => {
    const facts = factsOf(body);
    const found = known.get(facts);
    if (found) return found;
    const made = make(body, facts);
    known.set(facts, made);
    return made;
  };
}

/** Gathered once for bodies that are alike: those share the figures of their layers. */
export function factsOf(body: Body): BodyFacts {
  const { layers } = analyseBody(body);
  const known = facts.get(layers);
  if (known) return known;
  const ofLayer: (LayerFacts | undefined)[] = [];
  const biased: number[] = [];
  const merges: number[] = [];
  const norms: number[] = [];
  let skips = false;
  let losesBorder = false;
  let exceedsInput = false;
  let enlarges = false;
  let softmaxes = 0;
  for (const node of body.nodes) {
    const layer = layerFacts(node, layers[node.index]);
    ofLayer.push(layer);
    if (layer && layer !== local) {
      const { share, lost, step } = layer;
      skips ||= share < 1;
      losesBorder ||= lost[0] + lost[1] > 0;
      exceedsInput ||= layer.exceedsInput;
      enlarges ||= enlarging.has(step.kind);
    }
    if (node.kind !== 'layer') continue;
    if (node.arguments?.bias === true) biased.push(node.index);
    if (node.layer.operands === 'many') merges.push(node.index);
    if (node.layer.kind === 'normalization') norms.push(node.index);
    if (node.layer.givesProbabilities) softmaxes++;
  }
  let readers: Readers | undefined;
  const made: BodyFacts = {
    layers: ofLayer,
    readers: () => (readers ??= readersIn(body)),
    skips,
    losesBorder,
    exceedsInput,
    enlarges,
    softmaxes,
    biased,
    merges,
    norms,
  };
  facts.set(layers, made);
  return made;
}

/** Steps whose units can lie closer than those of what they read. */
export const enlarging: ReadonlySet<FieldStep['kind']> = new Set(['repeat', 'spread', 'share']);

const ofLayers = new WeakMap<LayerFigures, LayerFacts>();

const unread = [0, 0] as const;
const local: LayerFacts = {
  step: { kind: 'local' },
  windows: undefined,
  share: 1,
  lost: unread,
  isSpatial: false,
  exceedsInput: false,
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
  if (step.kind === 'local') return local;
  if (step.kind === 'spread') return { ...local, step, isSpatial: step.taps[0] > 1 || step.taps[1] > 1 };
  if (step.kind !== 'window') return { ...local, step };
  const isSpatial = layer.kind === 'convolution' && (step.kernel[0] > 1 || step.kernel[1] > 1);
  const strides = step.stride[0] > 1 || step.stride[1] > 1;
  const exceedsInput = kernelExceeds(applied);
  const windows = strides ? windowsOf(layer.kind, step, applied) : undefined;
  if (!windows) return { step, windows, share: 1, lost: unread, isSpatial, exceedsInput };
  const { height, width } = windows.input;
  const share = (readAlong(windows, 0) * readAlong(windows, 1)) / (height * width);
  return {
    step,
    windows,
    share,
    lost: [lostAlong(windows, 0), lostAlong(windows, 1)],
    isSpatial,
    exceedsInput,
  };
}

function readersIn({ nodes, inputs }: Body): Readers {
  const operands = nodes.reduce((count, node) => count + node.inputs.length, 0);
  // Lists through arrays, of readers that are numbered from the last, so that the first is found first.
  const first = new Int32Array(inputs.length + nodes.length).fill(-1);
  const next = new Int32Array(operands);
  const reading = new Int32Array(2 * operands);
  const placeOf = (source: Source) => ('node' in source ? inputs.length + source.node : source.input);
  let reader = 0;
  for (let index = nodes.length - 1; index >= 0; index--) {
    const sources = nodes[index]!.inputs;
    for (let operand = sources.length - 1; operand >= 0; operand--) {
      const place = placeOf(sources[operand]!);
      next[reader] = first[place]!;
      first[place] = reader;
      reading[2 * reader] = index;
      reading[2 * reader + 1] = operand;
      reader++;
    }
  }
  return (source) => {
    const found: Reader[] = [];
    for (let at = first[placeOf(source)]!; at >= 0; at = next[at]!)
      found.push({ node: reading[2 * at]!, operand: reading[2 * at + 1]! });
    return found;
  };
}
