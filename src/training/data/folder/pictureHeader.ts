import { disableTypes, imageSize, types } from 'image-size';
import type { Size } from '../../recipe/recipe.ts';

export type PictureFormat = 'JPEG' | 'PNG';

export interface PictureHeader {
  readonly format: PictureFormat;
  /** As the picture is to be seen: turned as its EXIF orientation says, where it is a JPEG. */
  readonly size: Size;
}

const formats: Readonly<Record<string, PictureFormat>> = { jpg: 'JPEG', png: 'PNG' };

// Of a file that nobody vouches for, only what is decoded afterwards is looked into.
disableTypes(types.filter((type) => !Object.hasOwn(formats, type)));

/** What the first bytes of a file say; undefined where they are no PNG's or JPEG's, or too few. */
export function pictureHeader(bytes: Uint8Array): PictureHeader | undefined {
  try {
    const { width, height, type, orientation = 1 } = imageSize(bytes);
    const format = formats[type ?? ''];
    if (!format || width < 1 || height < 1) return undefined;
    const turned = format === 'JPEG' && orientation >= 5 && orientation <= 8;
    return { format, size: turned ? [width, height] : [height, width] };
  } catch {
    return undefined; // its errors say no more than that
  }
}

/** By the file's name: `.jpg`, `.jpeg`, `.jfif`, `.png` in any case. */
export const isPictureName = (name: string): boolean => /\.(?:jpe?g|jfif|png)$/i.test(name);

/** `WebP` for a file whose name says that it is a picture of a format that is not read. */
export function otherFormat(name: string): string | undefined {
  const extension = /\.(webp|gif|bmp|tiff?|avif|heic|jxl|ppm|pgm)$/i.exec(name)?.[1]?.toLowerCase();
  if (extension === undefined) return undefined;
  return extension === 'webp' ? 'WebP' : extension === 'tif' ? 'TIFF' : extension.toUpperCase();
}
