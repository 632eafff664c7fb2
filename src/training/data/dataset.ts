/**
 * Labelled pictures, and the data sets whose names `train … on` knows. Plain data and types: what fetches and
 * reads the files is beside this.
 */

export interface DatasetDescription {
  /** As `train … on` writes it. */
  readonly name: string;
  /** As its authors write it. */
  readonly title: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: readonly string[];
  /** Of the whole set; a part of it (a folder with fewer images) is fine. */
  readonly images: { readonly training: number; readonly test: number };
  readonly documentation: string;
}

/** Pictures in memory: bytes in NHWC order, and a class index each. */
export interface LabelledImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** What a data set's files hold, before a validation part is split off. */
export interface Dataset {
  readonly description: DatasetDescription;
  readonly training: LabelledImages;
  readonly test: LabelledImages;
}

export const cifar10: DatasetDescription = {
  name: 'CIFAR10',
  title: 'CIFAR-10',
  height: 32,
  width: 32,
  channels: 3,
  classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  images: { training: 50_000, test: 10_000 },
  documentation:
    'CIFAR-10 (Krizhevsky, 2009): 60,000 colour pictures of 32x32 in 10 classes, 10,000 of them for the test.',
};

/** The data sets that `train … on` knows by name. */
export const datasets: Readonly<Record<string, DatasetDescription>> = { CIFAR10: cifar10 };
