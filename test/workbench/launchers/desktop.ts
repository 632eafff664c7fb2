/** The desktop VS Code that @vscode/test-electron fetches, driven through Playwright's Electron support. */
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { _electron } from 'playwright-core';
import type { LauncherSettings, OpenWindow, ProvidedLauncher, Trust, UserSettings } from './launcher.ts';
import { writeUserSettings } from './launcher.ts';

const desktopVersion = '1.100.0'; // the oldest that package.json allows

/** Fetches VS Code and installs the extension into a fresh extensions folder. */
export async function provideDesktopLauncher(vsix: string, data: string): Promise<ProvidedLauncher> {
  const executable = await downloadAndUnzipVSCode(desktopVersion);
  const [cli, ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(executable);
  if (cli === undefined) throw new Error(`${executable} has no command line.`);
  const extensions = join(data, 'extensions');
  const folders = [`--user-data-dir=${join(data, 'install')}`, `--extensions-dir=${extensions}`];
  const install = [...cliArgs, ...folders, '--install-extension', vsix, '--force'];
  await promisify(execFile)(cli, install, { shell: process.platform === 'win32' });
  return { settings: { kind: 'desktop', executable, extensions, data }, stop: () => Promise.resolve() };
}

/** Opens a folder in a desktop window with a user data folder of its own. */
export async function openOnDesktop(
  { executable, extensions, data }: Extract<LauncherSettings, { kind: 'desktop' }>,
  folder: string,
  settings: UserSettings,
  { isTrusted }: Trust = { isTrusted: true },
): Promise<OpenWindow> {
  const userData = await mkdtemp(join(data, 'user-'));
  const calm = { 'security.workspace.trust.startupPrompt': 'never', ...settings };
  await writeUserSettings(userData, calm);
  const application = await _electron.launch({
    executablePath: executable,
    args: [
      `--user-data-dir=${userData}`,
      `--extensions-dir=${extensions}`,
      ...(isTrusted ? ['--disable-workspace-trust'] : []),
      '--skip-welcome',
      '--skip-release-notes',
      '--disable-updates',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      folder,
    ],
  });
  const page = await application.firstWindow();
  return { page, close: () => application.close() };
}
