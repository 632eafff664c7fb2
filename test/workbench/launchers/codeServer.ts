/** VS Code in the browser: one code-server for all test files, a Chromium for each. */
import { once } from 'node:events';
import { chromium } from 'playwright-core';
import { startCodeServer } from '../../../scripts/codeServer.mjs';
import type { LauncherSettings, OpenWindow, ProvidedLauncher, UserSettings } from './launcher.ts';
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
    settings: { kind: 'code-server', url: server.url, chromium: chromiumPath, data },
    async stop() {
      const ended = once(server.process, 'exit');
      server.process.kill('SIGTERM');
      await ended;
    },
  };
}

/** Opens a folder in a new browser. */
export async function openInBrowser(
  { url, chromium: executablePath, data }: Extract<LauncherSettings, { kind: 'code-server' }>,
  folder: string,
  settings: UserSettings,
): Promise<OpenWindow> {
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
