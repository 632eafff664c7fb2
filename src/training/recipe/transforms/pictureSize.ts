import type { Size, Transform } from '../recipe.ts';
import { madeBounds } from '../../data/pictureBounds.ts';

export type PictureSize =
  | { readonly ok: true; readonly size: Size }
  /** The step that can't be done, as a sentence without its full stop. */
  | {
      readonly ok: false;
      readonly code: 'crop-too-large' | 'made-too-large';
      readonly problem: string;
    };

/** How large pictures are after these steps, each of which has to be done within the bounds. */
export function pictureSize(transforms: readonly Transform[], size: Size): PictureSize {
  let [height, width] = size;
  const first = transforms.find(({ kind }) => kind !== 'Normalize');
  if (first && !worksOnBytes(first) && isTooLarge(size)) {
    const problem = `The pictures are ${height}x${width} before ${first.kind}, more than ${megapixels}: begin with a Resize or CenterCrop`;
    return { ok: false, code: 'made-too-large', problem };
  }
  for (const transform of transforms) {
    const before = `${height}x${width}`;
    switch (transform.kind) {
      case 'Resize':
        [height, width] = resized([height, width], transform.size);
        break;
      case 'Pad':
        height += 2 * transform.size;
        width += 2 * transform.size;
        break;
      case 'CenterCrop':
      case 'RandomCrop': {
        const [cropHeight, cropWidth] = transform.size;
        if (cropHeight > height || cropWidth > width) {
          const problem = `${transform.kind}(${cropHeight}x${cropWidth}) is larger than the ${height}x${width} pictures that it is given`;
          return { ok: false, code: 'crop-too-large', problem };
        }
        [height, width] = transform.size;
        break;
      }
      case 'RandomResizedCrop':
        [height, width] = transform.size;
        break;
      case 'Normalize':
      case 'RandomFlip':
      case 'ColorJitter':
      case 'ColorPCA':
      case 'Cutout':
        break;
    }
    if (isTooLarge([height, width])) {
      const problem = `${transform.kind} makes ${height}x${width} of ${before} pictures, more than ${megapixels}`;
      return { ok: false, code: 'made-too-large', problem };
    }
  }
  return { ok: true, size: [height, width] };
}

const megapixels = `the ${madeBounds.pixels / 1e6} megapixels that a picture may have on its way`;

const isTooLarge = ([height, width]: Size): boolean => height * width > madeBounds.pixels;

/** Steps that are done on a photograph as its file has it, in bytes; the others make numbers of it first. */
export const worksOnBytes = ({ kind }: Transform): boolean => kind === 'Resize' || kind === 'CenterCrop';

/** One number is the shorter side; the longer one is rounded. */
export function resized([height, width]: Size, size: number | Size): Size {
  if (typeof size !== 'number') return size;
  const shorter = Math.min(height, width);
  const scaled = (side: number): number => (side === shorter ? size : Math.round((side * size) / shorter));
  return [scaled(height), scaled(width)];
}
