import type { AnyLayer, LayerProblem } from '../layers/layer.ts';
import type { CheckedArguments, PartlyKnownArguments } from '../layers/known.ts';
import type { Shape } from '../layers/shape.ts';
import type { Location, NetworkDeclaration } from '../syntax/tree.ts';
import type { Mistake } from '../syntax/mistakes.ts';
import type { Quantity } from './quantities.ts';

/**
 * The expanded network: a graph of shared bodies. A block called 36 times with the same arguments on
 * the same input shapes is one `Body`, held by 36 call nodes. Everything here is read-only once made.
 */
export interface ExpandedNetwork {
  readonly name: string;
  readonly declaration: NetworkDeclaration;
  readonly location: Location;
  /** The values of the network's parameters, defaults included. */
  readonly arguments: ReadonlyMap<string, Value>;
  /** Undefined where the `input` is missing or wrong: then the body holds no shapes. */
  readonly input: Shape | undefined;
  readonly body: Body;
  readonly expectations: readonly Expectation[];
  readonly mistakes: readonly Mistake[];
  /** How many layers all calls together hold, auxiliaries included. */
  readonly layerCount: number;
}

/** `expect` with its right-hand side evaluated; undefined where that failed (and is a mistake already). */
export interface Expectation {
  readonly quantity: Quantity;
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly value: number | readonly number[] | undefined;
  readonly location: Location;
  readonly quantityLocation: Location;
}

/** Where a value comes from within a body: a node's result, or one of the body's inputs. */
export type Source = { readonly node: number } | { readonly input: number };

/**
 * One expansion of a block, or of the network itself. `repeat`, `for`, `if` and arguments' flows are
 * expanded in place and leave their mark in each node's `path` and `loops`.
 */
export interface Body {
  /**
   * The same object for the same body at another place of its file, so that what is known of one, places aside, is
   * known of the other.
   */
  readonly identity: object;
  /** The block's or the network's name. */
  readonly name: string;
  /** Where the block is declared. */
  readonly location: Location;
  /** Input 0 is the flow's; the others are values handed over as arguments or captured by them. */
  readonly inputs: readonly (Shape | undefined)[];
  /** In an order in which every source stands before what reads it. */
  readonly nodes: readonly Node[];
  /** The different bodies that the nodes call, in the order of their first calls. */
  readonly called: readonly Body[];
  readonly output: Source;
  /** `auxiliary` heads: which node ends it, and its weight in the loss. */
  readonly auxiliaries: readonly AuxiliaryHead[];
  /** Names that the source gives to values (branches, `as`), for hover and the diagram's labels. */
  readonly names: readonly { readonly name: string; readonly source: Source; readonly location: Location }[];
}

export interface AuxiliaryHead {
  /** Path segment: `auxiliary1`. */
  readonly name: string;
  readonly weight: number;
  readonly output: Source;
  readonly location: Location;
}

interface NodeBase {
  readonly index: number;
  /**
   * The node's path within its body, as weights' paths have it: `['residual', 'Conv1']`, `['stage', '0', 'Conv1']`,
   * `['auxiliary1', 'Dense1']`. Unique within the body.
   */
  readonly path: readonly string[];
  /** The last name given by the source with `as`, or by `name =` where this node is the flow's last. */
  readonly label: string | undefined;
  /** The step: `Conv(64, 3)`, without `as`. */
  readonly location: Location;
  /** Sources, an entry an operand. */
  readonly inputs: readonly Source[];
  readonly inputShapes: readonly (Shape | undefined)[];
  /** Undefined from the first mistake on. */
  readonly output: Shape | undefined;
  /** The loops of this body that the node stands in, outermost first. */
  readonly loops: readonly LoopPosition[];
  /** Belongs to an auxiliary head of this body: in the trained loss, not in the inference counts. */
  readonly auxiliary: number | undefined;
}

export interface LoopPosition {
  /** Same for all nodes of one execution of a `repeat` or `for`; unique in the body. */
  readonly loop: number;
  readonly kind: 'repeat' | 'for';
  readonly iteration: number;
  readonly count: number;
  readonly location: Location;
}

export interface LayerNode extends NodeBase {
  readonly kind: 'layer';
  readonly layer: AnyLayer;
  /** Checked and with defaults; undefined where an argument was wrong or missing. */
  readonly arguments: CheckedArguments | undefined;
  /** What is known of them where one is wrong or missing. */
  readonly partly: PartlyKnownArguments | undefined;
  /** What the layer said of its inputs. */
  readonly problem: LayerProblem | undefined;
}

/** A call of a block. */
export interface CallNode extends NodeBase {
  readonly kind: 'call';
  /** `Bottleneck(128, stride: 2)`: values filled in, defaults left out. */
  readonly text: string;
  /** What the block's parameters are in this call, in their order. */
  readonly arguments: readonly CallArgument[];
  readonly body: Body;
}

export interface CallArgument {
  readonly name: string;
  readonly value: string;
  /** In the text as `value`, as `name: value`, or not at all. */
  readonly said: 'value' | 'name' | 'nowhere';
}

/** A step whose name or arguments could not be understood; its result is unknown. */
interface BrokenNode extends NodeBase {
  readonly kind: 'broken';
  readonly text: string;
}

export type Node = LayerNode | CallNode | BrokenNode;

/** Every different body of a network, callers before the bodies that only they call. */
export function bodiesOf(root: Body): readonly Body[] {
  const bodies = new Set([root]);
  for (const body of bodies) for (const called of body.called) bodies.add(called);
  return [...bodies];
}

export function calledBy(nodes: readonly Node[]): readonly Body[] {
  const called = new Set<Body>();
  let last: Body | undefined;
  for (const node of nodes) {
    if (node.kind !== 'call' || node.body === last) continue;
    last = node.body;
    called.add(last);
  }
  return [...called];
}

/** What an expression can be. Layers, blocks and flows to apply, and feature maps, are opaque outside expansion. */
export type Value =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'list'; readonly elements: readonly Value[] }
  | { readonly kind: 'applicable'; readonly text: string }
  | { readonly kind: 'function'; readonly text: string }
  | { readonly kind: 'map'; readonly shape: Shape | undefined }
  | { readonly kind: 'unknown' };
