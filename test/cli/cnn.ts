import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const program = join(root, 'dist/cli.cjs');

export interface Ending {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

/** Runs the built command line as a person would, in `folder` (absent: the checkout). */
export function cnn(words: readonly string[], folder = root, input: string | Uint8Array = ''): Ending {
  if (!existsSync(program)) throw new Error('dist/cli.cjs is not there: run npm run build first.');
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder,
    input,
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 64e6,
  });
  return { status, out: stdout, err: stderr, seconds: (performance.now() - begun) / 1000 };
}

/** A new folder that holds these files. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cnn-cli-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
