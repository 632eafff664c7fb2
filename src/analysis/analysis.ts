import type { Known } from '../layers/known.ts';
import type { AppliedLayer, Figure, WeightSpec } from '../layers/layer.ts';
import type { Shape } from '../layers/shape.ts';
import type { Pair } from '../layers/tensorOps.ts';
import type { Body, ExpandedNetwork, LayerNode, Node } from '../network/network.ts';
import type { CallSite, Mistake } from '../syntax/mistakes.ts';

/**
 * What the analysed network is, as every reader of it sees it: language server, diagram, command line,
 * training, exports. `analyse` (analyse.ts) makes it; `rootView`, `layersOf` and `usesAt` (views.ts) and
 * `summaryOf` (summary.ts) read it. All of it is read-only.
 */

/**
 * A receptive field on the network's input, height first: `size` pixels, `stride` (the jump: how far the
 * fields of neighbouring units lie apart, in the mean, which can be a fraction) and `padding` (how far the first unit's
 * field begins before the picture). Where paths meet, from the first pixel that one of them sees to the last.
 */
export interface Field {
  /** Of the units that see furthest. */
  readonly size: Pair;
  /** Of those that see least, where that differs. */
  readonly smallest?: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  /** Paths of different centre or stride were merged. */
  readonly misaligned: boolean;
  /** What each unit sees along height and width, where that is not the same, `stride` further on: all of these together. */
  readonly seen?: readonly [readonly UnitsSeen[], readonly UnitsSeen[]];
}

/** From which pixel to which each of the first units sees; `period` units further on it is `shift` pixels further. */
export interface UnitsSeen {
  readonly period: number;
  readonly shift: number;
  /** Null of a unit that sees none. */
  readonly units: readonly (Pair | null)[];
}

/**
 * Why what units see is not told: `scattered`: it is no window; `long`: it repeats after too many units; `holes`: what is
 * seen in between is not all seen, in blocks too large to look at unit by unit.
 */
export type Lost = 'scattered' | 'long' | 'holes';

/** `global`: every unit sees the whole picture. */
export type ReceptiveField = Known<Field | 'global'>;

/** Sums over layers; what one of them leaves unknown is not known of the sum. Bytes are of float32 numbers, for one image. */
export interface Cost {
  readonly layers: Known;
  readonly trainable: Known;
  readonly nonTrainable: Known;
  readonly macs: Known;
  readonly elementwise: Known;
  /** Bytes of every layer's output. */
  readonly memory: Known;
  /** The same without the layers that can run in place (activations, dropout). */
  readonly memoryWithoutInPlace: Known;
}

/** One layer of a body, wherever that body is called. */
export interface LayerFigures {
  /** Arguments, inputs and output together; undefined where one of them is unknown: then some figures may be known. */
  readonly applied: AppliedLayer | undefined;
  /** Undefined where they are not all known, with their initializers. */
  readonly weights: Known<readonly WeightSpec[]>;
  /** Trainable ones, with the formula filled in. */
  readonly parameters: Known<Figure>;
  readonly nonTrainable: Known;
  readonly macs: Known<Figure>;
  readonly elementwise: Known<Figure>;
  /** Bytes of the output, one image, float32; none where it is the input itself (`Identity`). */
  readonly memory: Known;
  readonly remarks: readonly string[];
}

/** A body with its figures; one per different body, however often it is called. */
export interface AnalysedBody {
  readonly body: Body;
  /** By node index; undefined for calls and broken steps. */
  readonly layers: readonly (LayerFigures | undefined)[];
  /** By node index: what the node costs, for a call everything inside (its auxiliaries left out). */
  readonly costs: readonly Cost[];
  /** Without the auxiliaries. */
  readonly cost: Cost;
  readonly auxiliaryCost: Cost;
  /** No mistake in it or below: every shape is known. */
  readonly complete: boolean;
}

export interface Totals {
  /** False after a mistake: some figures are then not known. */
  readonly complete: boolean;
  /** Layers of the catalogue that the network applies, without the auxiliaries'. */
  readonly layers: Known;
  /** `auxiliary`: the trainable ones of the auxiliary heads. */
  readonly parameters: {
    readonly trainable: Known;
    readonly nonTrainable: Known;
    readonly auxiliary: Known;
  };
  readonly macs: Known;
  readonly auxiliaryMacs: Known;
  readonly elementwise: Known;
  /** Activation memory: bytes of float32 numbers, for one image. */
  readonly memory: {
    /** Every layer's output, the network's input left out. */
    readonly forward: Known;
    /** Without what can run in place. */
    readonly withoutInPlace: Known;
    /** The most that is held at once, the input included, when every value is freed after its last use. */
    readonly peak: Known;
    /** What the backward pass keeps, auxiliaries and input included, each value once. */
    readonly training: Known;
  };
  /** Convolutions and dense layers on the longest path to the output, gates left out. */
  readonly depth: Known;
  /** Of the last value before the first global layer; never global, unless the input itself is a vector. */
  readonly receptiveField: ReceptiveField;
  readonly output: Shape | undefined;
}

export interface AnalysedNetwork {
  readonly network: ExpandedNetwork;
  readonly root: AnalysedBody;
  readonly totals: Totals;
  /** Failed expectations, with the measured value. The expansion's own mistakes are in `network.mistakes`. */
  readonly mistakes: readonly Mistake[];
}

/**
 * One call of a body, or the network's own body: what belongs to the call and not to the shared body.
 * Made when asked for, from the outside inwards.
 */
export interface BodyView {
  readonly analysed: AnalysedBody;
  readonly body: Body;
  /** Segments of the calls' paths that led here: `['Bottleneck3']`; the network's own is empty. */
  readonly path: readonly string[];
  /** The calls that led here, outermost first. */
  readonly chain: readonly CallSite[];
  /** Inside an auxiliary head. */
  readonly auxiliary: boolean;
  /** Absolute receptive fields of the body's inputs. */
  readonly inputFields: readonly ReceptiveField[];
  /** The absolute receptive field of a node's result. */
  fieldOf(node: Node): ReceptiveField;
  /** The call node's body; the same object for the same node. */
  open(call: Node): BodyView | undefined;
}

/** One layer of the network as it stands in one chain of calls. */
export interface LayerView {
  /** All segments: `['Bottleneck3', 'residual', 'ConvNorm2', 'Conv1']`. */
  readonly path: readonly string[];
  /** Joined by dots, as weights' paths begin. */
  readonly name: string;
  readonly chain: readonly CallSite[];
  readonly node: LayerNode;
  readonly body: Body;
  readonly figures: LayerFigures;
  readonly field: ReceptiveField;
  /** Why the field is not known, where it is not for another reason than a mistake. */
  readonly lost: Lost | undefined;
  readonly auxiliary: boolean;
}

/** A step of the source (a layer's or a block's) as the network uses it; equal uses are told once. */
export interface Use {
  readonly node: Node;
  readonly body: Body;
  /** Of the first of them. */
  readonly path: readonly string[];
  readonly chain: readonly CallSite[];
  readonly figures: LayerFigures | undefined;
  readonly cost: Cost;
  readonly field: ReceptiveField;
  /** As a layer view's. */
  readonly lost: Lost | undefined;
  readonly auxiliary: boolean;
  /** How many uses are equal to this one in shapes, arguments, figures and receptive field. */
  readonly count: number;
}
