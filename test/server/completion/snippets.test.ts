/** Snippets as they stand once taken, nothing filled in: right as they are. */
import { describe, expect, test } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver';
import { CompletionItemKind } from 'vscode-languageserver';
import { formatText } from '../../../src/language/format/format.ts';
import { complete } from '../../../src/server/completion/completion.ts';
import { atOnce } from '../../../src/workspace/turns.ts';
import { network, written } from '../written.ts';

const blocks = 'block Half(n) {\n  Conv(n, 3, stride: 2)\n}\n';

function offered(text: string): CompletionItem[] {
  const { understanding, offset } = written(text, { 'blocks.cnn': blocks });
  return atOnce(
    complete({
      parsed: understanding.parsed,
      offset,
      visible: understanding.visible,
      datasets: understanding.datasets,
      importPaths: () => ['./blocks.cnn'],
      importNames: () => ['Half'],
      folderNames: () => [],
    }),
  ).filter(({ kind }) => kind === CompletionItemKind.Snippet);
}

/** What the editor inserts: the texts of the places, the first of a choice. */
function expanded({ insertText = '' }: CompletionItem): string {
  let text = insertText;
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/\$\{\d+\|([^,|]*)[^|]*\|\}|\$\{\d+:([^${}]*)\}|\$\d/g, (_, choice, place) =>
      String(choice ?? place ?? ''),
    );
  }
  return text;
}

/** Lines of a body, as far in as the cursor. */
const indented = (text: string, by: string): string => text.replaceAll('\n', `\n${by}`);

/** Every mistake, warning and hint of a file, but those that only tell that nothing uses it yet. */
const saidOf = (text: string): string[] =>
  written(text, { 'blocks.cnn': blocks })
    .understanding.mistakes.filter(({ code }) => !code.startsWith('unused'))
    .map(({ message }) => message);

const net = network('Conv(32, 3)', 'GlobalAvgPool -> Dense(10)');

/** A use of what was declared. */
const uses: Readonly<Record<string, string>> = {
  block: 'Name(8)',
  import: 'Half(8)',
  let: 'Conv(name, 1)',
  function: 'Conv(half(16), 1)',
  'residual block': 'Residual(16) -> Residual(32, stride: 2) -> Residual(32)',
  'bottleneck block': 'Bottleneck(16) -> Bottleneck(32, stride: 2) -> Bottleneck(32)',
  'inception module': 'Inception(64, 96, 128, 16, 32, 32)',
  'dense block': 'DenseBlock(6)',
  'squeeze-and-excite block': 'Conv(32, 3) -> SqueezeExcite',
};

describe('declarations', () => {
  const items = offered(`${net}\n|`);
  test('are all there, once', () => {
    expect(items.map(({ label }) => label).sort()).toEqual(['network', 'train', ...Object.keys(uses)].sort());
  });

  test.each(items.map((item) => [item.label, item] as const))('%s', (label, item) => {
    const text = expanded(item);
    const use = uses[label];
    const file = `${text}\n\n${use === undefined ? net : network(use, 'GlobalAvgPool -> Dense(10)')}`;
    expect(saidOf(file)).toEqual([]);
    expect(formatText(file.replace('\n  \n', '\n\n'))).toBe(file.replace('\n  \n', '\n'));
    expect(item.documentation).toBeDefined();
  });

  // He et al., 2015, table 1: two 3x3 convolutions; 16·27·… by hand: 32 -> 32 channels, no projection.
  test('count what their papers count', () => {
    const residual = expanded(items.find(({ label }) => label === 'residual block')!);
    const { understanding } = written(`${residual}\n${network('Conv(32, 3, bias: false)', 'Residual(32)')}`);
    const convolutions = 3 * 32 * 9 + 2 * (32 * 32 * 9);
    expect(understanding.networks[0]!.totals.parameters.trainable).toBe(convolutions + 2 * 2 * 32);
  });
});

describe('statements', () => {
  const items = offered(network('Conv(64, 3)', '|'));
  test('are all there, once', () => {
    expect(items.map(({ label }) => label).sort()).toEqual(
      [
        ...['auxiliary', 'else', 'expect', 'for', 'function', 'if', 'if else', 'input', 'let', 'repeat'],
        'residual connection',
      ].sort(),
    );
  });

  test.each(items.map((item) => [item.label, item] as const))('%s', (label, item) => {
    const text = indented(expanded(item), '  ').replace(/^ +$/gm, '');
    const before = label === 'else' ? 'if input.channels > 64 {\n    ReLU\n  } ' : '';
    // The shortcut adds to the network's own three channels.
    const lines =
      label === 'residual connection' ? [`${before}${text}`] : ['Conv(64, 3)', `${before}${text}`, 'ReLU'];
    const body = lines.map((line) => `  ${line}`).join('\n');
    const file =
      label === 'input'
        ? `network Tried {\n${body.replace('  Conv(64, 3)\n', '')}\n}\n`
        : `network Tried {\n  input 32x32x3\n${body}\n}\n`;
    expect(saidOf(file)).toEqual([]);
    expect(formatText(file)).toBe(file.replace(/\n\n/g, '\n'));
  });
});
