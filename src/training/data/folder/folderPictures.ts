import { TrainingFailure } from '../../failure.ts';
import type { BytePicture, LabelledImages } from '../dataset.ts';
import type { PictureFile } from './folderSplit.ts';
import type { ReadPicture } from './pictureReader.ts';
import type { PictureCrew } from './pictureWorkers.ts';

interface Kept {
  readonly file: string;
  /** A picture that is read again is the same one, or the run ends. */
  readonly digest: string;
  readonly sums: Float64Array;
  /** Undefined where there was no room: it is read again each time. */
  readonly picture: BytePicture | undefined;
}

/** Bytes that pictures may take, all parts together. */
export class Room {
  #left: number;
  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

/** Pictures of one part: known to be whole, and kept where there is room. */
export class FolderPictures {
  readonly #kept: Kept[] = [];
  readonly #labels: number[] = [];

  constructor(
    private readonly folder: string,
    private readonly crew: PictureCrew,
  ) {}

  add({ file, label }: PictureFile, { digest, sums, picture }: ReadPicture, room: Room): void {
    this.#kept.push({ file, digest, sums, picture: room.take(picture.data.length) ? picture : undefined });
    this.#labels.push(label);
  }

  /** Pictures that are read again each time. */
  get unkept(): number {
    return this.#kept.filter(({ picture }) => !picture).length;
  }

  /** A line for each picture: its name and its content. */
  get inventory(): string[] {
    return this.#kept.map(({ file, digest }) => `${file}\t${digest}`);
  }

  images(channels: number): LabelledImages {
    return {
      count: this.#kept.length,
      channels,
      labels: Uint16Array.from(this.#labels),
      picture: (index) => this.#kept[index]!.picture ?? this.#again(this.#kept[index]!),
      sums: (index) => this.#kept[index]!.sums,
    };
  }

  async #again({ file, digest }: Kept): Promise<BytePicture> {
    const read = await this.crew.read(file, digest);
    if ('picture' in read) return read.picture;
    const why =
      'hangs' in read && read.hangs
        ? `can’t be read any more: ${read.broken}; see to its disk`
        : 'has changed or gone since the training began: put it back';
    throw new TrainingFailure(
      'other-data',
      `${this.folder}/${file} ${why} and resume the run, or start a new one.`,
    );
  }
}
