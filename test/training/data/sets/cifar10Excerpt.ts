import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSource } from '../../../../src/protocol/training.ts';
import { cifar10 } from '../../../../src/training/data/sets/cifar10.ts';
import { obtainDataSet } from '../../../../src/training/data/sets/obtainDataSet.ts';
import type { Dataset } from '../../../../src/training/data/dataset.ts';

/** 500 training and 100 test pictures, as the archive that a download brings. */
export const excerptArchive = fileURLToPath(
  new URL('../../../fixtures/cifar10/cifar-10-binary.tar.gz', import.meta.url),
);
export const excerptSha256 = 'b764ab97148f2720198d5ac686db9fea8882d35e52ece09305df665b57679732';

/** An empty folder, removed by the returned function. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'cnn-architect-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

export const excerptSource = (cacheFolder: string): DataSource => ({
  cacheFolder,
  location: excerptArchive,
  checksum: `sha256:${excerptSha256}`,
  mayDownload: false,
});

export function readExcerpt(cacheFolder: string): Promise<Dataset> {
  return obtainDataSet(cifar10, excerptSource(cacheFolder));
}
