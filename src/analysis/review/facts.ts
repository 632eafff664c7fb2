import type { FieldStep } from '../../layers/layer.ts';
import type { Body, Node } from '../../network/network.ts';
import type { LayerFigures } from '../analysis.ts';
import { analyseBody } from '../bodies.ts';
import { givesProbabilities } from './roles.ts';
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
  readonly windows: Windows | undefined;
  /** The share of its input that its windows read, where the stride is larger than they are; else 1. */
  readonly share: number;
  /** Rows and columns at the far border that no window reaches. */
  readonly lost: readonly [rows: number, columns: number];
  /** A convolution whose kernel is larger than one position. */
  readonly isSpatial: boolean;
}

/** What the review wants to know of a body, wherever it stands and whoever calls it. */
export interface BodyFacts {
  /** By node index; undefined for calls and where something is unknown. */
  readonly layers: readonly (LayerFacts | undefined)[];
  /** Who reads what a node makes, by node index, and the body's inputs. */
  readonly readers: {
    readonly ofNodes: readonly (readonly Reader[])[];
    readonly ofInputs: readonly (readonly Reader[])[];
  };
  readonly skips: boolean;
  readonly losesBorder: boolean;
  readonly enlarges: boolean;
  readonly softmaxes: number;
  /** Some layer has a bias. */
  readonly biased: boolean;
  /** Some layer merges values. */
  readonly merges: boolean;
}

const facts = new WeakMap<readonly (LayerFigures | undefined)[], BodyFacts>();

/** Gathered once for bodies that are alike: those share the figures of their layers. */
export function factsOf(body: Body): BodyFacts {
  const { layers } = analyseBody(body);
  const known = facts.get(layers);
  if (known) return known;
  const found = body.nodes.map((node) => layerFacts(node, layers[node.index]));
  const some = (holds: (layer: LayerFacts) => boolean) => found.some((layer) => layer && holds(layer));
  const made: BodyFacts = {
    layers: found,
    readers: readersIn(body),
    skips: some(({ share }) => share < 1),
    losesBorder: some(({ lost }) => lost[0] + lost[1] > 0),
    enlarges: some(({ step }) => step.kind === 'window' && step.upsampling !== undefined),
    biased: body.nodes.some((node) => node.kind === 'layer' && node.arguments?.bias === true),
    merges: body.nodes.some((node) => node.kind === 'layer' && node.layer.operands === 'many'),
    softmaxes: body.nodes.filter((node) => node.kind === 'layer' && givesProbabilities(node)).length,
  };
  facts.set(layers, made);
  return made;
}

function layerFacts(node: Node, figures: LayerFigures | undefined): LayerFacts | undefined {
  if (node.kind !== 'layer' || !figures?.applied) return undefined;
  const { layer } = node;
  const step = layer.receptiveField(figures.applied);
  const windows = windowsOf(layer.kind, step, figures.applied);
  return {
    step,
    windows,
    share: windows
      ? (readAlong(windows, 0) * readAlong(windows, 1)) / (windows.input.height * windows.input.width)
      : 1,
    lost: windows ? [lostAlong(windows, 0), lostAlong(windows, 1)] : [0, 0],
    isSpatial:
      layer.kind === 'convolution' && step.kind === 'window' && (step.kernel[0] > 1 || step.kernel[1] > 1),
  };
}

function readersIn(body: Body): BodyFacts['readers'] {
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
