import { pathToFileURL } from 'node:url';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CodeLensRequest,
  CompletionRequest,
  HoverRequest,
  type CompletionList,
  type MarkupContent,
} from 'vscode-languageserver-protocol/node';
import { arrive } from '../../src/protocol/check.ts';
import { diagramAnswer } from '../../src/protocol/diagramChecks.ts';
import {
  serverRequests,
  sourcesAnswer,
  svgAnswer,
  understood,
  understoodNotification,
} from '../../src/protocol/languageServer.ts';
import { ServerProcess } from './serverProcess.ts';
import { network } from './written.ts';

let server: ServerProcess;
let folder: string;
const uri = (name: string): string => pathToFileURL(join(folder, name)).href;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cnn-server-'));
  await writeFile(join(folder, 'blocks.cnn'), 'block Half(n) { Conv(n, 3, stride: 2) }\n');
  server = await ServerProcess.start();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the built server over its connection', () => {
  test('publishes diagnostics of the version that was typed, and takes them back', async () => {
    const file = uri('typed.cnn');
    const opened = await server.open(file, network('Conv(8, 3)'));
    expect(opened).toMatchObject({ version: 1, diagnostics: [] });
    const wrong = await server.type(file, 2, { line: 2, from: 2, to: 6 }, 'Cnv');
    expect(wrong.version).toBe(2);
    expect(wrong.diagnostics).toHaveLength(1);
    const right = await server.type(file, 3, { line: 2, from: 2, to: 5 }, 'Conv');
    expect(right).toMatchObject({ version: 3, diagnostics: [] });
  });

  test('only the latest of several queued changes is understood', async () => {
    const file = uri('queued.cnn');
    await server.open(file, network('Conv(8, 3)'));
    const last = 40;
    const versions: number[] = [];
    const understoodAll = new Promise<void>((resolve) => {
      server.connection.onNotification(understoodNotification, (message: unknown) => {
        const arrival = arrive(understood, message);
        if (!arrival.ok) throw new Error(arrival.wrong);
        versions.push(
          ...arrival.value.files.filter((each) => each.uri === file).map(({ version }) => version),
        );
        if (versions.at(-1) === last) resolve();
      });
    });
    const typed = [];
    for (let version = 2; version <= last; version++) {
      typed.push(server.type(file, version, { line: 2, from: 7, to: 8 }, String(version % 9 || 9)));
    }
    expect((await typed.at(-1))?.version).toBe(last);
    await understoodAll;
    expect(versions.length).toBeLessThan(last - 1);
  });

  test('an import is read from the disk, and from the editor once it is open there', async () => {
    const file = uri('importing.cnn');
    const text = `import { Half } from "./blocks.cnn"\n${network('Half(8)')}`;
    expect((await server.open(file, text)).diagnostics).toEqual([]);
    const again = server.diagnostics(file, 1);
    await server.open(uri('blocks.cnn'), 'block Half(n) { Conv(n, 3, stride: 2, groups: 5) }\n');
    const { diagnostics } = await again;
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.range.start.line).toBe(3);
    const answer = await server.connection.sendRequest(serverRequests.sources, { uri: file });
    const arrival = arrive(sourcesAnswer, answer);
    expect(arrival.ok && arrival.value.sources[uri('blocks.cnn')]).toContain('groups: 5');
  });

  test('answers hover, completion and lenses', async () => {
    const file = uri('asked.cnn');
    await server.open(file, network('Conv(8, 3)'));
    const at = { textDocument: { uri: file }, position: { line: 2, character: 3 } };
    const hover = await server.connection.sendRequest(HoverRequest.type, at);
    expect((hover?.contents as MarkupContent).value).toContain('32×32×3 → **32×32×8**');
    const list = (await server.connection.sendRequest(CompletionRequest.type, at)) as CompletionList;
    expect(list.isIncomplete).toBe(false);
    expect(list.items.map((item) => item.label)).toContain('Conv');
    const lenses = await server.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri: file } });
    expect(lenses).toHaveLength(4);
  });

  test('lays a diagram out, writes it as SVG, and says when there is none', async () => {
    const file = uri('drawn.cnn');
    await server.open(file, network('Conv(8, 3) -> ReLU'));
    const answer = await server.connection.sendRequest(serverRequests.diagram, { uri: file, open: [] });
    const arrival = arrive(diagramAnswer, answer);
    expect(arrival).toMatchObject({ ok: true, value: { kind: 'diagram', version: 1, networks: ['Tried'] } });
    const svg = arrive(
      svgAnswer,
      await server.connection.sendRequest(serverRequests.svg, { uri: file, open: [], theme: 'light' }),
    );
    expect(svg.ok && svg.value.kind === 'svg' && svg.value.svg).toMatch(/^<svg[\s\S]*Conv 3×3, 8/);
    const none = await server.connection.sendRequest(serverRequests.diagram, {
      uri: file,
      open: [],
      network: 'Gone',
    });
    expect(none).toMatchObject({ kind: 'none', networks: ['Tried'] });
  });

  test('refuses a request of another form', async () => {
    await expect(server.connection.sendRequest(serverRequests.diagram, { uri: 7 })).rejects.toThrow(/uri/);
  });
});
