import type { Checksum } from '../../fetching/download.ts';
import type { ExpectedFile } from '../../fetching/unpack.ts';
import type { Dataset, DatasetDescription } from '../dataset.ts';

/** A file that the authors of a data set offer. */
export interface Archive {
  /** Its name, behind the data set's `home`. */
  readonly name: string;
  readonly bytes: number;
  readonly checksum: Checksum;
  /** Of the same file, where that is what its authors publish: a person may give it for `checksum`. */
  readonly md5?: string;
  /** The only folder of a .tar.gz that is looked into. Absent: it is a .gz of one file. */
  readonly folder?: string;
  readonly files: readonly ExpectedFile[];
}

export interface ReadOptions {
  /** SHA-256 of each file, as noted when it was unpacked. */
  readonly digests?: Readonly<Record<string, string>> | undefined;
}

/**
 * One entry of the shelf: all that the product knows of a data set is here; adding one touches its file, its line in
 * catalogue.ts and its test.
 */
export interface DataSetDefinition extends DatasetDescription {
  /** Begins its folders in the cache, and names its settings: `cnn.cifar10.source`. */
  readonly id: string;
  /** Where its authors keep its archives; ends in a slash. */
  readonly home: string;
  readonly archives: readonly Archive[];
  /**
   * Reads the archives' files, which lie unpacked in a folder; sets with fewer images are fine.
   * @throws TrainingFailure `data-files` when one is missing, cut or altered
   */
  read(folder: string, options: ReadOptions): Promise<Omit<Dataset, 'description'>>;
}

export function defineDataSet(dataSet: DataSetDefinition): DataSetDefinition {
  return dataSet;
}
