import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes, Decoder } from '../../../../src/training/data/folder/decoder.ts';
import { openDecoder } from '../../../../src/training/data/folder/decoder.ts';
import { BrokenPicture } from '../../../../src/training/data/folder/brokenPicture.ts';
import { decodersFolder } from './pictureFolder.ts';

const fixture = (name: string): Bytes =>
  readFileSync(fileURLToPath(new URL(`../../../fixtures/pictures/${name}`, import.meta.url)));
const reference = JSON.parse(fixture('pixels.json').toString()) as Record<
  string,
  { size: [number, number]; pixels: [number, number, number][] }
>;

let decoder: Decoder;
beforeAll(async () => {
  decoder = await openDecoder(decodersFolder());
});

/** As the PNG specification's annex computes it; zlib's own came with Node 20.15. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const result = Buffer.alloc(named.length + 8);
  result.writeUInt32BE(data.length);
  named.copy(result, 4);
  result.writeUInt32BE(crc32(named), named.length + 4);
  return result;
}

interface Png {
  readonly height: number;
  readonly width: number;
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly type: number;
  /** As the format packs them, without filters. */
  readonly rows: readonly (readonly number[])[];
  readonly interlaced?: boolean;
  readonly chunks?: readonly Buffer[];
}

/** A PNG written by hand, from the specification. */
function png({ height, width, depth, type, rows, interlaced = false, chunks = [] }: Png): Bytes {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, type, 0, 0, interlaced ? 1 : 0], 8);
  const lines = Buffer.from(rows.flatMap((row) => [0, ...row]));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', header),
    ...chunks,
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const palette = chunk('PLTE', Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255]));

describe('PNG', () => {
  const colours: [string, Png, number[]][] = [
    ['grey', { height: 1, width: 2, depth: 8, type: 0, rows: [[7, 200]] }, [7, 7, 7, 200, 200, 200]],
    [
      'grey of 1 bit',
      { height: 1, width: 3, depth: 1, type: 0, rows: [[0b10100000]] },
      [255, 255, 255, 0, 0, 0, 255, 255, 255],
    ],
    [
      'grey of 16 bits',
      { height: 1, width: 2, depth: 16, type: 0, rows: [[0x80, 0x11, 0x20, 0xff]] },
      [0x80, 0x80, 0x80, 0x20, 0x20, 0x20],
    ],
    [
      'RGB',
      {
        height: 2,
        width: 1,
        depth: 8,
        type: 2,
        rows: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      },
      [1, 2, 3, 4, 5, 6],
    ],
    [
      'RGB of 16 bits',
      { height: 1, width: 1, depth: 16, type: 2, rows: [[10, 1, 20, 2, 30, 3]] },
      [10, 20, 30],
    ],
    [
      'a palette',
      { height: 1, width: 3, depth: 2, type: 3, rows: [[0b00011000]], chunks: [palette] },
      [255, 0, 0, 0, 255, 0, 0, 0, 255],
    ],
    [
      'a palette with transparency, on white',
      {
        height: 1,
        width: 3,
        depth: 8,
        type: 3,
        rows: [[0, 1, 2]],
        chunks: [palette, chunk('tRNS', Buffer.from([0, 128]))],
      },
      [255, 255, 255, 127, 255, 127, 0, 0, 255],
    ],
    [
      'grey and alpha, on white',
      { height: 1, width: 2, depth: 8, type: 4, rows: [[9, 255, 9, 0]] },
      [9, 9, 9, 255, 255, 255],
    ],
    [
      'RGB and alpha, on white',
      { height: 1, width: 2, depth: 8, type: 6, rows: [[1, 2, 3, 255, 0, 0, 0, 51]] },
      [1, 2, 3, 204, 204, 204],
    ],
    [
      'interlaced, by Adam7',
      { height: 2, width: 2, depth: 8, type: 0, interlaced: true, rows: [[1], [2], [3, 4]] },
      [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4],
    ],
  ];
  it.each(colours)('in %s has the pixels that were written', (_, written, pixels) => {
    const { height, width, channels, data } = decoder.decode(png(written), 3);
    expect([height, width, channels]).toEqual([written.height, written.width, 3]);
    expect([...data]).toEqual(pixels);
  });

  it('in colour becomes grey by Rec. 601, and grey stays as it is', () => {
    const rows = [[255, 0, 0, 0, 255, 0, 0, 0, 255, 77, 77, 77]];
    const { data, channels } = decoder.decode(png({ height: 1, width: 4, depth: 8, type: 2, rows }), 1);
    expect([channels, ...data]).toEqual([1, 76, 150, 29, 77]);
  });
});

describe('JPEG', () => {
  it.each(Object.entries(reference))('%s has the pixels that Pillow reads', (name, { size, pixels }) => {
    const { height, width, data } = decoder.decode(fixture(name), 3);
    expect([height, width]).toEqual(size);
    const places = Array.from({ length: Math.ceil(height / 5) }, (_, row) =>
      Array.from({ length: Math.ceil(width / 5) }, (__, column) => 3 * (5 * row * width + 5 * column)),
    ).flat();
    expect(places).toHaveLength(pixels.length);
    for (const [index, at] of places.entries()) {
      for (const channel of [0, 1, 2]) {
        expect(Math.abs(data[at + channel]! - pixels[index]![channel]!)).toBeLessThanOrEqual(2);
      }
    }
  });
});

describe('a file that nobody vouches for', () => {
  const whole = png({
    height: 40,
    width: 40,
    depth: 8,
    type: 0,
    rows: Array.from({ length: 40 }, (_, y) => Array<number>(40).fill(y * 5)),
  });
  const jpeg = fixture('baseline.jpg');
  /** A PNG that says it is of this size. */
  const claiming = (height: number, width: number) => png({ height, width, depth: 8, type: 0, rows: [[0]] });
  const cases: [string, Bytes, RegExp][] = [
    ['empty', new Uint8Array(), /^it is empty$/],
    [
      'a web page',
      Buffer.from('<!DOCTYPE html><html></html>'.repeat(30)),
      /it is a web page or SVG by its content/,
    ],
    [
      'a GIF',
      Buffer.from('GIF89a\x01\x00\x01\x00\x80\x00\x00'),
      /it is a GIF by its content, not a PNG or JPEG/,
    ],
    ['a PNG cut in its header', whole.subarray(0, 20), /cut/],
    ['a PNG cut in its pixels', whole.subarray(0, 60), /cut or damaged/],
    ['a PNG with a flipped bit', whole.map((byte, at) => (at === 50 ? byte ^ 4 : byte)), /cut or damaged/],
    [
      'a PNG of 60,000 by 60,000',
      claiming(60_000, 60_000),
      /its 3600 megapixels are more than the 64 that are decoded/,
    ],
    ['a PNG with fewer rows than it says', claiming(8000, 8000), /cut or damaged/],
    ['a PNG of no size', claiming(0, 5), /no PNG or JPEG/],
    ['a JPEG cut in its pixels', jpeg.subarray(0, jpeg.length - 120), /cut or damaged \(Premature end/],
    ['a JPEG of its header only', jpeg.subarray(0, 30), /no PNG or JPEG, or cut in its header/],
    ['a JPEG in CMYK', fixture('cmyk.jpg'), /print colours \(CMYK\)/],
  ];
  it.each(cases)('%s is refused with a reason', (_, bytes, reason) => {
    const decode = () => decoder.decode(bytes, 3);
    expect(decode).toThrow(BrokenPicture);
    expect(decode).toThrow(reason);
    // and the next one is decoded as before
    expect(decoder.decode(whole, 1).data[40]).toBe(5);
  });

  it('is decoded where nothing is lost by what is odd about it', () => {
    const odd = Buffer.concat([
      jpeg.subarray(0, jpeg.length - 2),
      Buffer.alloc(9),
      jpeg.subarray(jpeg.length - 2),
    ]);
    expect(decoder.decode(odd, 3)).toEqual(decoder.decode(jpeg, 3));
    expect(decoder.decode(Buffer.concat([whole, Buffer.from('and more')]), 3).height).toBe(40);
  });

  it('a PNG that unpacks to far more than it says takes no more memory than it says', () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(4);
    header.writeUInt32BE(4, 4);
    header.set([8, 0, 0, 0, 0], 8);
    const bomb = Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(300e6), { level: 1 })),
      chunk('IEND', Buffer.alloc(0)),
    ]);
    const before = process.memoryUsage().rss;
    try {
      expect(decoder.decode(bomb, 1)).toMatchObject({ height: 4, width: 4 });
    } catch (caught) {
      expect(caught).toBeInstanceOf(BrokenPicture);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  it('any damage to a file ends in a picture or a reason, never in anything else', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    for (const file of [whole, jpeg, fixture('progressive.jpg'), fixture('orientation6.jpg')]) {
      for (let round = 0; round < 150; round++) {
        const damaged = Uint8Array.from(file.subarray(0, random(4) === 0 ? random(file.length) : undefined));
        for (let count = 1 + random(6); count > 0 && damaged.length > 0; count--) {
          damaged[random(damaged.length)] = random(256);
        }
        try {
          decoder.decode(damaged, 3);
        } catch (caught) {
          expect(caught).toBeInstanceOf(BrokenPicture);
        }
      }
    }
    expect(decoder.decode(whole, 1).data[40]).toBe(5);
  });
});
