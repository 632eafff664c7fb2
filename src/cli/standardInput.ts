import { readSync } from 'node:fs';
import { systemCode } from '../training/failure.ts';
import { largestText } from '../language/parse.ts';
import { decodeText } from '../disk/safeFile.ts';
import { UsageError } from './usage.ts';

/** As a path, it stands for what is handed over by a pipe. */
export const standardInput = '-';

/** Bytes. */
const most = 4 * largestText;

let read: string | undefined;

/**
 * All of it, read once.
 * @throws UsageError where it is too large, or no UTF-8 text
 */
export function readStandardInput(): string {
  if (read !== undefined) return read;
  const bytes = Buffer.alloc(most + 1);
  let length = 0;
  for (;;) {
    const count = readSome(bytes, length);
    if (count === 0) break;
    length += count;
    if (length > most)
      throw new UsageError(
        `What standard input holds is larger than the ${largestText / 1024} kB that are read.`,
      );
  }
  const decoded = decodeText(bytes.subarray(0, length));
  if (!decoded.ok) throw new UsageError(`What standard input holds ${decoded.reason}.`);
  return (read = decoded.text);
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function readSome(bytes: Buffer, from: number): number {
  for (;;) {
    try {
      return readSync(0, bytes, from, bytes.length - from, null);
    } catch (error) {
      const code = systemCode(error);
      // Windows tells the end of a pipe so.
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 10);
    }
  }
}
