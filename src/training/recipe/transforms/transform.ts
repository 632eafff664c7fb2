import type { Random } from '../../random.ts';
import type { Size, Transform } from '../recipe.ts';
import type { BytePicture } from '../../data/dataset.ts';
import { resized } from './pictureSize.ts';
import type { Area, Raster } from './resample.ts';
import { resample } from './resample.ts';
import type { ChannelStatistics, PrincipalComponents } from '../../data/statistics.ts';

/** A picture under way: pixels from 0 to 1 in HWC order. The steps may change `data` in place. */
export interface Picture extends Raster {
  readonly data: Float32Array;
}

export interface TransformContext {
  /** What a border and a blanked square are filled with, a channel each: what will be 0 for the network. */
  readonly fill: readonly number[];
  /** Given when a step asks for it. */
  readonly components: PrincipalComponents | undefined;
}

/** One step on one picture. Draws from `random` only what the step needs, always the same count. */
export function apply(
  transform: Transform,
  picture: Picture,
  random: Random,
  context: TransformContext,
): Picture {
  switch (transform.kind) {
    case 'Normalize':
      return picture; // applied last, by `normalize`
    case 'Resize': {
      const size = resized([picture.height, picture.width], transform.size);
      return scaled(picture, { top: 0, left: 0, height: picture.height, width: picture.width }, size);
    }
    case 'CenterCrop':
      return centerCrop(picture, transform.size);
    case 'Pad':
      return pad(picture, transform.size, context.fill);
    case 'RandomCrop': {
      const [height, width] = transform.size;
      const top = random.below(picture.height - height + 1);
      return crop(picture, top, random.below(picture.width - width + 1), transform.size);
    }
    case 'RandomResizedCrop':
      return scaled(picture, randomPart(picture, transform, random), transform.size);
    case 'RandomFlip':
      return random.uniform() < transform.probability ? flip(picture) : picture;
    case 'ColorJitter':
      return jitter(picture, transform, random);
    case 'ColorPCA':
      return shift(picture, transform.deviation, random, context.components);
    case 'Cutout':
      return cutout(picture, transform.size, random, context.fill);
  }
}

/** A step that works on a photograph's bytes, done on them: values stay from 0 to 255. */
export function applyToBytes(transform: Transform, picture: BytePicture): Raster {
  const { height, width, channels } = picture;
  switch (transform.kind) {
    case 'Resize': {
      const size = resized([height, width], transform.size);
      const whole = { top: 0, left: 0, height, width };
      return { height: size[0], width: size[1], channels, data: resample(picture, whole, size) };
    }
    case 'CenterCrop':
      return centerCrop(picture, transform.size);
    default:
      throw new Error(`${transform.kind} does not work on bytes`);
  }
}

/** (pixel - mean) / deviation into `target` from `offset` on. */
export function normalize(
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

const blank = (height: number, width: number, channels: number): Picture => ({
  height,
  width,
  channels,
  data: new Float32Array(height * width * channels),
});

function crop<Data extends Raster['data']>(
  picture: Raster & { readonly data: Data },
  top: number,
  left: number,
  [height, width]: Size,
): Raster & { readonly data: Data } {
  const { channels } = picture;
  const row = width * channels;
  const Same = picture.data.constructor as new (length: number) => Data;
  const data = new Same(height * row);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * channels;
    data.set(picture.data.subarray(from, from + row), y * row);
  }
  return { height, width, channels, data };
}

/** The middle; of an odd surplus the smaller half is at the top and left. */
export function centerCrop<Data extends Raster['data']>(
  picture: Raster & { readonly data: Data },
  size: Size,
): Raster & { readonly data: Data } {
  if (picture.height === size[0] && picture.width === size[1]) return picture;
  const top = Math.floor((picture.height - size[0]) / 2);
  return crop(picture, top, Math.floor((picture.width - size[1]) / 2), size);
}

function pad(picture: Picture, border: number, fill: readonly number[]): Picture {
  const { height, width, channels } = picture;
  const result = blank(height + 2 * border, width + 2 * border, channels);
  for (let at = 0; at < result.data.length; at += channels) {
    for (let channel = 0; channel < channels; channel++) result.data[at + channel] = fill[channel]!;
  }
  for (let y = 0, from = 0; y < height; y++) {
    let to = ((y + border) * result.width + border) * channels;
    for (const end = to + width * channels; to < end;) result.data[to++] = picture.data[from++]!;
  }
  return result;
}

function flip(picture: Picture): Picture {
  const { height, width, channels, data } = picture;
  for (let y = 0; y < height; y++) {
    for (let left = 0, right = width - 1; left < right; left++, right--) {
      const a = (y * width + left) * channels;
      const b = (y * width + right) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const kept = data[a + channel]!;
        data[a + channel] = data[b + channel]!;
        data[b + channel] = kept;
      }
    }
  }
  return picture;
}

/** Ten tries as Szegedy et al.'s reimplementations have it, all drawn whether used or not; then the whole picture. */
function randomPart(
  { height, width }: Picture,
  { area, ratio }: Extract<Transform, { kind: 'RandomResizedCrop' }>,
  random: Random,
): Area {
  let part: Area | undefined;
  for (let attempt = 0; attempt < 10; attempt++) {
    const pixels = height * width * random.between(...area);
    const proportion = Math.exp(random.between(Math.log(ratio[0]), Math.log(ratio[1])));
    const top = random.uniform();
    const left = random.uniform();
    const partWidth = Math.round(Math.sqrt(pixels * proportion));
    const partHeight = Math.round(Math.sqrt(pixels / proportion));
    if (part || partWidth < 1 || partHeight < 1 || partWidth > width || partHeight > height) continue;
    part = {
      top: Math.floor(top * (height - partHeight + 1)),
      left: Math.floor(left * (width - partWidth + 1)),
      height: partHeight,
      width: partWidth,
    };
  }
  return part ?? { top: 0, left: 0, height, width };
}

function scaled(picture: Picture, part: Area, size: Size): Picture {
  const [height, width] = size;
  if (height === part.height && width === part.width) return crop(picture, part.top, part.left, size);
  return { height, width, channels: picture.channels, data: resample(picture, part, size) };
}

/** Rec. 601 luma, for grey; the mean of the channels where there are not three. */
const luma = [0.299, 0.587, 0.114];

function greyAt({ data, channels }: Picture, at: number): number {
  let sum = 0;
  for (let channel = 0; channel < channels; channel++) {
    sum += data[at + channel]! * (channels === 3 ? luma[channel]! : 1 / channels);
  }
  return sum;
}

function jitter(
  picture: Picture,
  { brightness, contrast, saturation }: Extract<Transform, { kind: 'ColorJitter' }>,
  random: Random,
): Picture {
  const around = (strength: number): number => random.between(Math.max(0, 1 - strength), 1 + strength);
  const { data, channels } = picture;
  const light = around(brightness);
  const contrastFactor = around(contrast);
  const saturationFactor = around(saturation);
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  for (let at = 0; at < data.length; at++) data[at] = clamp(data[at]! * light);
  let mean = 0;
  for (let at = 0; at < data.length; at += channels) mean += greyAt(picture, at);
  mean /= data.length / channels;
  for (let at = 0; at < data.length; at++) data[at] = clamp(mean + (data[at]! - mean) * contrastFactor);
  for (let at = 0; at < data.length; at += channels) {
    const grey = greyAt(picture, at);
    for (let channel = at; channel < at + channels; channel++) {
      data[channel] = clamp(grey + (data[channel]! - grey) * saturationFactor);
    }
  }
  return picture;
}

/** Adds a multiple of each principal component, one for the whole picture. */
function shift(
  picture: Picture,
  deviation: number,
  random: Random,
  components: PrincipalComponents | undefined,
): Picture {
  if (!components) throw new Error('ColorPCA without principal components');
  const { data, channels } = picture;
  const added = new Float64Array(channels);
  for (const [index, vector] of components.vectors.entries()) {
    const amount = random.normal() * deviation * components.deviations[index]!;
    for (let channel = 0; channel < channels; channel++) added[channel]! += amount * vector[channel]!;
  }
  for (let at = 0; at < data.length; at += channels) {
    for (let channel = 0; channel < channels; channel++) data[at + channel]! += added[channel]!;
  }
  return picture;
}

/** The square's centre lies in the picture, the square itself may not. */
function cutout(picture: Picture, size: number, random: Random, fill: readonly number[]): Picture {
  const { height, width, channels, data } = picture;
  const top = random.below(height) - Math.floor(size / 2);
  const left = random.below(width) - Math.floor(size / 2);
  for (let y = Math.max(0, top); y < Math.min(height, top + size); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + size); x++) {
      for (let channel = 0; channel < channels; channel++) {
        data[(y * width + x) * channels + channel] = fill[channel]!;
      }
    }
  }
  return picture;
}
