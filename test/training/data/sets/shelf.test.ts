/** What every data set of the shelf keeps to. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withSettings } from '../../../../scripts/docs/shelfSettings.ts';
import { dataSets, defaultDataSet, findDataSet } from '../../../../src/training/data/sets/catalogue.ts';
import { availability } from '../../../../src/training/data/sets/obtainDataSet.ts';
import { trainingFailure } from '../../run/trainingFailure.ts';
import { temporaryFolder } from './cifar10Excerpt.ts';

it('has names and ids that differ, and the default one', () => {
  for (const key of ['name', 'id', 'title'] as const)
    expect(new Set(dataSets.map((set) => set[key])).size).toBe(dataSets.length);
  expect(dataSets).toContain(defaultDataSet);
});

it('has its settings in package.json (else: npm run docs)', () => {
  const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  expect(text).toBe(withSettings(text));
  for (const { id } of dataSets) expect(text.split(`"cnn.${id}.source"`)).toHaveLength(3);
});

describe.each(dataSets)('$name', (set) => {
  it('is found by its name, and says what its pictures are', () => {
    expect(findDataSet(set.name)).toBe(set);
    expect(set.name).toMatch(/^[A-Z]\w*$/);
    expect(set.id).toMatch(/^[a-z]\w*$/);
    expect(set.documentation.source).toContain(set.title);
    expect(new Set(set.classes).size).toBe(set.classes.length);
    expect(set.sizes).toHaveLength(1);
  });

  it('has archives whose checksums are such, with files that are bounded', () => {
    expect(set.home).toMatch(/^https?:\/\/.*\/$/);
    for (const { bytes, checksum, md5, files, folder } of set.archives) {
      expect(bytes).toBeGreaterThan(1000);
      expect(checksum.digest).toMatch(checksum.algorithm === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{32}$/);
      if (md5 !== undefined) expect(md5).toMatch(/^[0-9a-f]{32}$/);
      if (folder === undefined) expect(files).toHaveLength(1);
      for (const { largest } of files) expect(largest > 0 && largest < 1e9).toBe(true);
    }
    const names = set.archives.flatMap(({ files }) => files.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });

  it('is fetched from its authors, asked for, unless it is told otherwise', async () => {
    const folder = await temporaryFolder();
    try {
      const source = { cacheFolder: folder.path, mayDownload: false };
      const bytes = set.archives.reduce((sum, archive) => sum + archive.bytes, 0);
      const found = await availability(set, source);
      expect(found).toMatchObject({ kind: 'download', bytes });
      if (found.kind === 'download') expect(found.url.startsWith(set.home)).toBe(true);
      const mirror = await availability(set, { ...source, location: 'http://127.0.0.1:9/set' });
      expect(mirror).toEqual({ kind: 'download', url: 'http://127.0.0.1:9/set', bytes: undefined });
      const none = await trainingFailure(availability(set, { ...source, location: folder.path }));
      expect(none.message).toContain(`does not hold ${set.title}: it`);
    } finally {
      await folder.remove();
    }
  });
});
