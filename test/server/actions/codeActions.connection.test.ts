import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver-protocol/node';
import {
  CodeActionKind,
  CodeActionRequest,
  CodeActionTriggerKind,
  CompletionRequest,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ServerProcess } from '../serverProcess.ts';
import { network } from '../written.ts';

let server: ServerProcess;
let folder: string;
const uri = (name: string): string => pathToFileURL(join(folder, name)).href;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cnn-actions-'));
  await writeFile(join(folder, 'half.cnn'), 'block Half(n) {\n  Conv(n, 3, stride: 2)\n}\n');
  server = await ServerProcess.start();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  readonly actions: readonly CodeAction[];
  /** The text after the action whose title begins so. */
  readonly after: (title: string) => string;
}

/** Opens a text and asks for the actions at its cursor `|` or its selection `«…»`. */
async function ask(marked: string, only?: CodeActionKind[]): Promise<Answer> {
  const text = marked.replace(/[«»|]/g, '');
  const name = `tried${files++}.cnn`;
  const { diagnostics } = await server.open(uri(name), text);
  const document = TextDocument.create(uri(name), 'cnn', 1, text);
  const start = marked.search(/[«|]/);
  const end = marked.includes('»') ? marked.indexOf('»') - 1 : start;
  const range: Range = { start: document.positionAt(start), end: document.positionAt(end) };
  const touches = (each: Diagnostic): boolean =>
    document.offsetAt(each.range.start) <= end && start <= document.offsetAt(each.range.end);
  const found = await server.connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: uri(name) },
    range,
    context: {
      diagnostics: diagnostics.filter(touches),
      triggerKind: CodeActionTriggerKind.Invoked,
      ...(only && { only }),
    },
  });
  const actions = (found ?? []).filter((each): each is CodeAction => 'kind' in each);
  return {
    actions,
    after: (title) => {
      const action = actions.find((each) => each.title.startsWith(title));
      if (!action?.edit?.changes)
        throw new Error(`Not offered: ${title}; but ${actions.map((each) => each.title).join(' | ')}`);
      expect(Object.keys(action.edit.changes)).toEqual([uri(name)]);
      return TextDocument.applyEdits(document, action.edit.changes[uri(name)] ?? []);
    },
  };
}

test('fixes that diagnostics carry', async () => {
  const { actions, after } = await ask(network('Co|vn(8, 3)'));
  expect(actions[0]).toMatchObject({ kind: CodeActionKind.QuickFix, isPreferred: true });
  expect(actions[0]?.diagnostics).toHaveLength(1);
  expect(after('Change to Conv')).toBe(network('Conv(8, 3)'));
});

test('a bias before batch norm is dropped', async () => {
  const { actions, after } = await ask(network('Co|nv(8, 3) -> BatchNorm'));
  const fix = actions.find(({ kind }) => kind === CodeActionKind.QuickFix);
  expect(after(fix?.title ?? '')).toBe(network('Conv(8, 3, bias: false) -> BatchNorm'));
});

test('a projection where shapes clash, told with its diagnostic', async () => {
  const { actions, after } = await ask(network('Conv(8, 3)', 'Add(Conv(16, 3), Ident|ity)'));
  const fix = actions.find(({ title }) => title.startsWith('Project the shortcut'));
  expect(fix).toMatchObject({ kind: CodeActionKind.QuickFix, isPreferred: true });
  expect(fix?.diagnostics?.map(({ code }) => code)).toEqual(['merge-shapes']);
  expect(after('Project the shortcut')).toBe(network('Conv(8, 3)', 'Add(Conv(16, 3), Conv(16, 1))'));
});

test('a block of a file that is not open is imported', async () => {
  const { after } = await ask(network('Ha|lf(8)'));
  expect(after('Import Half')).toBe(`import { Half } from "./half.cnn"\n\n${network('Half(8)')}`);
});

test('a completion imports the block that it writes', async () => {
  const text = network('Conv(3, 3)', 'Ha');
  const name = uri('completed.cnn');
  await server.open(name, text);
  const found = await server.connection.sendRequest(CompletionRequest.type, {
    textDocument: { uri: name },
    position: { line: 3, character: 4 },
  });
  const items = Array.isArray(found) ? found : (found?.items ?? []);
  const half = items.filter(({ label }) => label === 'Half');
  expect(half).toMatchObject([{ labelDetails: { description: './half.cnn' }, insertText: 'Half(${1:n})' }]);
  const document = TextDocument.create(name, 'cnn', 1, text);
  expect(TextDocument.applyEdits(document, half[0]?.additionalTextEdits ?? [])).toBe(
    `import { Half } from "./half.cnn"\n\n${text}`,
  );
});

test('rewriting, extracting and inlining, by kind', async () => {
  const rewriting = await ask(network('Conv(8, 1)', 'Con|v(8, 5)'), [CodeActionKind.RefactorRewrite]);
  expect(rewriting.actions.map(({ kind }) => kind)).toEqual(
    rewriting.actions.map(() => CodeActionKind.RefactorRewrite),
  );
  expect(rewriting.after('Replace 5x5 by two 3x3')).toBe(network('Conv(8, 1)', 'Conv(8, 3)', 'Conv(8, 3)'));
  const extracting = await ask(network('«Conv(8, 3)»', 'ReLU'), [CodeActionKind.Refactor]);
  expect(extracting.after('Extract into a block: same')).toBe(
    `block Extracted {\n  Conv(8, 3)\n}\n\n${network('Extracted', 'ReLU')}`,
  );
  const block = 'block Unit(n) {\n  Conv(n, 3) -> ReLU\n}\n\n';
  const inlining = await ask(block + network('Un|it(8)'), [CodeActionKind.RefactorInline]);
  expect(inlining.after('Inline Unit: same')).toBe(block + network('Conv(8, 3) -> ReLU'));
  const fixes = await ask(network('Conv(8, 1)', 'Con|v(8, 5)'), [CodeActionKind.QuickFix]);
  expect(fixes.actions).toEqual([]);
});

test('what can’t be done is not offered to an editor that could not show why', async () => {
  const { actions } = await ask(network('«x = Conv(8, 3)', 'Conv(8, 1)»', 'Add(x, Identity)'));
  expect(actions.filter(({ kind }) => kind === CodeActionKind.RefactorExtract)).toEqual([]);
});
