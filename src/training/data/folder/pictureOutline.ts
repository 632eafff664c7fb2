/**
 * What the markers of a JPEG and the chunks of a PNG say, gone through before a byte of the picture is decoded: a file
 * that would take memory or time out of all proportion is refused by them.
 */
import type { Size } from '../../recipe/recipe.ts';
import { fileBounds } from '../pictureBounds.ts';
import { BrokenPicture } from './brokenPicture.ts';
import type { PictureFormat } from './pictureHeader.ts';

export interface Outline {
  readonly format: PictureFormat;
  /** As it is stored, not yet turned. */
  readonly size: Size;
}

/**
 * @param file the whole of it
 * @throws BrokenPicture for what is no PNG or JPEG, and for what should not be decoded
 */
export function outlineOf(file: Uint8Array): Outline {
  if (file.length === 0) throw new BrokenPicture('it is empty');
  if (startsWith(file, pngSignature)) return { format: 'PNG', size: pngSize(file) };
  if (startsWith(file, jpegStart)) return { format: 'JPEG', size: jpegSize(file) };
  const other = otherFormats.find(({ begins, at }) => startsWith(file, begins, at));
  throw new BrokenPicture(
    other
      ? `it is ${other.what} by its content, not a PNG or JPEG`
      : 'it is no PNG or JPEG, or cut in its header',
  );
}

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const pngSignature = latin('\x89PNG\r\n\x1a\n');
const jpegStart = latin('\xff\xd8\xff');

/** What goes by the name of a picture now and then. */
const otherFormats: readonly { readonly what: string; readonly begins: Uint8Array; readonly at?: number }[] =
  [
    { what: 'a GIF', begins: latin('GIF8') },
    { what: 'a WebP', begins: latin('WEBP'), at: 8 },
    { what: 'a BMP', begins: latin('BM') },
    { what: 'a TIFF', begins: latin('II*\0') },
    { what: 'a TIFF', begins: latin('MM\0*') },
    { what: 'an AVIF', begins: latin('ftypavif'), at: 4 },
    { what: 'a HEIC', begins: latin('ftyp'), at: 4 },
    { what: 'a JPEG XL', begins: latin('\xff\x0a') },
    { what: 'a JPEG XL', begins: latin('\0\0\0\x0cJXL ') },
    { what: 'a JPEG 2000', begins: latin('\0\0\0\x0cjP  ') },
    { what: 'a PDF', begins: latin('%PDF') },
    { what: 'a ZIP archive', begins: latin('PK\x03\x04') },
    { what: 'a web page or SVG', begins: latin('<') },
    { what: 'a pointer of Git LFS', begins: latin('version https://git-lfs') },
  ];

const startsWith = (file: Uint8Array, begins: Uint8Array, at = 0): boolean =>
  begins.every((byte, index) => file[at + index] === byte);

/** @throws BrokenPicture beyond the bounds */
function checkedSize(size: Size): Size {
  const [height, width] = size;
  if (height < 1 || width < 1) throw cutInHeader();
  const pixels = height * width;
  if (pixels > fileBounds.pixels) {
    throw new BrokenPicture(
      `its ${Math.round(pixels / 1e6)} megapixels are more than the ${fileBounds.pixels / 1e6} that are decoded`,
    );
  }
  if (Math.max(height, width) > fileBounds.ratio * Math.min(height, width)) {
    throw new BrokenPicture(
      `it is ${height}x${width}, which is longer than ${fileBounds.ratio} times its other side`,
    );
  }
  return size;
}

const cutInHeader = (): BrokenPicture => new BrokenPicture('it is no PNG or JPEG, or cut in its header');

function tooFew(bytes: number, [height, width]: Size): BrokenPicture {
  return new BrokenPicture(`it is cut or damaged: its ${bytes} bytes can’t hold ${height}x${width} pixels`);
}

/** Channels by colour type. */
const pngChannels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** What deflate makes of its input at the most. */
const deflateGain = 1032;

function pngSize(file: Uint8Array): Size {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 33 || view.getUint32(12) !== chunkName('IHDR')) throw cutInHeader();
  const size = checkedSize([view.getUint32(20), view.getUint32(16)]);
  let chunks = 0;
  let packed = 0;
  for (let at = 8; at + 12 <= file.length;) {
    if (++chunks > fileBounds.chunks) {
      throw new BrokenPicture(`it is in more than ${fileBounds.chunks.toLocaleString('en')} pieces`);
    }
    const length = view.getUint32(at);
    const name = view.getUint32(at + 4);
    if (name === chunkName('IEND')) break;
    if (name === chunkName('IDAT')) packed += Math.min(length, file.length - at - 12);
    at += length + 12;
  }
  const bits = file[24]! * (pngChannels[file[25]!] ?? 1);
  const unpacked = size[0] * Math.ceil((size[1] * bits) / 8 + 1);
  if (packed * deflateGain < unpacked) throw tooFew(packed, size);
  return size;
}

const chunkName = (name: string): number => latin(name).reduce((word, byte) => word * 256 + byte, 0);

/** Every 8x8 pixels take a bit at the least; colours that are finer than the brightness may take a sixteenth of that. */
const pixelsOfByte = 8 * 64 * 16;

function jpegSize(file: Uint8Array): Size {
  let size: Size | undefined;
  let scans = 0;
  // As libjpeg goes from marker to marker: what stands between them is passed over.
  for (let at = 2; ;) {
    at = file.indexOf(0xff, at);
    if (at === -1) break;
    const marker = file[at + 1];
    if (marker === undefined || marker === 0xd9) break;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    const length = file[at + 2]! * 256 + file[at + 3]!;
    if (isFrame(marker) && !size && at + 9 <= file.length) {
      size = checkedSize([file[at + 5]! * 256 + file[at + 6]!, file[at + 7]! * 256 + file[at + 8]!]);
    }
    if (marker === 0xda && ++scans > fileBounds.scans) {
      throw new BrokenPicture(
        `it has more than ${fileBounds.scans} scans, where a progressive JPEG has ten or so`,
      );
    }
    at += 2 + (length || 0);
  }
  if (!size) throw cutInHeader();
  if (file.length * pixelsOfByte < size[0] * size[1]) throw tooFew(file.length, size);
  return size;
}

/** Those that begin a frame; of the same row, C4, C8 and CC are tables. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
