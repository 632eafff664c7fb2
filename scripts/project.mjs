/** The project's own dependencies; plain Node, so that it works before anything is installed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registryEnvironment } from '../src/training/engines/registryEnvironment.mjs';
import { run } from './processes.mjs';

/** The repository's root, with a separator at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Ends the program with one sentence where Node is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 11)) return;
  console.error(
    `Node ${process.versions.node} is too old: install Node 20.11 or newer (https://nodejs.org).`,
  );
  process.exit(1);
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(join(root, lockFile), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether node_modules holds what package-lock.json asks for; npm keeps a record of what it installed. */
function isUpToDate() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  if (!installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && !installed[path]),
  );
}

/** Installs the project's dependencies where they are not those of package-lock.json. */
export async function installDependencies() {
  if (isUpToDate()) return;
  console.log('Installing the dependencies (npm ci) …');
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, env: registryEnvironment() });
}
