import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TrainingFailure, systemCode } from '../failure.ts';

/**
 * Makes a folder, and those around it that are not there. Node's own way to do so tries for ever where the system has
 * the folder around it but makes nothing there (`/proc`).
 * @param path absolute
 * @throws TrainingFailure `disk` where something else is in the way; what the system says otherwise
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isMade(path)) return;
  const around = dirname(path);
  if (around !== path) {
    await makeFolder(around);
    if (await isMade(path)) return;
  }
  throw new TrainingFailure('disk', `No folder can be made in ${around}: choose another place than ${path}.`);
}

/** False where the folder around it is not there, or none for folders. */
async function isMade(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (caught) {
    const code = systemCode(caught);
    if (code === 'ENOENT') return false;
    if (code === 'ENOTDIR')
      throw new TrainingFailure(
        'disk',
        `${path} can’t be made, as a file is where a folder around it would be: choose another place.`,
        caught,
      );
    // Some systems refuse before they look what is there: the root of a drive, a disk that is only read.
    if (await isFolder(path)) return true;
    if (code !== 'EEXIST') throw caught;
    throw new TrainingFailure(
      'disk',
      `${path} is no folder but something else: remove it, or choose another place.`,
      caught,
    );
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
