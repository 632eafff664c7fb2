import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { inMarkdown } from '../../../wording/markdown.ts';
import type { DatasetDescription } from '../dataset.ts';
import type { ClassGroup, FolderScan, FoundFolder } from './folderScan.ts';
import { folderBounds } from './folderScan.ts';
import { fewestPictures, trainingPictures } from './folderSplit.ts';
import { filePath } from '../../../syntax/uri.ts';
import { systemErrorInWords } from '../../../disk/systemErrors.ts';

/** A folder as it is known by now; undefined while it has not been looked through. */
export type LookAtFolder = (path: string) => FolderScan | undefined;

/** The folder that `train … on "./birds"` in the file `uri` means; undefined where the file is not on disk. */
export function folderPath(uri: string, text: string): string | undefined {
  const file = filePath(uri);
  return file === undefined ? undefined : isAbsolute(text) ? resolve(text) : resolve(dirname(file), text);
}

/** What a recipe, a network and the panel have to know of a folder. */
export function describeFolder(folder: FoundFolder, text: string): DatasetDescription {
  const classes = classNames(folder);
  const count = picturesIn(folder);
  return {
    name: text,
    title: basename(folder.path),
    sizes: folder.sizes,
    channels: [1, 3],
    classes,
    trainingPictures: trainingPictures(folder),
    documentation: inMarkdown`${count.toLocaleString('en')} pictures in ${classes.length} classes: ${shortList(classes)}.`,
  };
}

/** Of all parts, in order: a class's place here is its number. */
export function classNames({ groups }: FoundFolder): string[] {
  return [...new Set(groups.flatMap(({ classes }) => classes.map(({ name }) => name)))].sort();
}

export function picturesIn({ groups }: FoundFolder): number {
  return groups.reduce(
    (sum, { classes }) => sum + classes.reduce((count, { files }) => count + files.length, 0),
    0,
  );
}

export interface FolderProblem {
  readonly code: 'folder-missing' | 'folder-unreadable' | 'folder-classes' | 'folder-too-large';
  /** One sentence: what was found, and what is expected. */
  readonly message: string;
}

const expected = 'it should hold a folder of PNG or JPEG pictures for each class';

/** Why this is no data set; undefined where it is one. */
export function folderProblem(scan: FolderScan): FolderProblem | undefined {
  const { path } = scan;
  switch (scan.kind) {
    case 'unreadable':
      return unreadable(scan);
    case 'too-many':
      return {
        code: 'folder-too-large',
        message: `${path} holds more than ${folderBounds[scan.what].toLocaleString('en')} ${scan.what}, which is more than can be trained on: choose a folder inside it, or a part of the pictures.`,
      };
    case 'found': {
      const message = classProblem(scan);
      return message === undefined ? undefined : { code: 'folder-classes', message };
    }
  }
}

function unreadable({
  path,
  inside,
  code,
  reason = `can’t be read, as ${systemErrorInWords(code)}`,
}: Extract<FolderScan, { readonly kind: 'unreadable' }>): FolderProblem {
  if (inside !== undefined) {
    const message = `${path}/${inside} ${reason}, so that its pictures would be missing: see that it can be read, or move it out of the data set.`;
    return { code: 'folder-unreadable', message };
  }
  switch (code) {
    case 'ENOENT':
      return { code: 'folder-missing', message: `There is no folder ${path}: ${expected}.` };
    case 'ENOTDIR':
      return { code: 'folder-missing', message: `${path} is not a folder: ${expected}.` };
    default:
      return { code: 'folder-unreadable', message: `${path} ${reason}: ${expected}.` };
  }
}

function classProblem(folder: FoundFolder): string | undefined {
  const { path, groups, leftOut } = folder;
  const training = groups.find(({ part }) => part === 'training' || part === 'whole')!;
  const where = training.folder === '' ? path : `${path}/${training.folder}`;
  const known = training.classes.map(({ name }) => name);
  if (known.length < 2) {
    const has = known.length === 1 ? `only one class with pictures, ${known[0]}` : 'no class with pictures';
    const other = [...leftOut.formats.keys()];
    const unread = other.length > 0 ? ` (${other.join(', ')} is not read)` : '';
    const loose = leftOut.loose > 0 ? `, but ${leftOut.loose} pictures that lie in no class’s folder` : '';
    return `${where} has ${has}${loose}: ${expected}${unread}, two classes at least.`;
  }
  for (const { folder: name, classes } of groups) {
    const odd = classes.find((each) => !known.includes(each.name));
    if (odd) {
      return `${path}/${name} has a class ${odd.name} that ${training.folder} has not: each part should have the same classes.`;
    }
  }
  const fewest = fewestPictures(groups);
  const small = training.classes.find(({ files }) => files.length < fewest);
  if (!small) return undefined;
  const has = small.files.length === 1 ? 'one picture' : `${small.files.length} pictures`;
  return `The class ${small.name} in ${where} has ${has}: each class needs ${fewest} at least, so that there are some for training${missingParts(groups)}.`;
}

function missingParts(groups: readonly ClassGroup[]): string {
  const missing = (['validation', 'test'] as const).filter((part) =>
    groups.every((group) => group.part !== part),
  );
  return missing.length === 2 ? ', validation and test' : missing.length === 1 ? ` and ${missing[0]}` : '';
}

function shortList(names: readonly string[]): string {
  return names.length <= 12
    ? names.join(', ')
    : `${names.slice(0, 11).join(', ')} and ${names.length - 11} more`;
}
