import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const results = join(root, 'test-results');

interface Started {
  readonly process: ChildProcess;
  /** What the person is told to open. */
  readonly address: string;
  readonly printed: () => string;
}

const running = new Set<ChildProcess>();

/** `npm start -- --browser`, in a process group of its own as a terminal would make it, until it gives its address. */
async function start(command = 'npm', words = ['start', '--']): Promise<Started> {
  const child = spawn(command, [...words, '--browser'], { cwd: root, detached: true });
  running.add(child);
  let printed = '';
  const address = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      printed += chunk.toString();
      const found = /^ +(http:\/\/\S+)$/m.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('close', (code) => reject(new Error(`npm start ended with ${code}.\n${printed}`)));
  });
  return { process: child, address, printed: () => printed };
}

/** The signal to all of the group, as Ctrl-C in a terminal sends it. */
async function end({ process: child }: Started, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'close');
  process.kill(-child.pid!, signal);
  await ended;
  running.delete(child);
}

const answers = (address: string): Promise<boolean> =>
  fetch(address).then(
    ({ ok }) => ok,
    () => false,
  );

let browser: Browser;
beforeAll(async () => {
  const executablePath = process.env.CNN_TEST_CHROMIUM;
  if (!executablePath) throw new Error('CNN_TEST_CHROMIUM is not set: run `node scripts/test.mjs start`.');
  await mkdir(results, { recursive: true });
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run', ...quiet] });
});
afterAll(async () => {
  await browser?.close();
  for (const { pid } of running) {
    try {
      process.kill(-pid!, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // ended already
    }
  }
});

/** The first sample with its shapes, as a newcomer sees it. */
async function look({ address }: Started, picture: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(90_000);
  await page.goto(address);
  await page.locator('.tab.active', { hasText: 'resnet50.cnn' }).waitFor();
  const trust = page.getByRole('button', { name: 'Yes, I trust the authors' });
  const shapes = page.locator('.view-line', { hasText: 'MaxPool(3' }).filter({ hasText: '56×56×64' });
  await trust.or(shapes).first().waitFor();
  if (await trust.isVisible()) await trust.click();
  await shapes.waitFor();
  await page.screenshot({ path: join(results, `${picture}.png`) });
  await page.close();
}

test('npm start opens the first sample with its shapes, twice at once, and ends with Ctrl-C', async () => {
  const first = await start();
  await look(first, 'start');
  const second = await start();
  expect(new URL(second.address).port).not.toBe(new URL(first.address).port);
  await look(second, 'start-second');
  await end(second, 'SIGINT');
  expect(second.printed()).toContain('VS Code has stopped.');
  expect(await answers(second.address)).toBe(false);
  expect(await answers(first.address)).toBe(true);
  await end(first, 'SIGINT');
});

test('killed, it leaves no server behind, and starts again', async () => {
  const killed = await start(process.execPath, ['scripts/start.mjs']);
  expect(await answers(killed.address)).toBe(true);
  killed.process.kill('SIGKILL');
  await expect.poll(() => answers(killed.address), { timeout: 30_000 }).toBe(false);
  const again = await start();
  await look(again, 'start-again');
  await end(again, 'SIGINT');
});
