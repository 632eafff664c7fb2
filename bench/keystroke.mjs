/**
 * From a keystroke to the published diagnostics, over a real JSON-RPC connection to dist/server.cjs: characters are
 * typed into and deleted from ResNet-50 one by one, each as an incremental change, each waiting for the
 * diagnostics of its version. `node bench/keystroke.mjs [sample] [keystrokes] [--json]`
 */
import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import protocol from 'vscode-languageserver-protocol/node.js';

const root = new URL('../', import.meta.url);
const [sample = 'resnet50', keystrokes = '200'] = process.argv
  .slice(2)
  .filter((each) => !each.startsWith('--'));
const path = fileURLToPath(new URL(`samples/${sample}.cnn`, root));
const uri = pathToFileURL(path).href;
const text = await readFile(path, 'utf8');

const server = fork(fileURLToPath(new URL('dist/server.cjs', root)), ['--node-ipc'], {
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
const connection = protocol.createProtocolConnection(
  new protocol.IPCMessageReader(server),
  new protocol.IPCMessageWriter(server),
);
let published = () => {};
connection.onNotification('textDocument/publishDiagnostics', (message) => published(message));
connection.listen();
await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
await connection.sendNotification('initialized', {});

/** Sends one change and resolves with the milliseconds until its diagnostics are here, and how many there are. */
function measure(version, send) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    published = (message) => {
      if (message.uri === uri && message.version === version) {
        resolve({ milliseconds: performance.now() - started, diagnostics: message.diagnostics });
      }
    };
    send().catch(reject);
  });
}

const opened = await measure(1, () =>
  connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'cnn', version: 1, text },
  }),
);

// Typed behind the last `repeat` or layer of the text: a whole statement, letter by letter, then taken away again.
const lines = text.split('\n');
const line = lines.findLastIndex((each) => /^\s+(repeat|Conv|MaxPool|GlobalAvgPool)/.test(each));
if (line < 0) throw new Error(`${path} has no line to type behind.`);
const statement = ' -> Conv(64, 3)';
const column = lines[line].length;
const times = [];
let typed = 0;
let version = 1;
let isGrowing = true;
for (let index = 0; index < Number(keystrokes); index++) {
  if (typed === statement.length) isGrowing = false;
  if (typed === 0) isGrowing = true;
  const at = column + typed - (isGrowing ? 0 : 1);
  const range = { start: { line, character: at }, end: { line, character: column + typed } };
  const change = { range, text: isGrowing ? statement[typed] : '' };
  typed += isGrowing ? 1 : -1;
  version++;
  const { milliseconds } = await measure(version, () =>
    connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [change],
    }),
  );
  times.push(milliseconds);
}
await connection.sendRequest('shutdown');
await connection.sendNotification('exit');

const sorted = times.toSorted((a, b) => a - b);
const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
const result = {
  sample,
  keystrokes: times.length,
  median: at(0.5),
  percentile90: at(0.9),
  largest: sorted.at(-1),
  opened: opened.milliseconds,
  openedWith: opened.diagnostics.length,
};
if (process.argv.includes('--json')) console.log(JSON.stringify(result));
else {
  const ms = (value) => `${value.toFixed(1)} ms`;
  console.log(
    `${sample}: keystroke to diagnostics ${ms(result.median)} (median of ${result.keystrokes}), 90 % within ${ms(result.percentile90)}, largest ${ms(result.largest)}; first opened in ${ms(result.opened)} with ${result.openedWith} diagnostics`,
  );
}
