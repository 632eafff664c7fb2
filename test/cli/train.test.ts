import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { excerptArchive, excerptSha256 } from '../training/data/sets/cifar10Excerpt.ts';
import { cnn, folderWith, root } from './cnn.ts';

const text = `
network Small {
  input 32x32x3
  Conv(4, 5, stride: 4) -> ReLU -> GlobalAvgPool -> Dense(10) -> Softmax
}
train Small on CIFAR10 {
  batch 50
  epochs 20
  seed 7
}
`;

let folder: string;
beforeAll(() => {
  folder = folderWith({ 'small.cnn': text });
  vi.stubEnv('CNN_ARCHITECT_CACHE', join(folder, 'cache'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const data = ['--engine', 'wasm', '--data', excerptArchive, '--checksum', `sha256:${excerptSha256}`];

/** What a run prints that is interrupted after its second epoch. */
async function interrupted(run: string): Promise<string> {
  const words = ['train', join(folder, 'small.cnn'), '--run', run, ...data];
  const child = spawn(process.execPath, [join(root, 'dist/cli.cjs'), ...words]);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part;
    if (!child.killed && /^epoch +2\/20 /m.test(out)) child.kill('SIGINT');
  });
  const [status] = (await once(child, 'close')) as [number | null];
  expect(status).toBe(130);
  return out;
}

test('a resumed run says where it goes on and what was best so far', async () => {
  const run = join(folder, 'run');
  const before = await interrupted(run);
  expect(before).toContain(`The run is kept in ${run}\n`);
  const epochs = [...before.matchAll(/^epoch +(\d+)\/20 .* validation \S+ (\S+ %)/gm)].map(
    ([, epoch, accuracy]) => ({
      epoch: Number(epoch),
      accuracy: accuracy!,
    }),
  );
  expect(epochs.length).toBeGreaterThanOrEqual(2);
  expect(epochs.length).toBeLessThan(20);

  const { out, err, status } = cnn(['train', '--resume', run, ...data]);
  expect(err).toBe('');
  expect(status).toBe(0);
  const said =
    /^Going on in epoch +(\d+)\/20 of the run in (.*); the best so far is epoch (\d+), validation (\S+ %)$/m.exec(
      out,
    );
  expect(said?.[1]).toBe(String(epochs.length + 1));
  expect(said?.[2]).toBe(run);
  const best = epochs.find(({ epoch }) => String(epoch) === said?.[3]);
  expect(said?.[4]).toBe(best?.accuracy);
  const highest = Math.max(...epochs.map(({ accuracy }) => parseFloat(accuracy)));
  expect(parseFloat(best!.accuracy)).toBe(highest);
  expect(out).toMatch(new RegExp(`^epoch +${epochs.length + 1}/20 `, 'm'));
  expect(out).not.toMatch(/^epoch +1\/20 /m);
}, 60_000);
