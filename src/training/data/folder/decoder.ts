/// <reference types="@jsquash/jpeg/emscripten-types.d.ts" />
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import openMozjpeg from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import { initEmscriptenModule } from '@jsquash/jpeg/utils.js';
import { decode as decodePng, initSync } from '@jsquash/png/codec/pkg/squoosh_png.js';
import type { BytePicture } from '../dataset.ts';
import { BrokenPicture } from './brokenPicture.ts';
import { outlineOf } from './pictureOutline.ts';

/** Grey, or red, green and blue. */
export type Channels = 1 | 3;

/** A file's, in memory of this thread alone. */
export type Bytes = Uint8Array<ArrayBuffer>;

export interface Decoder {
  /**
   * A file's picture as it is to be seen: turned as its EXIF orientation says, colours made grey where grey is asked
   * for (Rec. 601) and the other way round, what is transparent laid on white, 16 bits made 8.
   * @throws BrokenPicture
   */
  decode(file: Bytes, channels: Channels): BytePicture;
  /** Bytes that the decoders hold: their memory grows with the largest picture, and never shrinks. */
  readonly memory: number;
}

/**
 * Pictures are decoded by MozJPEG and the Rust crate png, both as WebAssembly: whatever a file makes them do, it
 * stays in their own memory.
 * @param wasmFolder where their .wasm files are: `dist/wasm`
 */
export async function openDecoder(wasmFolder: string): Promise<Decoder> {
  const compiled = async (name: string) => WebAssembly.compile(await readFile(join(wasmFolder, name)));
  const png = initSync(await compiled('squoosh_png_bg.wasm'));
  const said: string[] = [];
  const output: Partial<EmscriptenWasm.ModuleOpts> & { print(): void; printErr(text: string): void } = {
    print: () => undefined,
    printErr: (text) => said.push(text),
  };
  const jpeg = await initEmscriptenModule(openMozjpeg, await compiled('mozjpeg_dec.wasm'), output);
  const decodeJpeg = (file: Bytes): ImageData => {
    said.length = 0;
    const picture = quietly(() => jpeg.decode(file, true));
    // It fills what is missing with grey and only says so. Of what else it remarks on, nothing is lost.
    const loss = said.find(
      (text) => /premature end|corrupt/i.test(text) && !text.includes('extraneous bytes'),
    );
    if (picture && loss === undefined) return picture;
    if (said.some((text) => text.includes('color conversion'))) {
      throw new BrokenPicture('it is in print colours (CMYK), not in RGB or grey');
    }
    const detail = loss ?? said.at(-1);
    throw new BrokenPicture(`it is cut or damaged${detail === undefined ? '' : ` (${detail})`}`);
  };
  return {
    get memory() {
      return (
        png.memory.buffer.byteLength + (jpeg as unknown as { HEAPU8: Uint8Array }).HEAPU8.buffer.byteLength
      );
    },
    decode(file, channels) {
      const { format } = outlineOf(file);
      const picture = format === 'JPEG' ? decodeJpeg(file) : quietly(() => decodePng(file));
      if (!picture) throw new BrokenPicture('it is cut or damaged');
      return withChannels(picture, channels);
    },
  };
}

/** What the decoders throw is their own state, and says nothing to a person. */
function quietly(decode: () => ImageData | null): ImageData | null {
  try {
    return decode();
  } catch {
    return null;
  }
}

function withChannels(picture: ImageData, channels: Channels): BytePicture {
  const { height, width, data } = picture;
  const bytes = new Uint8Array(height * width * channels);
  for (let from = 0, to = 0; from < data.length; from += 4, to += channels) {
    if (data[from + 3] !== 255) layOnWhite(data, from);
    if (channels === 1) {
      bytes[to] = Math.round((299 * data[from]! + 587 * data[from + 1]! + 114 * data[from + 2]!) / 1000);
    } else {
      bytes[to] = data[from]!;
      bytes[to + 1] = data[from + 1]!;
      bytes[to + 2] = data[from + 2]!;
    }
  }
  return { height, width, channels, data: bytes };
}

function layOnWhite(data: Uint8ClampedArray, pixel: number): void {
  const alpha = data[pixel + 3]!;
  for (let at = pixel; at < pixel + 3; at++) data[at] = (data[at]! * alpha + 255 * (255 - alpha)) / 255;
}
