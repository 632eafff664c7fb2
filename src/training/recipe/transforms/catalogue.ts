/**
 * The shelf of transforms: every step that `prepare` and `augment` may have. Checks, completion, hover, docs, run
 * records and the making of batches read the entry and know no transform by name.
 *
 * How to add one, say `RandomRotation`: its file, `randomRotation.ts`, with `defineTransform` as transform.ts
 * describes it (randomFlip.ts is the shortest to start from); its line in `transforms` below; its test,
 * test/training/recipe/transforms/randomRotation.test.ts, for what is its own: shelf.test.ts there tries the examples
 * of each entry. `npm run docs` then writes its line in docs/language.md.
 */
import type { BytePicture } from '../../data/dataset.ts';
import type { Random } from '../../random.ts';
import type { Chosen } from '../recipe.ts';
import { centerCrop } from './centerCrop.ts';
import { colorJitter } from './colorJitter.ts';
import { colorPCA } from './colorPCA.ts';
import { cutout } from './cutout.ts';
import { mixup } from './mixup.ts';
import { normalize } from './normalize.ts';
import { pad } from './pad.ts';
import { randomCrop } from './randomCrop.ts';
import { randomErasing } from './randomErasing.ts';
import { randomFlip } from './randomFlip.ts';
import { randomResizedCrop } from './randomResizedCrop.ts';
import type { Raster } from './resample.ts';
import { resize } from './resize.ts';
import type { AnyTransform, ChannelStatistics, MixedBatch, Picture, TransformContext } from './transform.ts';

/** All transforms, in the order in which messages, docs and completion list them. */
export const transforms: readonly AnyTransform[] = [
  resize,
  centerCrop,
  normalize,
  pad,
  randomCrop,
  randomResizedCrop,
  randomFlip,
  colorJitter,
  colorPCA,
  cutout,
  randomErasing,
  mixup,
];

const byName: ReadonlyMap<string, AnyTransform> = new Map(transforms.map((each) => [each.name, each]));

/** The transform that a step of a recipe chose. A recipe, read or kept, holds no other names. */
export function transformOf({ kind }: Chosen): AnyTransform {
  const transform = byName.get(kind);
  if (!transform) throw new Error(`there is no transform ${kind}`);
  return transform;
}

/** Whether the step changes pictures where it stands; the others work at the end, wherever they stand. */
export const isInPlace = (step: Chosen): boolean => transformOf(step).apply !== undefined;

/** Steps that are done on a photograph as its file has it, in bytes; the others make numbers of it first. */
export const worksOnBytes = (step: Chosen): boolean => transformOf(step).applyToBytes !== undefined;

/** One step on one picture; one that works at the end leaves it as it is. */
export function apply(step: Chosen, picture: Picture, random: Random, context: TransformContext): Picture {
  return transformOf(step).apply?.(step, picture, random, context) ?? picture;
}

/** A step that works on a photograph's bytes, done on them: values stay from 0 to 255. */
export function applyToBytes(step: Chosen, picture: BytePicture): Raster {
  const made = transformOf(step).applyToBytes?.(step, picture);
  if (!made) throw new Error(`${step.kind} does not work on bytes`);
  return made;
}

/** Whether the step works on whole batches, at the end. */
export const isOnBatches = (step: Chosen): boolean => transformOf(step).mix !== undefined;

/** One step on a batch, in place; of one that works on pictures nothing is left to do. */
export function mixBatch(step: Chosen, batch: MixedBatch, random: Random): void {
  transformOf(step).mix?.(step, batch, random);
}

/** What the last of the steps that normalize says; undefined where none does. */
export function normalizationOf(steps: readonly Chosen[]): Partial<ChannelStatistics> | undefined {
  const step = steps.findLast((each) => 'normalization' in transformOf(each));
  return step && transformOf(step).normalization?.(step);
}
