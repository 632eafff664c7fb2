import type { Size } from '../recipe.ts';
import { scaledSize } from './parameters.ts';
import { scaled, whole } from './rasters.ts';
import { resample } from './resample.ts';
import { defineTransform } from './transform.ts';

export const resize = defineTransform({
  name: 'Resize',
  documentation: 'Scales the picture: one number is its shorter side, `32x32` its exact size (bilinear).',
  parameters: { size: scaledSize },
  examples: ['Resize(6)', 'Resize(5x9)'],
  isFixed: true,
  settlesSize: true,
  size: ({ size }, before) => resized(before, size),
  apply: ({ size }, picture) =>
    scaled(picture, whole(picture), resized([picture.height, picture.width], size)),
  applyToBytes({ size }, picture) {
    const [height, width] = resized([picture.height, picture.width], size);
    const data = resample(picture, whole(picture), [height, width]);
    return { height, width, channels: picture.channels, data };
  },
});

/** One number is the shorter side; the longer one is rounded. */
export function resized([height, width]: Size, size: number | Size): Size {
  if (typeof size !== 'number') return size;
  const shorter = Math.min(height, width);
  const scaledSide = (side: number): number =>
    side === shorter ? size : Math.round((side * size) / shorter);
  return [scaledSide(height), scaledSide(width)];
}

/** What brings pictures to this size, as `prepare` would have it. */
export const resizing = (size: Size): string => `Resize(${size.join('x')}) -> Normalize`;
