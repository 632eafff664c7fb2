import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readBytes } from '../../../disk/safeFile.ts';
import { TrainingFailure } from '../../failure.ts';
import type { ExpectedFile } from '../../fetching/unpack.ts';
import type { ReadOptions } from './definition.ts';

/** How many times as large as the official one a file of a person's own making may be. */
const largestOwn = 10;

/**
 * A file of a data set, whole and unaltered.
 * @param what it is to be: `a batch of CIFAR-10`
 * @throws TrainingFailure `data-files`
 */
export async function readDataFile(
  folder: string,
  { name, largest }: ExpectedFile,
  what: string,
  { digests }: ReadOptions,
): Promise<{ readonly path: string; readonly bytes: Uint8Array }> {
  const path = join(folder, name);
  const read = await readBytes(path, { most: largestOwn * largest });
  if (!read.ok) throw damaged(path, what, read.why === 'missing' ? 'it is missing' : `it ${read.reason}`);
  const { bytes } = read;
  if (bytes.length === 0) throw damaged(path, what, 'it is empty');
  const digest = digests?.[name];
  if (digest !== undefined && createHash('sha256').update(bytes).digest('hex') !== digest) {
    throw damaged(path, what, 'it was altered since it was unpacked');
  }
  return { path, bytes };
}

export function damaged(path: string, what: string, why: string): TrainingFailure {
  return new TrainingFailure(
    'data-files',
    `${path} is not ${what}: ${why}; remove its folder to have it fetched again, or set another source.`,
  );
}
