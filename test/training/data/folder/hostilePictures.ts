/** Pictures as nobody saves them, written by hand from the formats' specifications. */
import { deflateSync } from 'node:zlib';

/** As the PNG specification's annex computes it; zlib's own came with Node 20.15. */
const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
export function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

export function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const result = Buffer.alloc(named.length + 8);
  result.writeUInt32BE(data.length);
  named.copy(result, 4);
  result.writeUInt32BE(crc32(named), named.length + 4);
  return result;
}

export interface Png {
  readonly height: number;
  readonly width: number;
  readonly depth?: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly type?: number;
  readonly interlaced?: boolean;
  /** Before the data. */
  readonly chunks?: readonly Uint8Array[];
  /** Absent: zeros, as many as there should be. */
  readonly data?: readonly Uint8Array[];
}

export const zeros = (bytes: number): Buffer => deflateSync(Buffer.alloc(bytes), { level: 9 });

export function png({
  height,
  width,
  depth = 8,
  type = 0,
  interlaced = false,
  chunks = [],
  data,
}: Png): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, type, 0, 0, interlaced ? 1 : 0], 8);
  const samples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[type] ?? 1;
  const row = 1 + Math.ceil((width * samples * depth) / 8);
  const packed = data ?? [zeros(2 * height * row)];
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', header),
    ...chunks,
    ...packed.map((part) => chunk('IDAT', part)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Where the scans of a JPEG begin, and where its end is marked. */
function marksOf(jpeg: Uint8Array): { readonly scans: readonly number[]; readonly end: number } {
  const scans: number[] = [];
  let at = 2;
  while (at < jpeg.length) {
    const marker = jpeg[at + 1]!;
    if (jpeg[at] !== 0xff || marker === 0xff) at++;
    else if (marker === 0 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else if (marker === 0xd9) break;
    else {
      if (marker === 0xda) scans.push(at);
      at += 2 + jpeg[at + 2]! * 256 + jpeg[at + 3]!;
    }
  }
  return { scans, end: at };
}

/** A progressive JPEG whose last scan is there so often once more. */
export function manyScans(jpeg: Uint8Array, times: number): Buffer {
  const { scans, end } = marksOf(jpeg);
  const last = jpeg.subarray(scans.at(-1), end);
  return Buffer.concat([
    jpeg.subarray(0, end),
    ...Array.from({ length: times }, () => last),
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** A JPEG with another size in its header. */
export function resizedHeader(jpeg: Uint8Array, height: number, width: number): Buffer {
  const result = Buffer.from(jpeg);
  const frame = result.findIndex(
    (byte, at) => byte === 0xff && [0xc0, 0xc1, 0xc2].some((mark) => mark === result[at + 1]),
  );
  result.writeUInt16BE(height, frame + 5);
  result.writeUInt16BE(width, frame + 7);
  return result;
}

/** A JPEG with an EXIF orientation, whatever it says. */
export function oriented(jpeg: Uint8Array, orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xffe1);
  segment.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, exif, jpeg.subarray(2)]);
}

/** A JPEG with so many segments of nothing in front. */
export function manySegments(jpeg: Uint8Array, count: number): Buffer {
  const empty = Buffer.from([0xff, 0xe2, 0, 2]);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    ...Array.from({ length: count }, () => empty),
    jpeg.subarray(2),
  ]);
}
