/** What the transforms are made of: parts of pictures, cut out and scaled. */
import type { Size } from '../recipe.ts';
import type { Area, Raster } from './resample.ts';
import { resample } from './resample.ts';
import type { Picture, SizeProblem } from './transform.ts';

export const blank = (height: number, width: number, channels: number): Picture => ({
  height,
  width,
  channels,
  data: new Float32Array(height * width * channels),
});

export function crop<Data extends Raster['data']>(
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
export function middle<Data extends Raster['data']>(
  picture: Raster & { readonly data: Data },
  size: Size,
): Raster & { readonly data: Data } {
  if (picture.height === size[0] && picture.width === size[1]) return picture;
  const top = Math.floor((picture.height - size[0]) / 2);
  return crop(picture, top, Math.floor((picture.width - size[1]) / 2), size);
}

export const whole = ({ height, width }: Raster): Area => ({ top: 0, left: 0, height, width });

export function scaled(picture: Picture, part: Area, size: Size): Picture {
  const [height, width] = size;
  if (height === part.height && width === part.width) return crop(picture, part.top, part.left, size);
  return { height, width, channels: picture.channels, data: resample(picture, part, size) };
}

/** Sets a rectangle of the picture, as far as it lies in it, to a value a channel. */
export function fillArea(picture: Picture, { top, left, ...area }: Area, fill: readonly number[]): void {
  const { height, width, channels, data } = picture;
  for (let y = Math.max(0, top); y < Math.min(height, top + area.height); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + area.width); x++) {
      for (let channel = 0; channel < channels; channel++) {
        data[(y * width + x) * channels + channel] = fill[channel]!;
      }
    }
  }
}

/** A crop's size, which pictures have to have at least. */
export function sizeOfCrop(name: string, [height, width]: Size, before: Size): Size | SizeProblem {
  if (height <= before[0] && width <= before[1]) return [height, width];
  const problem = `${name}(${height}x${width}) is larger than the ${before[0]}x${before[1]} pictures that it is given`;
  return { code: 'crop-too-large', problem };
}
