import { dirname, join, resolve } from 'node:path';
import type { DataSource, NetworkSelection } from '../../protocol/training.ts';
import { engines } from '../../training/engines/catalogue.ts';
import { select } from '../../training/run/selection.ts';
import { dataSets, findDataSet } from '../../training/data/sets/catalogue.ts';
import type { DataSetDefinition } from '../../training/data/sets/definition.ts';
import { availability } from '../../training/data/sets/obtainDataSet.ts';
import { filePath } from '../../syntax/uri.ts';
import { selectionOf, run } from '../jobs.ts';
import { UsageError, engineOptions, networkOptions, wholeNumber } from '../usage.ts';
import { defineCommand } from './command.ts';

/** Trains a network, or goes on with the run of `--resume`. 1 when it failed, 130 when interrupted. */
export const train = defineCommand({
  name: 'train',
  usage: [
    { words: 'FILE', does: ['train a network; the run is kept and can be resumed'] },
    { words: '--resume RUN', does: ['go on with a run'] },
  ],
  optionUsage: [
    `--recipe NAME  --engine ${engines.map(({ id }) => id).join('|')}|auto  --epochs N  --batch N  --seed N`,
    "--data DIR     a folder or an archive with the data set, or a mirror's URL",
    '--checksum X   md5:… or sha256:… of the archive that --data names',
    '--download     agree to download the data set',
    '--run DIR      where the run is kept (default: runs/ beside the file)',
  ],
  options: {
    ...networkOptions,
    ...engineOptions,
    epochs: { type: 'string' },
    seed: { type: 'string' },
    data: { type: 'string' },
    checksum: { type: 'string' },
    download: { type: 'boolean' },
    run: { type: 'string' },
    resume: { type: 'string' },
  },
  takes: ({ resume }) => (resume === undefined ? 'one file' : 'no file'),
  async run([file = ''], options) {
    const data = {
      location: options.data,
      checksum: options.checksum,
      // A mirror that the person names is as good as a yes; the official host has to be agreed to.
      mayDownload: options.download === true || options.data !== undefined,
    };
    const engine = options.engine ?? 'auto';
    if (options.resume !== undefined) {
      return run({ kind: 'resume', runFolder: resolve(options.resume), engine, data }, options);
    }
    const selection = selectionOf(file, options);
    const overrides = {
      epochs: wholeNumber(options, 'epochs', 1),
      batch: wholeNumber(options, 'batch', 1),
      seed: wholeNumber(options, 'seed', 0),
    };
    // What is wrong with the file comes before what is missing on the machine.
    const { folder, dataset } = select({ ...selection, recipe: options.recipe, overrides });
    if (folder && options.data !== undefined) {
      throw new UsageError(
        `--data is for ${dataSets.map(({ title }) => title).join(', ')}: this recipe names its folder itself, ${folder.path}.`,
      );
    }
    const set = folder ? undefined : findDataSet(dataset.name);
    if (set) await requireDataSet(set, data);
    return run(
      {
        kind: 'train',
        ...selection,
        recipe: options.recipe,
        overrides,
        engine,
        data,
        runFolder: options.run === undefined ? newRunFolder(selection) : resolve(options.run),
      },
      options,
    );
  },
});

/** @throws UsageError where it would have to be downloaded, and that was not asked for. */
async function requireDataSet(set: DataSetDefinition, data: DataSource): Promise<void> {
  const found = await availability(set, data);
  if (found.kind !== 'download' || data.mayDownload) return;
  const size = found.bytes === undefined ? '' : ` (${Math.round(found.bytes / 1e6)} MB)`;
  throw new UsageError(
    `${set.title} is not on this machine: add --download to fetch it from ${found.url}${size}, or name a folder or a mirror with --data.`,
  );
}

/** `runs/20261122-153000` beside the file. */
function newRunFolder({ main }: NetworkSelection): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return join(dirname(filePath(main) ?? process.cwd()), 'runs', stamp);
}
