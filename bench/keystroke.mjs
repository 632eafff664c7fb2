/**
 * From a keystroke to the published diagnostics, over a real JSON-RPC connection to dist/server.cjs: characters are
 * typed in the middle of each sample, one at a time and each taken back again before the next, so that every
 * measured text is one that the server has not seen. Most of them break the text, as typing does. Each sample has a
 * server of its own, so that its first diagnostics tell the cold start; the first keystrokes, while the server's code is
 * being compiled, are told apart: they type each character twice, so that none of their texts comes again.
 * The server runs on the editor's Node where VS Code for the browser is in the cache, else on this one.
 * `node bench/keystroke.mjs [sample …] [--keystrokes N] [--json]`
 */
import { execFileSync, fork } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { transform } from 'esbuild';
import protocol from 'vscode-languageserver-protocol/node.js';
import { nodeOfCodeServer } from '../scripts/codeServer.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { keystrokes: { type: 'string', default: '153' }, json: { type: 'boolean', default: false } },
});
const warmUp = 200;
/** Of them, those that tell how it begins. */
const first = 20;
/** Around the middle; no divisor of how many characters there are, so that no text comes twice. */
const places = 9;
const typed = ['1', 'x', ' ', '(', '-', ',', '}', '#', '\n', '"', '>', '=', 'R', '{', ')', '5', ':'];
const root = new URL('../', import.meta.url);
const node = nodeOfCodeServer() ?? process.execPath;
const { serverProcessArguments } = await importSource('src/protocol/serverProcess.ts');

const files = await readdir(new URL('samples/', root));
const all = files.filter((file) => file.endsWith('.cnn')).map((file) => file.replace('.cnn', ''));
const results = [];
for (const sample of positionals.length > 0 ? positionals : all) results.push(await measure(sample));
if (options.json) console.log(JSON.stringify(results));
else {
  const rounded = (value) => Number(value.toFixed(1));
  const rows = results.map(({ sample, kilobytes, median, percentile95, largest, atFirst, coldStart }) => [
    sample,
    {
      kB: rounded(kilobytes),
      median: rounded(median),
      '95 %': rounded(percentile95),
      largest: rounded(largest),
      [`first ${first}`]: rounded(atFirst),
      'cold start': Math.round(coldStart),
    },
  ]);
  const nodeVersion = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  console.log(
    `Milliseconds from a keystroke to its diagnostics, ${options.keystrokes} keystrokes each, the server on Node ${nodeVersion}:`,
  );
  console.table(Object.fromEntries(rows));
}

/** Milliseconds. */
async function measure(sample) {
  const path = fileURLToPath(new URL(`samples/${sample}.cnn`, root));
  const uri = pathToFileURL(path).href;
  const text = await readFile(path, 'utf8');
  const startedServer = performance.now();
  const server = fork(fileURLToPath(new URL('dist/server.cjs', root)), ['--node-ipc'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [...serverProcessArguments],
    execPath: node,
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

  const diagnosticsOf = (version, send) =>
    new Promise((resolve, reject) => {
      published = (message) => {
        if (message.uri === uri && message.version === version) resolve();
      };
      send().catch(reject);
    });
  let version = 1;
  await diagnosticsOf(version, () =>
    connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'cnn', version, text },
    }),
  );
  const coldStart = performance.now() - startedServer;

  async function edit(start, end, newText) {
    version++;
    const started = performance.now();
    await diagnosticsOf(version, () =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range: { start, end }, text: newText }],
      }),
    );
    return performance.now() - started;
  }

  const times = [];
  const firstTimes = [];
  const middle = Math.floor(text.length / 2);
  for (let round = -warmUp; round < Number(options.keystrokes); round++) {
    // Each character at each place once: a text that was not there before.
    const index = Math.abs(round);
    const offset = Math.min(Math.max(middle + (index % places) - (places - 1) / 2, 0), text.length);
    const character = typed[index % typed.length];
    const inserted = round < 0 ? character + character : character;
    const start = positionOf(text, offset);
    const end = positionOf(text.slice(0, offset) + inserted, offset + inserted.length);
    const milliseconds = await edit(start, start, inserted);
    await edit(start, end, '');
    if (round >= 0) times.push(milliseconds);
    else if (firstTimes.length < first) firstTimes.push(milliseconds);
  }
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');

  for (const each of [times, firstTimes]) each.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  return {
    sample,
    kilobytes: text.length / 1000,
    keystrokes: times.length,
    median: at(0.5),
    percentile95: at(0.95),
    largest: times.at(-1),
    atFirst: firstTimes[first / 2],
    coldStart,
  };
}

/** A module of the sources that imports nothing. */
async function importSource(path) {
  const { code } = await transform(await readFile(new URL(path, root), 'utf8'), { loader: 'ts' });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

function positionOf(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1).length };
}
