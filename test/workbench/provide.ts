/** Runs once before all tests in VS Code: starts what they share, named by the environment of scripts/test.mjs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { provideCodeServerLauncher } from './launchers/codeServer.ts';
import { provideDesktopLauncher } from './launchers/desktop.ts';
import type { LauncherSettings } from './launchers/launcher.ts';

declare module 'vitest' {
  interface ProvidedContext {
    launcher: LauncherSettings;
  }
}

/** The value of an environment variable that scripts/test.mjs sets. */
function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests with \`npm run test:workbench\`.`);
  return value;
}

export default async function provide(project: TestProject): Promise<() => Promise<void>> {
  const vsix = required('CNN_TEST_VSIX');
  const data = await mkdtemp(join(tmpdir(), 'cnn-workbench-'));
  const provided =
    process.env.CNN_TEST_LAUNCHER === 'desktop'
      ? await provideDesktopLauncher(vsix, data)
      : await provideCodeServerLauncher(
          vsix,
          data,
          JSON.parse(required('CNN_TEST_CODE_SERVER')) as { node: string; entry: string },
          required('CNN_TEST_CHROMIUM'),
        );
  project.provide('launcher', provided.settings);
  return async () => {
    await provided.stop();
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  };
}
