/** Folders of pictures as people have them, made of CIFAR-10's. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openMozjpeg from '@jsquash/jpeg/codec/enc/mozjpeg_enc.js';
import { defaultEncodeOptions } from '@jsquash/jpeg/meta.js';
import { initEmscriptenModule } from '@jsquash/jpeg/utils.js';
import { encode as encodePng, initSync } from '@jsquash/png/codec/pkg/squoosh_png.js';
import { bundleProgram } from '../../run/trainerProcess.ts';
import type { BytePicture, Dataset, LabelledImages } from '../../../../src/training/data/dataset.ts';

const modules = fileURLToPath(new URL('../../../../node_modules/', import.meta.url));
/** The decoders' .wasm files, as the build puts them beside each other. */
export function decodersFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cnn-decoders-'));
  for (const path of [
    '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
    '@jsquash/png/codec/pkg/squoosh_png_bg.wasm',
  ]) {
    cpSync(modules + path, join(folder, basename(path)));
  }
  return folder;
}

/** The threads that read pictures, bundled beside the decoders. */
export const bundleWorker = (folder: string): Promise<string> =>
  bundleProgram('src/training/data/folder/pictureWorker.ts', join(folder, 'pictureWorker.cjs'));

const compiled = (path: string) => new WebAssembly.Module(readFileSync(modules + path));

export interface Encoder {
  png(picture: BytePicture): Uint8Array;
  /** @param progressive instead of line by line */
  jpeg(picture: BytePicture, quality?: number, progressive?: boolean): Uint8Array;
}

export async function openEncoder(): Promise<Encoder> {
  initSync(compiled('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'));
  const mozjpeg = await initEmscriptenModule(
    openMozjpeg,
    compiled('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'),
  );
  return {
    png: (picture) => encodePng(rgba(picture), picture.width, picture.height, 8),
    jpeg: (picture, quality = 95, progressive = false) =>
      new Uint8Array(
        mozjpeg.encode(rgba(picture), picture.width, picture.height, {
          ...defaultEncodeOptions,
          quality,
          progressive,
        }),
      ),
  };
}

function rgba({ data, channels, height, width }: BytePicture): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * height * width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < 4; channel++) {
      const at = pixel * channels + (channels === 1 ? 0 : channel);
      bytes[4 * pixel + channel] = channel === 3 ? 255 : data[at]!;
    }
  }
  return bytes;
}

/** A picture whose pixels are what `value` says of row, column and channel. */
export function drawn(
  [height, width, channels]: readonly [number, number, number],
  value: (y: number, x: number, channel: number) => number,
): BytePicture {
  const data = new Uint8Array(height * width * channels);
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / channels);
    data[at] = value(Math.floor(pixel / width), pixel % width, at % channels);
  }
  return { height, width, channels, data };
}

export function write(folder: string, files: Readonly<Record<string, Uint8Array | string>>): void {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}

/** Two classes that a small network can tell apart by what CIFAR-10's pictures of them look like. */
export const seaOrLand: Readonly<Record<string, string>> = {
  airplane: 'sea',
  ship: 'sea',
  deer: 'land',
  frog: 'land',
};

/**
 * CIFAR-10's pictures as files, in turn PNG, JPEG and progressive JPEG, in the folders that `folderOf` names.
 * @param folderOf undefined leaves a picture out
 */
export async function writeCifar10(
  folder: string,
  { description, ...dataset }: Dataset,
  encoder: Encoder,
  folderOf: (name: string, part: 'training' | 'test', index: number) => string | undefined,
): Promise<void> {
  for (const part of ['training', 'test'] as const) {
    const images: LabelledImages = dataset[part];
    for (let index = 0; index < images.count; index++) {
      const into = folderOf(description.classes[images.labels[index]!]!, part, index);
      if (into === undefined) continue;
      const picture = await images.picture(index);
      const isPng = index % 3 === 0;
      const bytes = isPng ? encoder.png(picture) : encoder.jpeg(picture, 95, index % 3 === 1);
      write(folder, { [`${into}/${part}${index}.${isPng ? 'png' : 'jpg'}`]: bytes });
    }
  }
}
