import { hashText } from '../../random.ts';
import type { ClassGroup, FoundFolder, Part } from './folderScan.ts';

/** A picture of the folder: its file, from the folder on, and the number of its class. */
export interface PictureFile {
  readonly file: string;
  readonly label: number;
}

export type Split = Readonly<Record<Part, readonly PictureFile[]>>;

/** Of each class, where the folder has no such part of its own. */
const share = 0.1;

/** How many pictures a class needs for training: one, and one for each part that is taken from there. */
export function fewestPictures(groups: readonly ClassGroup[]): number {
  return 1 + partsToTake(groups).length;
}

function partsToTake(groups: readonly ClassGroup[]): ('test' | 'validation')[] {
  return (['test', 'validation'] as const).filter((part) => groups.every((group) => group.part !== part));
}

/** Of a class of so many pictures, those of each part that is taken from them. */
const takenOf = (pictures: number): number => Math.max(1, Math.round(pictures * share));

/** How many pictures `splitFolder` leaves for training. */
export function trainingPictures({ groups }: Pick<FoundFolder, 'groups'>): number {
  const parts = partsToTake(groups).length;
  const training = groups.filter(({ part }) => part === 'training' || part === 'whole');
  return training
    .flatMap(({ classes }) => classes)
    .reduce((sum, { files }) => sum + Math.max(0, files.length - parts * takenOf(files.length)), 0);
}

/**
 * The folder's own parts; those that it lacks are taken from the training pictures, a tenth of each class, at least
 * one. Which ones follows from the files' names alone, so that neither the seed nor the machine changes the test set.
 */
export function splitFolder({ groups }: FoundFolder, classes: readonly string[]): Split {
  const split: Record<Part, PictureFile[]> = { training: [], validation: [], test: [] };
  const taken = partsToTake(groups);
  for (const { part, classes: group } of groups) {
    for (const { name, files } of group) {
      const label = classes.indexOf(name);
      let left = files;
      if (part === 'training' || part === 'whole') {
        const drawn = ranked(files);
        const count = takenOf(files.length);
        for (const [index, each] of taken.entries()) {
          const own = drawn.slice(index * count, (index + 1) * count);
          split[each].push(...own.sort().map((file) => ({ file, label })));
        }
        left = drawn.slice(taken.length * count).sort();
      }
      split[part === 'whole' ? 'training' : part].push(...left.map((file) => ({ file, label })));
    }
  }
  return split;
}

/** In an order that has nothing to do with the names' own, and is the same everywhere. */
function ranked(files: readonly string[]): string[] {
  const ranks = new Map(files.map((file) => [file, hashText(file.normalize('NFC'))]));
  return [...files].sort((a, b) => ranks.get(a)! - ranks.get(b)! || (a < b ? -1 : 1));
}
