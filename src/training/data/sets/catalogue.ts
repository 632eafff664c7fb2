/**
 * The shelf of data sets: those that `train … on` knows by name. Checks, completion, hover, fetching, consent, settings
 * and the command line read the entry and know no data set by name.
 *
 * How to add one, say `SVHN`: its file, `svhn.ts`, with `defineDataSet` as definition.ts describes it (cifar10.ts is
 * one), and beside it, where its files are of a new layout, what reads them (cifarBatches.ts); its line in `dataSets`
 * below; its test, test/training/data/sets/svhn.test.ts, with small files of its layout: shelf.test.ts there tries what
 * all of them keep to. `npm run docs` then writes its settings in package.json and its line in docs/language.md.
 */
import { cifar10 } from './cifar10.ts';
import { cifar100 } from './cifar100.ts';
import type { DataSetDefinition } from './definition.ts';
import { fashionMnist } from './fashionMnist.ts';

/** All data sets, in the order in which completion, docs and settings list them. */
export const dataSets: readonly DataSetDefinition[] = [cifar10, cifar100, fashionMnist];

/** For a file without `train`. */
export const defaultDataSet = cifar10;

const byName: ReadonlyMap<string, DataSetDefinition> = new Map(dataSets.map((each) => [each.name, each]));

/** The data set of that name, as `train … on` writes it. */
export function findDataSet(name: string): DataSetDefinition | undefined {
  return byName.get(name);
}
