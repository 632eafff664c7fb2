import type { ForwardContext, Pair, Tensor } from './tensorOps.ts';
import type { Arguments, ParameterSpecs } from './parameter.ts';
import type { Shape } from './shape.ts';
import { elements } from './shape.ts';
import type { MistakeCode } from '../syntax/codes.ts';

/** Which colour and group a layer has in the diagram, the palette and the reference. */
export type LayerKind =
  | 'convolution'
  | 'dense'
  | 'pooling'
  | 'normalization'
  | 'activation'
  | 'regularization'
  | 'merge'
  | 'shape'
  | 'output';

/** A number together with how it came about, figures filled in: `3·3·64·128 + 128`. */
export interface Figure {
  readonly value: number;
  readonly formula: string;
}

export type Initializer =
  | { readonly kind: 'zeros' | 'ones' }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'uniform'; readonly limit: number }
  /** As given, in the order of the weight's shape. */
  | { readonly kind: 'values'; readonly values: readonly number[] }
  /** Variance scaled by the fans: He 2/in, Xavier 2/(in+out), LeCun 1/in; normal (untruncated). */
  | { readonly kind: 'he' | 'xavier' | 'lecun'; readonly fanIn: number; readonly fanOut: number };

/** One tensor of a layer. The parameter counts shown are derived from these, and so are the tensors trained. */
export interface WeightSpec {
  /** The last segment of the weight's path: `kernel`, `bias`, `gamma`, `movingMean`, … */
  readonly name: string;
  /** In the order the forward computation expects (kernels: [kh, kw, in/groups, out]). */
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  readonly trainable: boolean;
  /** Whether weight decay applies: kernels yes, biases and norms' parameters too unless the recipe says otherwise. */
  readonly decays: boolean;
}

/** Which positions of the input an output unit sees, by dimension (height, width). */
export type FieldStep =
  /** Its own. */
  | { readonly kind: 'local' }
  /**
   * A window, which begins at stride * unit - `padding`. `dilation` is already in `kernel`: (kernel - 1) * dilation + 1;
   * it is left out where it is 1.
   */
  | {
      readonly kind: 'window';
      readonly kernel: Pair;
      readonly stride: Pair;
      readonly padding: Pair;
      readonly dilation?: Pair;
    }
  /** The one that it repeats: unit / factor, rounded down. */
  | { readonly kind: 'repeat'; readonly factor: Pair }
  /** Those that a kernel with so many `taps`, laid down every `stride` units, spreads to it; `cropped` at the top and left. */
  | {
      readonly kind: 'spread';
      readonly taps: Pair;
      readonly dilation: Pair;
      readonly stride: Pair;
      readonly cropped: Pair;
    }
  /** Its share of the input's size, from where it begins (rounded down) to where it ends (rounded up). */
  | { readonly kind: 'share'; readonly input: Pair; readonly output: Pair }
  /** Some that are told by no window, as values move across rows and columns. */
  | { readonly kind: 'scattered' }
  | { readonly kind: 'global' };

/** Why a layer can't stand on its input. `argument` names the parameter whose value clashes, if one does. */
export interface LayerProblem {
  readonly code: MistakeCode;
  /** One sentence in a practitioner's words, with the values that clash. */
  readonly message: string;
  readonly argument?: string;
  /** For merges: the operand (from 0) that clashes. */
  readonly operand?: number;
  /** What quick fixes would need, the likeliest first. */
  readonly fixes?: readonly {
    readonly title: string;
    readonly insertBefore?: string;
    readonly replaceArgument?: string;
  }[];
}

/** A layer's arguments checked and completed, standing on inputs of known shape. */
interface Application<Specs extends ParameterSpecs = ParameterSpecs> {
  readonly arguments: Arguments<Specs>;
  /** One for a plain layer, two or more for a merge. */
  readonly inputs: readonly Shape[];
}

export interface AppliedLayer<Specs extends ParameterSpecs = ParameterSpecs> extends Application<Specs> {
  readonly output: Shape;
}

/**
 * One entry of the catalogue. Everything in the product that knows about a layer reads it here; adding
 * a layer touches its file, its registration in catalogue.ts and its test, and nothing else.
 */
export interface Layer<Specs extends ParameterSpecs = ParameterSpecs> {
  readonly name: string;
  readonly kind: LayerKind;
  /** Markdown, shown on hover and in completion: what it does, in one or two sentences. */
  readonly documentation: string;
  /** Where it comes from: paper and year. */
  readonly source?: string;
  /** In their order; the first two may be given by position. */
  readonly parameters: Specs;
  /** `many`: a merge, that takes two or more values and combines exactly these. */
  readonly operands: 'one' | 'many';
  /** A merge that takes over the values of one of its kind that ends one of its arguments. */
  readonly coalesces?: boolean;
  /** A merge whose result depends on the order of its operands. */
  readonly inOrder?: boolean;
  /** As a network's output: the class with the smallest number wins, so the loss takes the negatives as scores. */
  readonly smallestWins?: boolean;
  /** Can overwrite its input in place (activations, dropout): left out of the lecture tables' memory. */
  readonly inPlace?: boolean;
  /** Hands on its input itself: the output is no value of its own, and takes no memory. */
  readonly passesOn?: boolean;
  /** Counts as a layer in depth: convolutions and dense layers. */
  readonly countsInDepth?: boolean;
  /** Passes its values on unchanged at inference (dropout, identity). */
  readonly trainingOnly?: boolean;
  /** Takes each channel's mean away, so that a constant added to a channel before it is lost (a bias). */
  readonly centresChannels?: boolean;
  /** Makes probabilities of scores: done twice, it makes them nearly equal. */
  readonly givesProbabilities?: boolean;
  /**
   * The output's shape, or what is wrong. Called with arguments that satisfy their specs and with inputs
   * of known shape; throws on nothing.
   */
  output(application: Application<Specs>): Shape | LayerProblem;
  weights?(applied: AppliedLayer<Specs>): WeightSpec[];
  /** Multiply-accumulates of convolutions and dense layers, for one image. */
  macs?(applied: AppliedLayer<Specs>): Figure;
  /** Elementwise operations of the others, for one image. */
  elementwise?(applied: AppliedLayer<Specs>): Figure;
  /** Bytes for the backward pass beyond input and output are not modelled: see `keeps`. */
  receptiveField(applied: AppliedLayer<Specs>): FieldStep;
  /** What the backward pass must keep: its input, its output, or neither. */
  readonly keeps: 'input' | 'output' | 'both' | 'nothing';
  /** For a merge: which operands are gates, that scale the others (Multiply's broadcast ones); not on the depth path. */
  gates?(applied: AppliedLayer<Specs>): readonly number[];
  /** The parameters' formula by weight, figures filled in; default: the product of each weight's shape. */
  parameterFormula?(applied: AppliedLayer<Specs>): string;
  /** What stands after the name on the diagram's first line: `3×3, 128 /2`. */
  brief?(applied: AppliedLayer<Specs>): string;
  /** Remarks shown on hover: `padding: 1 differs from same on this even size`. */
  remarks?(applied: AppliedLayer<Specs>): string[];
  forward(context: ForwardContext, inputs: readonly Tensor[], applied: AppliedLayer<Specs>): Tensor;
}

/** A layer whose argument types are forgotten, as the catalogue holds it. */
export type AnyLayer = Layer<ParameterSpecs>;

/**
 * Fixes a layer's type from its parameters, so that its functions see typed arguments; and keeps outputs
 * within what can be counted, so that no figure that follows from them is infinite or not a number.
 */
export function defineLayer<const Specs extends ParameterSpecs>(layer: Layer<Specs>): AnyLayer {
  return {
    ...layer,
    output: (application: Application<Specs>) => {
      const result = layer.output(application);
      return isProblem(result) || elements(result) <= Number.MAX_SAFE_INTEGER
        ? result
        : {
            code: 'too-large',
            message: `${layer.name}'s output would hold more values than can be counted.`,
          };
    },
  };
}

export function isProblem<Result extends object>(result: Result | LayerProblem): result is LayerProblem {
  return 'message' in result;
}
