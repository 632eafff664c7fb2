import * as vscode from 'vscode';
import { tfjsNodeFolder } from '../training/engines/environment.ts';
import {
  installTfjsNode,
  readInstalled,
  removeAbandonedInstall,
} from '../training/engines/tfjs-node/install.ts';
import { probeTfjsNode } from '../training/engines/tfjs-node/probe.ts';
import { registerCommand, requireTrust } from './commands.ts';
import { inform, pick, showProgress } from './notices.ts';
import { readSettings } from './settings.ts';

const installCommand = 'cnn.installEngine';
const offeredKey = 'cnn.engineOffered';

/** "CNN: Install TensorFlow Engine (tfjs-node)" and "CNN: Show Engines". */
export function registerEngineCommands(context: vscode.ExtensionContext, output: vscode.OutputChannel): void {
  const closing = new AbortController();
  context.subscriptions.push(
    registerCommand(output, installCommand, () => installEngine(closing.signal)),
    registerCommand(output, 'cnn.showEngines', () => showEngines(closing.signal)),
    { dispose: () => closing.abort() },
  );
  if (!vscode.workspace.isTrusted) return;
  removeAbandonedInstall(engineFolder()).catch((error: unknown) =>
    output.appendLine(
      `What an interrupted install of the engine left could not be removed: ${String(error)}`,
    ),
  );
}

function engineFolder(): string {
  return tfjsNodeFolder(readSettings().engineFolder);
}

async function installEngine(closing: AbortSignal): Promise<void> {
  if (!(await requireTrust('is installed'))) return;
  const folder = engineFolder();
  const installed = await readInstalled(folder);
  if (installed) {
    void inform(`tfjs-node is installed in ${folder}, with ${installed.version}.`);
    return;
  }
  const install = 'Install';
  const chosen = await inform('Install the TensorFlow engine (tfjs-node)?', [install], {
    modal: true,
    detail: `It is fetched from npm, its TensorFlow library (some 300 MB) from PyPI, each checked by its hash, and kept in ${folder}; a small part is compiled here. Training becomes several times faster; nothing outside that folder changes.`,
  });
  if (chosen !== install) return;
  await showProgress('Installing tfjs-node', async (report, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const signal = AbortSignal.any([abort.signal, closing]);
    try {
      const { version } = await installTfjsNode({
        folder,
        onProgress: (message) => report({ message }),
        signal,
      });
      void inform(`tfjs-node with ${version} is ready: the next training uses it.`);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  });
}

async function showEngines(closing: AbortSignal): Promise<void> {
  const folder = engineFolder();
  const installed = await readInstalled(folder);
  const { engine } = readSettings();
  const native = installed && requireTrustSilently() ? await tried(folder) : undefined;
  const install: vscode.QuickPickItem = {
    iconPath: new vscode.ThemeIcon('cloud-download'),
    label: 'Install the TensorFlow engine (tfjs-node)…',
    detail: 'Several times faster than wasm',
  };
  const items: vscode.QuickPickItem[] = [
    {
      label: 'tfjs-node',
      description: native?.text ?? (installed ? installed.version : 'not installed'),
      detail: native?.problem ?? (installed ? `installed in ${folder}` : `would be installed in ${folder}`),
    },
    { label: 'wasm', description: 'CPU, 1 thread', detail: 'comes with the extension' },
    ...(installed ? [] : [install]),
  ];
  const title =
    engine === 'automatic'
      ? `Engines (${installed ? 'tfjs-node' : 'wasm'} is used)`
      : `Engines (${engine} is set)`;
  const picked = await pick(items, {
    title,
    placeHolder: 'Choose the engine to train on',
  });
  if (!picked) return;
  if (picked === install) return installEngine(closing);
  if (picked.label === 'tfjs-node' && !installed) return installEngine(closing);
  await vscode.workspace
    .getConfiguration('cnn')
    .update('engine', picked.label, vscode.ConfigurationTarget.Global);
}

const requireTrustSilently = (): boolean => vscode.workspace.isTrusted;

async function tried(folder: string): Promise<{ text?: string; problem?: string }> {
  try {
    const { version, gpu } = await probeTfjsNode(folder);
    return { text: `${version} · ${gpu ? 'GPU' : 'CPU'}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `does not run (${reason}): delete ${folder} and install it again` };
  }
}

/** Offers the faster engine, once, where a training is about to run on the slower one. */
export async function offerEngine(context: vscode.ExtensionContext): Promise<void> {
  if (readSettings().engine !== 'automatic' || context.globalState.get<boolean>(offeredKey)) return;
  if (await readInstalled(engineFolder())) return;
  await context.globalState.update(offeredKey, true);
  const install = 'Install…';
  const chosen = await inform(
    'This training runs on the wasm engine, which comes with the extension. TensorFlow’s own (tfjs-node) is several times faster.',
    [install, 'Not Now'],
  );
  if (chosen === install) await vscode.commands.executeCommand(installCommand);
}
