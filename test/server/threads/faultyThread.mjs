/**
 * The built server's thread, except that it never comes back from a text that says `# hang`, takes all memory for one that
 * says `# fill`, and throws on one that says `# throw`: what no text is known to do.
 */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const leftOut = new Set(workerData.leftOut.map(({ uri }) => uri));
const texts = new Map();
workerData.port.on('message', ({ method, params }) => {
  if (method === 'textDocument/didOpen') texts.set(params.textDocument.uri, params.textDocument.text);
  if (method !== 'textDocument/didChange') return;
  texts.set(params.textDocument.uri, params.contentChanges.at(-1).text);
  leftOut.delete(params.textDocument.uri);
});

const post = parentPort.postMessage.bind(parentPort);
parentPort.postMessage = (report) => {
  post(report);
  if (report.kind !== 'working' || leftOut.has(report.uri)) return;
  const text = texts.get(report.uri) ?? '';
  if (text.includes('# throw')) throw new Error('thrown for the test');
  const kept = [];
  while (text.includes('# hang')) kept.length = 0;
  while (text.includes('# fill')) kept.push(new Array(1000).fill(kept.length));
};

// At once: what arrives meanwhile waits.
createRequire(import.meta.url)('../../../dist/serverThread.cjs');
