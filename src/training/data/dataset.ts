import type { Size } from '../recipe/recipe.ts';
import type { Raster } from '../recipe/transforms/resample.ts';
import type { Markdown } from '../../wording/markdown.ts';

/** Labelled pictures: types. The data sets whose names `train … on` knows are in sets/, folders of pictures in folder/. */

export interface DatasetDescription {
  /** As `train … on` writes it. */
  readonly name: string;
  /** As its authors write it; of a folder its name. */
  readonly title: string;
  /** Those that its pictures come in, as far as they are known. */
  readonly sizes: readonly Size[];
  /** How many channels a network may take of them. */
  readonly channels: readonly number[];
  readonly classes: readonly string[];
  /** Undefined where they are counted with the first run only. */
  readonly trainingPictures?: number;
  readonly documentation: Markdown;
}

/** A picture as bytes, from 0 to 255. */
export interface BytePicture extends Raster {
  readonly data: Uint8Array;
}

/** Pictures, and a class index each. */
export interface LabelledImages {
  readonly count: number;
  readonly channels: number;
  readonly labels: Uint8Array | Uint16Array;
  /** A promise where its file is read and decoded each time that it is asked for. */
  picture(index: number): BytePicture | Promise<BytePicture>;
  /** Of a picture's pixels, as `channelSums` adds them up. */
  sums(index: number): Float64Array;
}

/** What a data set's files hold. */
export interface Dataset {
  readonly description: DatasetDescription;
  readonly training: LabelledImages;
  /** Absent: a part of the training pictures is split off. */
  readonly validation?: LabelledImages;
  readonly test: LabelledImages;
  /** How many of the recipe's first `prepare` steps its pictures have behind them; absent: none. */
  readonly prepared?: number;
  /** In hexadecimal: whether a resumed run has the same pictures. */
  readonly fingerprint: string;
}
