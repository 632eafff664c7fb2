/** What the two launchers have in common: a VS Code window as a Playwright page. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** How test files reach the VS Code that was provided for all of them; plain data. */
export type LauncherSettings =
  | {
      kind: 'code-server';
      url: string;
      chromium: string;
      data: string;
      vsix: string;
      programs: { node: string; entry: string };
    }
  | { kind: 'desktop'; executable: string; extensions: string; data: string };

/** What is shared by all test files, and how it ends. */
export interface ProvidedLauncher {
  settings: LauncherSettings;
  stop(): Promise<void>;
}

/** An open window; `close` ends what was started for it. */
export interface OpenWindow {
  page: Page;
  close(): Promise<void>;
}

/** Whether the opened folder is trusted without a question. */
export interface Trust {
  readonly isTrusted: boolean;
}

/** Settings of the user, as VS Code's settings.json has them. */
export type UserSettings = Record<string, unknown>;

/** What all tests start from: nothing that pops up by itself, nothing that reaches the network. */
const calmSettings: UserSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'files.simpleDialog.enable': true,
  'window.dialogStyle': 'custom',
  'window.titleBarStyle': 'custom',
};

/** Writes the user's settings into a user data folder. */
export async function writeUserSettings(data: string, settings: UserSettings): Promise<void> {
  await mkdir(join(data, 'User'), { recursive: true });
  await writeFile(
    join(data, 'User/settings.json'),
    JSON.stringify({ ...calmSettings, ...settings }, null, 2),
  );
}
