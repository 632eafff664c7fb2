/**
 * `npm start`: from a fresh clone to VS Code with the samples and the extension in it. Installs, builds and
 * packages, then opens the desktop VS Code where there is one, else VS Code in the browser.
 * `npm start -- --browser` takes the browser in any case; `-- --port 9000` names its port.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder, provideCodeServer, startCodeServer } from './codeServer.mjs';
import { packageExtension, vsix } from './package.mjs';
import { findProgram, run } from './processes.mjs';
import { installDependencies, requireNode, root } from './project.mjs';

const samples = join(root, 'samples');
/** What is open at first. */
const firstSample = join(samples, 'resnet50.cnn');
const preferredPort = 8137;

/** VS Code's `code` command, where one can open a window from here. */
function desktopCode() {
  const code = findProgram('code');
  if (!code) return undefined;
  // In a terminal of VS Code `code` opens the window that the terminal belongs to, from any machine.
  if (process.env.VSCODE_IPC_HOOK_CLI || process.env.WSL_DISTRO_NAME || process.platform !== 'linux')
    return code;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    console.log('VS Code is installed, but there is no display here.');
    return undefined;
  }
  if (process.getuid?.() === 0) {
    console.log('VS Code is installed, but it does not open for root.');
    return undefined;
  }
  return code;
}

async function openDesktop(code) {
  console.log(`Installing the extension into VS Code (${code}) and opening the samples …`);
  await run(code, ['--install-extension', vsix, '--force'], { quiet: true });
  await run(code, ['--new-window', samples, firstSample]);
  console.log('VS Code is open with the samples. To take the extension out again:');
  console.log('  code --uninstall-extension cnn-architect.cnn-architect');
}

/** Settings for someone who sees VS Code in the browser for the first time; kept as they are afterwards. */
async function writeFirstSettings(data) {
  const settings = join(data, 'User/settings.json');
  if (existsSync(settings)) return;
  await mkdir(join(data, 'User'), { recursive: true });
  const calm = {
    'workbench.startupEditor': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.disableAIFeatures': true,
    // One question when a folder is opened, in place of a Restricted Mode that has to be found out about.
    'security.workspace.trust.startupPrompt': 'once',
  };
  await writeFile(settings, `${JSON.stringify(calm, null, 2)}\n`);
}

async function openBrowser(port) {
  const programs = await provideCodeServer(console.log);
  const data = join(cacheFolder(), 'browser');
  await writeFirstSettings(data);
  console.log('Starting VS Code for the browser …');
  const server = await startCodeServer(programs, { data, vsix, port });
  let stopping = false;
  const stop = () => {
    stopping = true;
    server.process.kill('SIGTERM');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  server.process.on('exit', (code) => {
    if (stopping) console.log('\nVS Code has stopped.');
    else
      console.error(
        `VS Code for the browser ended with exit code ${code}; start it again with \`npm start\`.`,
      );
    process.exit(stopping ? 0 : 1);
  });
  const opened = [['openFile', `vscode-remote://${new URL(server.url).host}${encodeURI(firstSample)}`]];
  // Readable where it may be: slashes, colons and commas need no escape in a query.
  const escaped = (text) =>
    encodeURIComponent(text).replace(/%(2F|3A|2C)/g, (escape) => decodeURIComponent(escape));
  const address = `${server.url}/?folder=${escaped(samples)}&payload=${escaped(JSON.stringify(opened))}`;
  console.log(`
  VS Code with the samples is at

    ${address}

  It answers on this machine only. Ctrl-C stops it.
`);
}

const { values } = parseArgs({
  options: {
    browser: { type: 'boolean', default: false },
    port: { type: 'string', default: String(preferredPort) },
  },
});
requireNode();
try {
  await installDependencies();
  console.log('Building and packing the extension …');
  await packageExtension();
  const code = values.browser ? undefined : desktopCode();
  if (code) await openDesktop(code);
  else await openBrowser(Number(values.port));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
