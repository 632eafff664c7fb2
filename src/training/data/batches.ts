import { Random, mix, permutation } from '../random.ts';
import type { Chosen, Recipe, Size } from '../recipe/recipe.ts';
import {
  apply,
  applyToBytes,
  isInPlace,
  isOnBatches,
  mixBatch,
  normalizationOf,
  transformOf,
  worksOnBytes,
} from '../recipe/transforms/catalogue.ts';
import { middle } from '../recipe/transforms/rasters.ts';
import type { Raster } from '../recipe/transforms/resample.ts';
import type { ChannelStatistics, Picture, TransformContext } from '../recipe/transforms/transform.ts';
import type { BytePicture, Dataset, LabelledImages } from './dataset.ts';
import { channelStatistics, principalComponents } from './statistics.ts';

/** One batch, ready for an engine: pictures in NHWC order, and their classes. */
export interface Batch {
  readonly count: number;
  readonly pixels: Float32Array;
  /** Of a picture that is made of several: that with the largest share. */
  readonly labels: Int32Array;
  /** Where pictures are made of several: a row each, the share of each class. */
  readonly targets?: Float32Array;
}

export interface Batches {
  /** Height, width and channels of each picture. */
  readonly shape: readonly [number, number, number];
  readonly classes: number;
  readonly counts: { readonly training: number; readonly validation: number; readonly test: number };
  /** Whole ones only: a last batch with fewer images is left out of the epoch. */
  readonly trainingBatches: number;
  /** Depends on seed, epoch (from 0) and step (from 0) alone. */
  training(epoch: number, step: number): Promise<Batch>;
  /** All pictures of the part, in a fixed order; the last batch may hold fewer. */
  evaluation(part: 'validation' | 'test'): AsyncIterable<Batch>;
}

/** Lets messages arrive, between two pictures; throws where the batch is not wanted any more. */
export type Pause = () => Promise<void>;

/** What the numbers drawn are for, so that none of them depend on each other. */
const enum Purpose {
  Split = 1,
  Order = 2,
  Augment = 3,
  Mix = 4,
}

/** Milliseconds of work between two pauses. */
const breath = 50;
/** Pictures that are asked for before their turn: those that are read from files are, several at a time. */
const ahead = 8;

/** He et al. (2015) keep 5,000 of 50,000 for validation. */
const validationShare = 0.1;

/**
 * Batches of a data set as a recipe wants them.
 * @param size height and width that the network takes
 */
export function makeBatches(dataset: Dataset, recipe: Recipe, size: Size, pause?: Pause): Batches {
  const { training, test } = dataset;
  const parts = partsOf(dataset, recipe.seed);
  const trainingPart = parts.training.indices;
  const prepare = recipe.prepare.slice(dataset.prepared ?? 0);
  const inTraining = [...prepare, ...recipe.augment];
  const all = [...recipe.prepare, ...recipe.augment];
  const statistics = statisticsOf(all, training, trainingPart);
  const context: TransformContext = {
    fill: statistics.mean,
    components: all.some((step) => transformOf(step).needsComponents)
      ? principalComponents(training, trainingPart)
      : undefined,
  };
  const [height, width] = size;
  const elements = height * width * training.channels;
  let ordered: { epoch: number; order: Uint32Array } | undefined;

  /** Pictures of `images` at these indices through the steps; `draw` gives each its random numbers. */
  const fill = async (
    images: LabelledImages,
    indices: Uint32Array,
    steps: readonly Chosen[],
    draw: (index: number) => Random,
  ): Promise<Batch> => {
    const pixels = new Float32Array(indices.length * elements);
    const labels = new Int32Array(indices.length);
    let rested = performance.now();
    let position = 0;
    for (const asked of inTurn(images, indices)) {
      if (pause && performance.now() - rested > breath) {
        await pause();
        rested = performance.now();
      }
      const index = indices[position]!;
      const begun = begin('then' in asked ? await asked : asked, steps, size);
      let { picture } = begun;
      const random = draw(index);
      for (const step of begun.rest) picture = apply(step, picture, random, context);
      normalize(middle(picture, size), statistics, pixels, position * elements);
      labels[position++] = images.labels[index]!;
    }
    return { count: indices.length, pixels, labels };
  };

  const mixing = inTraining.filter(isOnBatches);
  const classes = dataset.description.classes.length;
  /** The batch after the steps that work on all of it. */
  const mixed = ({ count, pixels, labels }: Batch, epoch: number, step: number): Batch => {
    const targets = new Float32Array(count * classes);
    labels.forEach((label, row) => (targets[row * classes + label] = 1));
    const { channels } = training;
    for (const [at, each] of mixing.entries()) {
      const random = new Random(mix(recipe.seed, Purpose.Mix, epoch, step, at));
      mixBatch(each, { count, height, width, channels, pixels, classes, targets }, random);
    }
    const largest = labels.map((_, row) =>
      indexOfLargest(targets.subarray(row * classes, (row + 1) * classes)),
    );
    return { count, pixels, labels: largest, targets };
  };

  const still = new Random(0); // `prepare` draws nothing
  return {
    shape: [height, width, training.channels],
    classes,
    counts: {
      training: trainingPart.length,
      validation: parts.validation.indices.length,
      test: test.count,
    },
    trainingBatches: Math.floor(trainingPart.length / recipe.batch),
    async training(epoch, step) {
      if (ordered?.epoch !== epoch) {
        const places = permutation(trainingPart.length, mix(recipe.seed, Purpose.Order, epoch));
        ordered = { epoch, order: places.map((place) => trainingPart[place]!) };
      }
      const indices = ordered.order.subarray(step * recipe.batch, (step + 1) * recipe.batch);
      const batch = await fill(
        training,
        indices,
        inTraining,
        (index) => new Random(mix(recipe.seed, Purpose.Augment, epoch, index)),
      );
      return mixing.length === 0 ? batch : mixed(batch, epoch, step);
    },
    async *evaluation(part) {
      const { images, indices } = parts[part];
      const batch = Math.min(recipe.batch, 256);
      for (let from = 0; from < indices.length; from += batch) {
        yield await fill(images, indices.subarray(from, from + batch), prepare, () => still);
      }
    },
  };
}

const indexOfLargest = (values: Float32Array): number => values.indexOf(Math.max(...values));

/** The pictures at these places, some asked for ahead. */
function* inTurn(
  images: LabelledImages,
  indices: Uint32Array,
): Generator<BytePicture | Promise<BytePicture>> {
  const asked: (BytePicture | Promise<BytePicture>)[] = [];
  for (let at = 0, next = 0; at < indices.length; at++) {
    for (; next < Math.min(indices.length, at + ahead); next++) {
      const picture = images.picture(indices[next]!);
      if ('then' in picture) picture.catch(() => undefined); // it throws when its turn comes
      asked.push(picture);
    }
    yield asked.shift()!;
  }
}

/** A picture as numbers, and the steps that are left: a photograph is made smaller, where it is, as bytes. */
function begin(
  bytes: BytePicture,
  steps: readonly Chosen[],
  size: Size,
): { readonly picture: Picture; readonly rest: readonly Chosen[] } {
  const at = steps.findIndex(isInPlace);
  const first = steps[at];
  if (!first) return { picture: floats(middle(bytes, size)), rest: [] };
  if (!worksOnBytes(first)) return { picture: floats(bytes), rest: steps };
  return { picture: floats(applyToBytes(first, bytes)), rest: steps.slice(at + 1) };
}

interface PartOfSet {
  readonly images: LabelledImages;
  readonly indices: Uint32Array;
}

/** The validation part that the data set has, else one that is split off by the seed. */
function partsOf(
  { training, validation, test }: Dataset,
  seed: number,
): Readonly<Record<'training' | 'validation' | 'test', PartOfSet>> {
  const whole = (images: LabelledImages): PartOfSet => ({
    images,
    indices: Uint32Array.from({ length: images.count }, (_, index) => index),
  });
  if (validation) return { training: whole(training), validation: whole(validation), test: whole(test) };
  const count = Math.min(Math.max(1, Math.round(training.count * validationShare)), training.count - 1);
  const shuffled = permutation(training.count, mix(seed, Purpose.Split));
  return {
    training: { images: training, indices: shuffled.slice(count).sort() },
    validation: { images: training, indices: shuffled.slice(0, count).sort() },
    test: whole(test),
  };
}

/** Those that the last step that normalizes says; without one, pixels stay from 0 to 1. */
function statisticsOf(
  steps: readonly Chosen[],
  images: LabelledImages,
  indices: Uint32Array,
): ChannelStatistics {
  const given = normalizationOf(steps);
  const every = (value: number): number[] => Array.from({ length: images.channels }, () => value);
  if (!given) return { mean: every(0), deviation: every(1) };
  const { mean, deviation } = given;
  if (mean && deviation) return { mean, deviation };
  const measured = channelStatistics(images, indices);
  return { mean: mean ?? measured.mean, deviation: deviation ?? measured.deviation };
}

/** (pixel - mean) / deviation into `target` from `offset` on. */
function normalize(
  { data, channels }: Picture,
  { mean, deviation }: ChannelStatistics,
  target: Float32Array,
  offset: number,
): void {
  for (let channel = 0; channel < channels; channel++) {
    const factor = 1 / deviation[channel]!;
    const subtract = mean[channel]!;
    for (let at = channel; at < data.length; at += channels) {
      target[offset + at] = (data[at]! - subtract) * factor;
    }
  }
}

/** From 0 to 255 to numbers from 0 to 1: a copy, that the steps may change. */
export function floats({ data, ...picture }: Raster): Picture {
  const copy = new Float32Array(data.length);
  for (let at = 0; at < copy.length; at++) copy[at] = data[at]! / 255;
  return { ...picture, data: copy };
}
