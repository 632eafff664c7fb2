import type { Size, Transform } from '../recipe.ts';

export type PictureSize =
  | { readonly ok: true; readonly size: Size }
  /** The step that can't be done, as a sentence without its full stop. */
  | { readonly ok: false; readonly problem: string };

/** How large pictures are after these steps. */
export function pictureSize(transforms: readonly Transform[], size: Size): PictureSize {
  let [height, width] = size;
  for (const transform of transforms) {
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
          return { ok: false, problem };
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
  }
  return { ok: true, size: [height, width] };
}

/** One number is the shorter side; the longer one is rounded. */
export function resized([height, width]: Size, size: number | Size): Size {
  if (typeof size !== 'number') return size;
  const shorter = Math.min(height, width);
  const scaled = (side: number): number => (side === shorter ? size : Math.round((side * size) / shorter));
  return [scaled(height), scaled(width)];
}
