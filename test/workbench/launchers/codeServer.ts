/** VS Code in the browser: one code-server for all test files, a Chromium for each. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startCodeServer } from '../../../scripts/codeServer.mjs';
import type { LauncherSettings, OpenWindow, ProvidedLauncher, Trust, UserSettings } from './launcher.ts';
import { writeUserSettings } from './launcher.ts';

/** Starts code-server with the extension installed, in a fresh user data folder. */
export async function provideCodeServerLauncher(
  vsix: string,
  data: string,
  programs: { node: string; entry: string },
  chromiumPath: string,
): Promise<ProvidedLauncher> {
  await writeUserSettings(data, {});
  const server = await startCodeServer(programs, { data, vsix, trust: false });
  return {
    settings: { kind: 'code-server', url: server.url, chromium: chromiumPath, data, vsix, programs },
    stop: () => end(server.process),
  };
}

async function end(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
}

/** A code-server of its own that asks for trust. */
async function openUntrusted(
  launcher: Extract<LauncherSettings, { kind: 'code-server' }>,
  folder: string,
  settings: UserSettings,
): Promise<OpenWindow> {
  const data = await mkdtemp(join(tmpdir(), 'cnn-untrusted-'));
  const server = await startCodeServer(launcher.programs, { data, vsix: launcher.vsix, trust: true });
  const calm = { 'security.workspace.trust.startupPrompt': 'never', ...settings };
  const opened = await openInBrowser({ ...launcher, url: server.url, data }, folder, calm);
  return {
    page: opened.page,
    async close() {
      await opened.close();
      await end(server.process);
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Opens a folder in a new browser. */
export async function openInBrowser(
  launcher: Extract<LauncherSettings, { kind: 'code-server' }>,
  folder: string,
  settings: UserSettings,
  { isTrusted }: Trust = { isTrusted: true },
): Promise<OpenWindow> {
  if (!isTrusted) return openUntrusted(launcher, folder, settings);
  const { url, chromium: executablePath, data } = launcher;
  await writeUserSettings(data, settings);
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.goto(`${url}/?folder=${encodeURI(folder)}`);
  return { page, close: () => browser.close() };
}
