/** Debian packages that the tests and VS Code in the browser need; installed when that is possible. */
import { readFileSync } from 'node:fs';
import { CommandFailed, findProgram, run } from './processes.mjs';

/** What code-server's native parts are built with. */
export const buildPackages = [
  'build-essential',
  'python3',
  'pkg-config',
  'libkrb5-dev',
  'libx11-dev',
  'libxkbfile-dev',
  'libsecret-1-dev',
];

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

async function isInstalled(name) {
  try {
    const status = await run('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { quiet: true });
    return status.trim() === 'installed';
  } catch (error) {
    if (error instanceof CommandFailed) return false; // dpkg-query fails for a package that it doesn't know
    throw error;
  }
}

/**
 * Sees to it that the packages are there: looks on Debian and its relatives, and installs what is missing when
 * run as root. Elsewhere nothing can be looked up, and what needs them says so itself.
 * @param {string[]} packages names of Debian packages
 * @param {string} purpose what they are for, as the sentence for the user ends: "… to <purpose>"
 */
export async function provideSystemPackages(packages, purpose) {
  if (!isDebian()) return;
  const missing = [];
  for (const name of packages) if (!(await isInstalled(name))) missing.push(name);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new Error(
      `Run \`sudo apt-get install ${missing.join(' ')}\` first: they are needed to ${purpose}.`,
    );
  }
  console.log(`Installing ${missing.join(', ')} to ${purpose} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, quiet: true });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env, quiet: true });
}

/** What the tfjs-node engine is built with: the program that is tried, and the package that brings it. */
const engineBuild = {
  'python3-pip': ['python3', '-m', 'pip', '--version'],
  'g++': [process.env.CXX || 'c++', '--version'],
};

/** Sees to it that the engine can be built, by whatever Python and compiler are there. */
export async function provideEngineBuild() {
  const missing = [];
  for (const [name, [program, ...args]] of Object.entries(engineBuild)) {
    try {
      await run(program, args, { quiet: true });
    } catch (error) {
      if (!(error instanceof CommandFailed) && error.code !== 'ENOENT') throw error;
      missing.push(name);
    }
  }
  await provideSystemPackages(missing, 'build the tfjs-node engine');
}

/** The path of a Chromium or Chrome, installed first where that is possible. */
export async function provideChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const find = () =>
    process.env.CNN_ARCHITECT_CHROMIUM ?? names.map(findProgram).find((path) => path !== undefined);
  const macPath = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  if (find()) return find();
  if (process.platform === 'darwin' && findProgram(macPath)) return macPath;
  await provideSystemPackages(['chromium'], 'run the tests in the browser');
  const chromium = find();
  if (!chromium) {
    throw new Error(
      'No Chromium was found: install Chromium or Chrome, or set CNN_ARCHITECT_CHROMIUM to its path, to run the tests.',
    );
  }
  return chromium;
}
