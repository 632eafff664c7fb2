/** Diagrams are made beside the server: whatever they take, it goes on answering. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  DidChangeTextDocumentNotification,
  HoverRequest,
} from 'vscode-languageserver-protocol/node';
import { arrange } from '../../../src/diagram/layout/arrange.ts';
import { shownItems } from '../../../src/diagram/model/carryOver.ts';
import { drawnMistakes } from '../../../src/diagram/model/marks.ts';
import { buildDiagram } from '../../../src/diagram/model/model.ts';
import type { DiagramAnswer, DiagramRequest } from '../../../src/protocol/diagram.ts';
import { serverRequests } from '../../../src/protocol/languageServer.ts';
import { layered } from '../../diagram/layout/elk.ts';
import { ServerProcess } from '../serverProcess.ts';
import { mainUri, network, written } from '../written.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start();
});
afterAll(async () => {
  await server.stop();
});

const ask = (request: DiagramRequest): Promise<DiagramAnswer> =>
  server.connection.sendRequest(serverRequests.diagram, request);

const hover = (uri: string): Promise<unknown> =>
  server.connection.sendRequest(HoverRequest.type, {
    textDocument: { uri },
    position: { line: 2, character: 3 },
  });

/** How often something else is answered before that is. */
async function answersUntil(ended: Promise<unknown>, uri: string): Promise<number> {
  let isEnded = false;
  void ended.finally(() => (isEnded = true));
  for (let count = 0; ; count++) {
    await hover(uri);
    if (isEnded) return count;
  }
}

const longBody = Array.from({ length: 5000 }, (_, index) => (index % 9 === 0 ? 'ReLU' : 'Conv(8, 3)'));
const heavy: Readonly<Record<string, string>> = {
  'a text of 60 kB': network(...longBody),
  'a short text of 49,000 layers': network('repeat 24500 { Conv(8, 3) as a', 'ReLU as b }'),
};

describe.each(Object.entries(heavy))('the diagram of %s', (name, text) => {
  const uri = `file:///heavy/${encodeURIComponent(name)}.cnn`;
  const other = `file:///heavy/beside ${encodeURIComponent(name)}.cnn`;

  test('holds nothing else up, and is left when nobody waits for it', { timeout: 120_000 }, async () => {
    expect(text.length).toBeLessThanOrEqual(64 * 1024);
    expect((await server.open(uri, text)).diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
    await server.open(other, network('Conv(8, 3)'));

    const drawn = ask({ uri, open: [] });
    expect(await answersUntil(drawn, other)).toBeGreaterThan(10);
    expect(await drawn).toMatchObject({ kind: 'diagram', version: 1, networks: ['Tried'] });

    await server.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: `# changed\n${text.replace('Conv(8, 3)', 'Conv(8, 5)')}` }],
    });
    const first = ask({ uri, open: [] });
    for (let count = 0; count < 2; count++) await hover(other);
    const cancellation = new CancellationTokenSource();
    const second = server.connection.sendRequest<DiagramAnswer>(
      serverRequests.diagram,
      { uri, open: [] },
      cancellation.token,
    );
    expect(await first).toEqual({ kind: 'superseded' });
    cancellation.cancel();
    expect(await second).toEqual({ kind: 'superseded' });
    expect(await ask({ uri: other, open: [] })).toMatchObject({ kind: 'diagram' });
    expect(await ask({ uri, open: [] })).toMatchObject({ kind: 'diagram', version: 2 });
  });
});

describe('a diagram is that of the text as it stands', () => {
  const blocks = 'block Half(n) {\n  Conv(n, 3, stride: 2) -> BatchNorm -> ReLU\n}\n';
  const importing = `import { Half } from "./blocks.cnn"\n${network('Half(8)', 'repeat 3 { Half(n: 16) }', 'Dense(10)')}`;
  const steps: readonly (readonly [
    why: string,
    text: string,
    others: Readonly<Record<string, string>>,
    open: readonly string[],
  ])[] = [
    ['a block of another file', importing, { 'blocks.cnn': blocks }, []],
    ['a box that is opened', importing, { 'blocks.cnn': blocks }, ['Half1']],
    ['lines above', `\n# moved\n${importing}`, { 'blocks.cnn': blocks }, ['Half1']],
    ['an edit in the other file', importing, { 'blocks.cnn': blocks.replace('3', '5') }, ['Half1']],
    ['a mistake in the other file', importing, { 'blocks.cnn': blocks.replace('ReLU', 'RelUU') }, ['Half1']],
    ['a file that gives nothing', importing, { 'blocks.cnn': '# empty\n' }, []],
    ['a file that is not there', importing.replace('blocks', 'absent'), {}, []],
    ['an import that is refused', importing.replace('blocks.cnn', 'blocks.txt'), {}, []],
    ['mistakes', network('Conv(8, 3) -> Dense(2)', 'Cnv(3)', 'expect output 8x8x8'), {}, []],
  ];
  let version = 0;
  let previous: DiagramRequest['previous'];

  test.each(steps)('%s', async (_, text, others, open) => {
    version++;
    for (const [uri, each] of [
      ...Object.entries(others).map(([name, other]) => [`file:///written/${name}`, other] as const),
      [mainUri, text] as const,
    ]) {
      if (version === 1) await server.open(uri, each);
      else {
        await server.connection.sendNotification(DidChangeTextDocumentNotification.type, {
          textDocument: { uri, version },
          contentChanges: [{ text: each }],
        });
      }
    }
    const answer = await ask({ uri: mainUri, open, ...(previous && { previous }) });
    if (answer.kind !== 'diagram') throw new Error(`There is no diagram: ${JSON.stringify(answer)}`);

    const { understanding } = written(text, others);
    const [analysed] = understanding.networks;
    const mistakes = drawnMistakes(understanding.program, analysed!);
    const model = buildDiagram(analysed!, new Set(open), mistakes, previous);
    expect(answer.diagram).toEqual(JSON.parse(JSON.stringify(await arrange(model, layered))));
    previous = shownItems(answer.diagram);
  });
});
