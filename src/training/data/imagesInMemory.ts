import type { Raster } from '../recipe/transforms/resample.ts';
import type { BytePicture, LabelledImages } from './dataset.ts';
import { channelSums } from './statistics.ts';

/** Pictures of one size that lie in memory one after the other, in NHWC order. */
export function imagesInMemory(
  pixels: Uint8Array,
  labels: Uint8Array,
  { height, width, channels }: Pick<Raster, 'height' | 'width' | 'channels'>,
): LabelledImages & { picture(index: number): BytePicture } {
  const size = height * width * channels;
  const picture = (index: number): BytePicture => ({
    height,
    width,
    channels,
    data: pixels.subarray(index * size, (index + 1) * size),
  });
  return { count: labels.length, channels, labels, picture, sums: (index) => channelSums(picture(index)) };
}
