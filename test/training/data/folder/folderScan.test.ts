import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answered, atOnce, later } from '../../../../src/training/data/folder/folderAccess.ts';
import { classNames, folderProblem } from '../../../../src/training/data/folder/folderDescription.ts';
import type { FolderScan, FoundFolder } from '../../../../src/training/data/folder/folderScan.ts';
import { scanFolder } from '../../../../src/training/data/folder/folderScan.ts';
import { splitFolder } from '../../../../src/training/data/folder/folderSplit.ts';
import type { Encoder } from './pictureFolder.ts';
import { drawn, openEncoder, write } from './pictureFolder.ts';

let encoder: Encoder;
beforeAll(async () => {
  encoder = await openEncoder();
});
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cnn-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const found = (path = folder): FoundFolder => {
  const scan = atOnce(scanFolder(path));
  if (scan.kind !== 'found') throw new Error(`${path} was not found: ${JSON.stringify(scan)}`);
  return scan;
};
const names = (scan: FoundFolder) =>
  scan.groups.map(({ part, classes }) => [part, ...classes.map(({ name, files }) => [name, ...files])]);
/** Files with nothing in them: a scan goes by their names. */
const empty = (...files: string[]) => write(folder, Object.fromEntries(files.map((name) => [name, ''])));
const problem = () => folderProblem(atOnce(scanFolder(folder)));

describe('a scan', () => {
  it('finds classes and their pictures in the order of their names, deeper ones too', async () => {
    empty('owl/b.PNG', 'owl/a.jpg', 'eagle/2019/x.jpeg', 'eagle/z.jfif', 'Zosterops/1.png', 'wren/1.png');
    expect(names(found())).toEqual([
      [
        'whole',
        ['Zosterops', 'Zosterops/1.png'],
        ['eagle', 'eagle/2019/x.jpeg', 'eagle/z.jfif'],
        ['owl', 'owl/a.jpg', 'owl/b.PNG'],
        ['wren', 'wren/1.png'],
      ],
    ]);
    expect(await later(scanFolder(folder))).toEqual(found());
  });

  it('leaves out what is hidden, what is no picture, and what lies elsewhere', () => {
    empty('owl/a.jpg', 'owl/.b.jpg', '.git/x.png', '__MACOSX/owl/a.jpg', 'owl/notes.txt', 'owl/c.webp');
    empty('eagle/a.jpg', 'eagle/b.heic', 'eagle/c.webp', 'loose.png', 'nothing/readme.md');
    const scan = found();
    expect(names(scan)).toEqual([['whole', ['eagle', 'eagle/a.jpg'], ['owl', 'owl/a.jpg']]]);
    expect(scan.leftOut).toEqual({
      links: 0,
      loose: 1,
      formats: new Map([
        ['HEIC', 1],
        ['WebP', 2],
      ]),
      folders: ['nothing'],
      deep: [],
      special: [],
    });
  });

  it.each([
    [
      ['train', 'val', 'test'],
      ['test', 'training', 'validation'],
    ],
    [
      ['Training', 'validation'],
      ['training', 'validation'],
    ],
    [
      ['train', 'valid', 'testing', 'extra'],
      ['test', 'training', 'validation'],
    ],
    [['train', 'plane'], ['whole']],
    [['val', 'test'], ['whole']],
  ])('takes %j for the parts %j', (folders, parts) => {
    empty(...folders.flatMap((name) => [`${name}/owl/1.jpg`, `${name}/eagle/1.jpg`]));
    const scan = found();
    expect(scan.groups.map(({ part }) => part).sort()).toEqual(parts);
    if (folders.includes('extra')) expect(scan.leftOut.folders).toEqual(['extra']);
    if (parts.length > 1) expect(classNames(scan)).toEqual(['eagle', 'owl']);
  });

  it('follows links inside the folder, and none that lead out of it, in a circle or nowhere', () => {
    const outside = mkdtempSync(join(tmpdir(), 'cnn-outside-'));
    write(outside, { 'secret/1.png': '', 'key.png': '' });
    empty('owl/1.png', 'owl/2.png', 'eagle/1.png');
    symlinkSync(join(folder, 'owl/2.png'), join(folder, 'eagle/2.png'));
    symlinkSync('../owl', join(folder, 'eagle/same'));
    symlinkSync(join(outside, 'secret'), join(folder, 'secret'));
    symlinkSync(join(outside, 'key.png'), join(folder, 'owl/key.png'));
    symlinkSync('..', join(folder, 'owl/up'));
    symlinkSync(folder, join(folder, 'eagle/whole'));
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync('gone.png', join(folder, 'owl/gone.png'));
    // A folder whose name begins like the data set's is not inside it.
    mkdirSync(`${folder}-not`);
    symlinkSync(`${folder}-not`, join(folder, 'beside'));
    const scan = found();
    expect(names(scan)).toEqual([
      [
        'whole',
        ['eagle', 'eagle/1.png', 'eagle/2.png', 'eagle/same/1.png', 'eagle/same/2.png'],
        ['owl', 'owl/1.png', 'owl/2.png'],
      ],
    ]);
    // Seven, and those of `owl` once more as seen through `same`.
    expect(scan.leftOut.links).toBe(10);
    // The folder itself may be a link: the person named it.
    symlinkSync(folder, join(outside, 'data'));
    expect(names(found(join(outside, 'data')))).toEqual(names(scan));
    rmSync(outside, { recursive: true });
    rmSync(`${folder}-not`, { recursive: true });
  });

  it('reads sizes from the headers, turned as EXIF says', () => {
    const picture = drawn([8, 12, 3], (y) => y * 20);
    write(folder, {
      'owl/1.png': encoder.png(picture),
      'owl/2.jpg': encoder.jpeg(drawn([30, 20, 3], () => 9)),
      'owl/3.png': 'no picture',
      'eagle/1.png': encoder.png(picture),
    });
    expect(found().sizes).toEqual([
      [8, 12],
      [30, 20],
    ]);
  });

  it('ends with a reason where there is no folder, or too much in it', async () => {
    empty('file');
    const gone = atOnce(scanFolder(join(folder, 'gone')));
    expect(gone).toMatchObject({ kind: 'unreadable', code: 'ENOENT' });
    expect(await later(scanFolder(join(folder, 'gone')))).toEqual(gone);
    expect(atOnce(scanFolder(join(folder, 'file')))).toMatchObject({ kind: 'unreadable', code: 'ENOTDIR' });
    for (let name = 0; name <= 1000; name++) mkdirSync(join(folder, `class${name}`));
    expect(atOnce(scanFolder(folder))).toMatchObject({ kind: 'too-many', what: 'classes' });
  });
});

describe('a folder that can’t be read', () => {
  /** A scan whose listing of one folder is refused, as the system refuses it. */
  function refusing(inside: string, code: string) {
    const steps = scanFolder(folder);
    const refusal = {
      ok: false,
      why: 'no-access',
      reason: `may not be read by you (${code})`,
      code,
    } as const;
    let next = steps.next();
    while (!next.done) {
      const { value } = next;
      const isIt = value.ask === 'list' && value.path === join(folder, inside);
      next = steps.next(isIt ? refusal : answered(value));
    }
    return folderProblem(next.value);
  }
  const files = ['owl', 'eagle', 'wren/young'].flatMap((name) => [1, 2, 3].map((n) => `${name}/${n}.png`));

  it.each(['owl', 'wren', 'wren/young'])('is named: %s', (inside) => {
    empty(...files);
    for (const code of ['EACCES', 'EIO']) {
      expect(refusing(inside, code)).toEqual({
        code: 'folder-unreadable',
        message: `${folder}/${inside} may not be read by you (${code}), so that its pictures would be missing: see that it can be read, or move it out of the data set.`,
      });
    }
  });

  it.each(['train', 'val', 'test', 'val/owl'])('is named among the parts: %s', (inside) => {
    empty(...['train', 'val', 'test'].flatMap((part) => files.map((file) => `${part}/${file}`)));
    expect(refusing(inside, 'EACCES')?.message).toContain(`${folder}/${inside} may not be read by you`);
  });

  it('is the whole', () => {
    empty(...files);
    expect(refusing('', 'EACCES')).toMatchObject({ code: 'folder-unreadable' });
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('on a real disk', async () => {
    empty(...files);
    chmodSync(join(folder, 'owl'), 0);
    try {
      expect(problem()?.message).toContain(`${folder}/owl may not be read by you`);
      expect(folderProblem(await later(scanFolder(folder)))).toEqual(problem());
    } finally {
      chmodSync(join(folder, 'owl'), 0o755);
    }
  });
});

describe('what is told of a folder', () => {
  it.skipIf(process.platform === 'win32')(
    'what goes by a picture’s name and is no file, nobody waits for',
    () => {
      empty('owl/1.png', 'eagle/1.png', 'owl/folder.png/2.png');
      execFileSync('mkfifo', [join(folder, 'owl/pipe.png')]);
      symlinkSync('/dev/zero', join(folder, 'owl/zero.png'));
      const scan = found();
      expect(scan.leftOut).toMatchObject({ special: ['owl/pipe.png'], links: 1 });
      expect(names(scan)).toEqual([
        ['whole', ['eagle', 'eagle/1.png'], ['owl', 'owl/1.png', 'owl/folder.png/2.png']],
      ]);
    },
  );

  it('folders that are nested too deep', () => {
    empty('owl/1.png', 'eagle/1.png', 'owl/a/b/c/4.png', 'owl/a/b/c/d/5.png');
    const scan = found();
    expect(scan.leftOut.deep).toEqual(['owl/a/b/c/d']);
    expect(names(scan)[0]![2]).toEqual(['owl', 'owl/1.png', 'owl/a/b/c/4.png']);
  });

  it('more files than are looked at, of whatever kind', () => {
    const steps = scanFolder(folder);
    steps.next();
    const entries = [{ name: 'a.txt', kind: 'file' as const }];
    const last = steps.next({ ok: true, path: folder, entries, cut: true });
    expect(last.value).toMatchObject({ kind: 'too-many', what: 'files' });
    expect(folderProblem(last.value as FolderScan)?.message).toContain('holds more than 1,000,000 files');
  });
});

describe('a folder that can’t be trained on', () => {
  const three = (name: string) => [1, 2, 3].map((number) => `${name}/${number}.png`);
  it.each([
    [[], /has no class with pictures: it should hold a folder of PNG or JPEG pictures for each class/],
    [three('owl'), /has only one class with pictures, owl/],
    [['1.png', '2.png'], /no class with pictures, but 2 pictures that lie in no class’s folder/],
    [['owl/1.webp', 'eagle/1.webp'], /\(WebP is not read\)/],
    [
      [...three('owl'), 'eagle/1.png', 'eagle/2.png'],
      /eagle in .* has 2 pictures: each class needs 3 at least, so that there are some for training, validation and test/,
    ],
    [
      [...three('train/owl'), 'train/eagle/1.png', 'val/owl/1.png'],
      /eagle in .*train has one picture: each class needs 2 at least, so that there are some for training and test\./,
    ],
    [
      [...three('train/owl'), ...three('train/eagle'), ...three('test/wren')],
      /test has a class wren that train has not/,
    ],
    [['train/1.png', 'test/1.png'], /train has no class with pictures/],
  ])('%j', (files, message) => {
    empty(...files);
    expect(problem()).toMatchObject({
      code: 'folder-classes',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is one with two classes and three pictures each', () => {
    empty(...three('owl'), ...three('eagle'));
    expect(problem()).toBeUndefined();
  });
});

describe('the split', () => {
  const counts = { owl: 40, eagle: 25, wren: 3 };
  const fill = (prefix = '') =>
    empty(
      ...Object.entries(counts).flatMap(([name, count]) =>
        Array.from({ length: count }, (_, index) => `${prefix}${name}/${index}.png`),
      ),
    );
  const split = () => {
    const scan = found();
    return splitFolder(scan, classNames(scan));
  };
  const perClass = (files: readonly { label: number }[]) =>
    [0, 1, 2].map((label) => files.filter((file) => file.label === label).length);

  it('takes a tenth of each class for validation and for test, at least one, each picture once', () => {
    fill();
    const { training, validation, test } = split();
    expect(perClass(test)).toEqual([3, 4, 1]);
    expect(perClass(validation)).toEqual([3, 4, 1]);
    expect(perClass(training)).toEqual([19, 32, 1]);
    const all = [...training, ...validation, ...test].map(({ file }) => file);
    expect(new Set(all).size).toBe(68);
    for (const { file, label } of [...training, ...test]) {
      expect(file.startsWith(['eagle', 'owl', 'wren'][label]!)).toBe(true);
    }
  });

  it('is the same wherever the folder lies, and does not follow the names’ order', () => {
    fill();
    const before = split();
    const other = mkdtempSync(join(tmpdir(), 'cnn-moved-'));
    rmSync(folder, { recursive: true });
    folder = other;
    fill();
    expect(split()).toEqual(before);
    const first = before.test.filter(({ label }) => label === 1).map(({ file }) => file);
    expect(first).not.toEqual(['owl/0.png', 'owl/1.png', 'owl/10.png', 'owl/11.png']);
  });

  it('keeps the folder’s own parts, and takes what is missing from the training part', () => {
    fill('train/');
    fill('test/');
    const { training, validation, test } = split();
    expect(perClass(test)).toEqual([25, 40, 3]);
    expect(perClass(validation)).toEqual([3, 4, 1]);
    expect(perClass(training)).toEqual([22, 36, 2]);
    expect(test.every(({ file }) => file.startsWith('test/'))).toBe(true);
    expect([...training, ...validation].every(({ file }) => file.startsWith('train/'))).toBe(true);
    fill('val/');
    expect(perClass(split().training)).toEqual([25, 40, 3]);
    expect(perClass(split().validation)).toEqual([25, 40, 3]);
  });
});
