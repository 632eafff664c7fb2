import { createHash } from 'node:crypto';
import { later } from '../training/data/folder/folderAccess.ts';
import type { LookAtFolder } from '../training/data/folder/folderDescription.ts';
import type { FolderScan } from '../training/data/folder/folderScan.ts';
import { scanFolder } from '../training/data/folder/folderScan.ts';

/** A share of another machine is not asked for before somebody trains on it: asking tells it who is there. */
export const isShare = (path: string): boolean => /^[\\/]{2}/.test(path);

interface Look {
  scan: FolderScan | undefined;
  /** Of what `scan` says, to see whether another one says the same. */
  digest: string;
  /** Until then it is taken as it is. */
  until: number;
  underWay: boolean;
  /** Something was saved while it was under way: it may have missed that. */
  again: boolean;
}

/** More folders than these are forgotten, the oldest first: those that were only passed while a path was typed. */
const most = 30;

/**
 * Folders of pictures as the recipes in the editor name them. Looking is never waited for: what is known is given at
 * once, and whoever asked is told when something else is known.
 */
export class FolderLooks {
  readonly #looks = new Map<string, Look>();

  /**
   * @param onChange another thing is known of a folder
   * @param validity milliseconds for which a look holds at the least; one that took long holds a hundred times as long
   */
  constructor(
    private readonly onChange: () => void,
    private readonly validity = 3000,
  ) {}

  readonly look: LookAtFolder = (path) => {
    if (isShare(path)) return undefined;
    const known = this.#looks.get(path);
    const look = known ?? { scan: undefined, digest: '', until: 0, underWay: false, again: false };
    if (!known) this.#keep(path, look);
    if (!look.underWay && performance.now() >= look.until) void this.#refresh(path, look);
    return look.scan;
  };

  /** Files were saved or have changed on disk: what is asked for next is looked at again. */
  expire(): void {
    for (const look of this.#looks.values()) {
      look.until = 0;
      look.again = look.underWay;
    }
  }

  #keep(path: string, look: Look): void {
    this.#looks.set(path, look);
    const [oldest] = this.#looks.keys();
    if (this.#looks.size > most && oldest !== undefined) this.#looks.delete(oldest);
  }

  async #refresh(path: string, look: Look): Promise<void> {
    look.underWay = true;
    const begun = performance.now();
    try {
      const scan = await later(scanFolder(path));
      const digest = digestOf(scan);
      if (digest === look.digest) return;
      look.scan = scan;
      look.digest = digest;
      this.onChange();
    } finally {
      const now = performance.now();
      look.until = now + Math.max(this.validity, 100 * (now - begun));
      look.underWay = false;
      if (look.again) {
        look.again = false;
        void this.#refresh(path, look);
      }
    }
  }
}

function digestOf(scan: FolderScan): string {
  const text = JSON.stringify(scan, (_, value: unknown) => (value instanceof Map ? [...value] : value));
  return createHash('sha256').update(text).digest('hex');
}
