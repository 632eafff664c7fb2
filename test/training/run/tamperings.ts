/** Ways to change one thing in a run's folder: the rows of tamperedRecords.ts and tamperedFiles.ts. */
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

export const text = `
network Small(width = 4) {
  input 32x32x3
  Conv(width, 5, stride: 4) -> BatchNorm -> ReLU
  GlobalAvgPool -> Dense(10) -> Softmax
}
train Small on CIFAR10 {
  batch 25
  epochs 4
  seed 7
  optimizer Adam(lr: 0.01)
  schedule Plateau(factor: 0.5, patience: 0, warmup: 0.5)
}
`;

export type Json = Record<string, unknown>;
export type Tampering = (run: string) => void;
/** What the sentence says beside the file's name; `goes on` where the run is to be finished as if nothing had been. */
export type Row = readonly [what: string, tamper: Tampering, file: string, says?: RegExp];

export const write =
  (file: string, content: string | Uint8Array): Tampering =>
  (run) =>
    writeFileSync(join(run, file), content);
export const remove =
  (file: string): Tampering =>
  (run) =>
    rmSync(join(run, file), { recursive: true });
export const cut =
  (file: string, share: number): Tampering =>
  (run) => {
    const path = join(run, file);
    truncateSync(path, Math.floor(readFileSync(path).length * share));
  };
export const replaceBy =
  (file: string, make: (path: string, run: string) => void): Tampering =>
  (run) => {
    rmSync(join(run, file), { recursive: true, force: true });
    make(join(run, file), run);
  };
export const folder = (file: string): Tampering => replaceBy(file, (path) => mkdirSync(path));
export const fifo = (file: string): Tampering =>
  replaceBy(file, (path) => void execFileSync('mkfifo', [path]));
export const linkTo = (file: string, target: string): Tampering =>
  replaceBy(file, (path) => symlinkSync(target, path));
/** Every run has a file beside it that is nobody's business. */
export const outside = (run: string): string => join(run, '..', '..', 'outside');
export const linkOut = (file: string): Tampering =>
  replaceBy(file, (path, run) => symlinkSync(outside(run), path));
export const hardLinkOut = (file: string): Tampering =>
  replaceBy(file, (path, run) => linkSync(outside(run), path));

/** A place in a value, as `recipe.optimizer.lr`; an undefined value removes it. */
export function put(value: unknown, place: string, to: unknown): void {
  const keys = place.split('.');
  const last = keys.pop()!;
  const inner = keys.reduce((each, key) => (each as Json)[key], value) as Json;
  if (to === undefined) delete inner[last];
  else inner[last] = to;
}
export const record =
  (place: string, to: unknown): Tampering =>
  (run) => {
    const path = join(run, 'recipe.json');
    const value = JSON.parse(readFileSync(path, 'utf8')) as Json;
    put(value, place, to);
    writeFileSync(path, JSON.stringify(value));
  };
/** Numbers that JSON.stringify would not write: `1e999`, `-0`. */
export const recordText =
  (from: RegExp, to: string): Tampering =>
  (run) => {
    const path = join(run, 'recipe.json');
    const before = readFileSync(path, 'utf8');
    expect(before).toMatch(from);
    writeFileSync(path, before.replace(from, to));
  };

export function safetensors(
  run: string,
  file: string,
  change: (header: Json, data: Buffer) => Buffer | void,
): void {
  const path = join(run, file);
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Json;
  let data: Buffer = bytes.subarray(8 + length);
  data = change(header, data) ?? data;
  writeHeader(path, JSON.stringify(header), data);
}
export function writeHeader(path: string, header: string, data: Buffer): void {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  writeFileSync(path, Buffer.concat([length, Buffer.from(header), data]));
}
export const last = 'last.safetensors';
export const best = 'best.safetensors';
export const header =
  (place: string[], to: unknown, file = last): Tampering =>
  (run) =>
    safetensors(run, file, (value) => {
      const inner = place.slice(0, -1).reduce((each, key) => each[key] as Json, value);
      if (to === undefined) delete inner[place.at(-1)!];
      else inner[place.at(-1)!] = to;
    });
export const checkpoint =
  (place: string, to: unknown): Tampering =>
  (run) =>
    safetensors(run, last, (value) => {
      const metadata = value.__metadata__ as Json;
      const inner = { checkpoint: JSON.parse(metadata.checkpoint as string) as Json };
      put(inner, `checkpoint${place === '' ? '' : `.${place}`}`, to);
      metadata.checkpoint = JSON.stringify(inner.checkpoint);
    });
export const metric =
  (line: number, place: string, to: unknown): Tampering =>
  (run) => {
    const path = join(run, 'metrics.jsonl');
    const lines = readFileSync(path, 'utf8').split('\n');
    const value = { line: JSON.parse(lines[line]!) as unknown };
    put(value, `line${place === '' ? '' : `.${place}`}`, to);
    lines[line] = JSON.stringify(value.line);
    writeFileSync(path, lines.join('\n'));
  };
export const line = (make: (lines: string[]) => string[]): Tampering => {
  return (run) => {
    const path = join(run, 'metrics.jsonl');
    writeFileSync(path, make(readFileSync(path, 'utf8').split('\n')).join('\n'));
  };
};
export const goesOn = /^goes on$/;
export const deep = '['.repeat(2_000_000);
export const huge = Buffer.alloc(100_000_000, 'a');
