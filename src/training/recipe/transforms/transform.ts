import type { BytePicture } from '../../data/dataset.ts';
import type { Random } from '../../random.ts';
import type { RecipeArguments, RecipeParameters, ShelfThing } from '../parameter.ts';
import type { Size } from '../recipe.ts';
import type { Raster } from './resample.ts';

/** A picture under way: pixels from 0 to 1 in HWC order. The steps may change `data` in place. */
export interface Picture extends Raster {
  readonly data: Float32Array;
}

/** Of pixels from 0 to 1, a channel each. */
export interface ChannelStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export interface PrincipalComponents {
  /** Standard deviations along the components. */
  readonly deviations: readonly number[];
  /** `vectors[i]` is component i, of length 1. */
  readonly vectors: readonly (readonly number[])[];
}

export interface TransformContext {
  /** What a border and a blanked square are filled with, a channel each: what will be 0 for the network. */
  readonly fill: readonly number[];
  /** Given when a step asks for it. */
  readonly components: PrincipalComponents | undefined;
}

/** A batch for training, normalized, whose pictures may be made of several. */
export interface MixedBatch {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** In NHWC order. */
  readonly pixels: Float32Array;
  readonly classes: number;
  /** A row a picture: the share of each class, 1 in all. */
  readonly targets: Float32Array;
}

/** Why a step can't be done on pictures of some size, as a sentence without its full stop. */
export interface SizeProblem {
  readonly code: 'crop-too-large' | 'made-too-large';
  readonly problem: string;
}

/**
 * One entry of the shelf: a step of `prepare` or `augment`. All that the product knows of it is here; adding one
 * touches its file, its line in catalogue.ts and its test.
 *
 * It does one of three things: `apply` changes a picture where the step stands; `normalization` says what all pixels are
 * normalized by at the end, wherever it stands; `mix` changes whole batches after that, pixels and targets.
 */
export interface Transform<Specs extends RecipeParameters = RecipeParameters> extends ShelfThing<Specs> {
  /** Does the same each time, so that `prepare` may have it; the others stand in `augment` only. */
  readonly isFixed?: true;
  /** Makes pictures of one size whatever theirs are, at least of one shorter side. */
  readonly settlesSize?: true;
  /** Asks for `components` in its context. */
  readonly needsComponents?: true;
  /** Height and width that it makes of these; absent: it leaves them. */
  size?(given: RecipeArguments<Specs>, before: Size): Size | SizeProblem;
  /** Draws from `random` only what the step needs, always the same count. */
  apply?(given: RecipeArguments<Specs>, picture: Picture, random: Random, context: TransformContext): Picture;
  /** The same on a photograph as its file has it; values stay from 0 to 255. Absent: numbers are made of it first. */
  applyToBytes?(given: RecipeArguments<Specs>, picture: BytePicture): Raster;
  /** What is subtracted from the pixels, and what they are divided by; what is absent is that of the training images. */
  normalization?(given: RecipeArguments<Specs>): Partial<ChannelStatistics>;
  /** Changes the batch in place; draws from `random` what the batch's size asks for, whatever is in it. */
  mix?(given: RecipeArguments<Specs>, batch: MixedBatch, random: Random): void;
}

/** A transform whose argument types are forgotten, as the catalogue holds it. */
export type AnyTransform = Transform<RecipeParameters>;

/** Fixes a transform's type from its parameters, so that its functions see typed arguments. */
export function defineTransform<const Specs extends RecipeParameters>(
  transform: Transform<Specs>,
): AnyTransform {
  return transform;
}
