/** What a file, a folder or a comment holds is text in all that the editor gets of it. */
import { describe, expect, test } from 'vitest';
import { codeLenses } from '../../src/server/views/codeLenses.ts';
import { complete } from '../../src/server/completion/completion.ts';
import { diagnosticOf } from '../../src/server/diagnostics.ts';
import { Files } from '../../src/workspace/files.ts';
import { hoverAt } from '../../src/server/views/hover.ts';
import { inlayHints } from '../../src/server/views/inlayHints.ts';
import { outline } from '../../src/server/views/outline.ts';
import { placeWith } from '../../src/server/positions.ts';
import { signatureHelp } from '../../src/server/views/signatureHelp.ts';
import { Understandings } from '../../src/workspace/understanding.ts';
import { atOnce } from '../../src/workspace/turns.ts';
import { WorkspaceFiles } from '../../src/workspace/workspaceFiles.ts';
import { workspaceSymbols } from '../../src/server/names/workspaceSymbols.ts';
import type { FolderScan } from '../../src/training/data/folder/folderScan.ts';
import { hostile, isHarmless, markdownIn, program } from './hostileText.ts';

/** Where something may be told: the ends of words, and what stands between. */
function placesIn(text: string): number[] {
  return [...text.matchAll(/\w+|[^\w\s]+/g)].flatMap(({ index, 0: { length } }) => [
    index,
    ...(length > 1 ? [index + (length >> 1)] : []),
  ]);
}

describe.each(Object.entries(hostile))('%s', (_, text) => {
  const uri = 'file:///written/main.cnn';
  const files = new Files();
  const source = program(text);
  files.set({ uri, version: 1, text: source });
  for (const name of [`${encodeURIComponent(text)}.cnn`, 'other.cnn'])
    files.set({
      uri: `file:///written/${name}`,
      version: 1,
      text: `# ${text}\nblock Unit(mode = "${text}") { ReLU }\n# ${text}\nlet shown = "${text}"\n# ${text}\nblock Other(a = "${text}") { ReLU }\n`,
    });
  const file = (name: string) => ({ name, bytes: 10 });
  const scan = {
    kind: 'found',
    path: `/written/${text}`,
    groups: [
      {
        part: 'whole',
        folder: '',
        classes: [text, `${text} 2`].map((name) => ({
          name,
          files: Array.from({ length: 30 }, (__, i) => file(`${i}.png`)),
        })),
      },
    ],
    leftOut: { formats: new Map(), loose: 0 },
    sizes: [],
  } as unknown as FolderScan;
  const understanding = new Understandings(files, () => scan).of(uri)!;
  const place = placeWith(files.load);
  const places = placesIn(source);

  test('in every hover', () => {
    const told = places.flatMap((offset) => hoverAt(understanding, offset, place) ?? []);
    expect(told.length).toBeGreaterThan(40);
    for (const hover of told) isHarmless(hover, JSON.stringify(hover.range));
    expect(markdownIn(told).some((each) => each.includes('pictures in 2 classes'))).toBe(true);
    expect(markdownIn(told).some((each) => each.includes('(https://arxiv.org/abs/1512.03385)'))).toBe(true);
  });

  test('in every signature', () => {
    const told = places.flatMap((offset) => signatureHelp(understanding, offset) ?? []);
    expect(told.length).toBeGreaterThan(10);
    for (const help of told) {
      isHarmless(help, 'signature');
      const [{ label, parameters = [] }] = help.signatures as [(typeof help.signatures)[number]];
      // The parts of the label are where they are told to be.
      const ends = parameters.flatMap(({ label: at }) => (Array.isArray(at) ? [label.slice(...at)] : []));
      expect(label).toContain(`(${ends.join(', ')}`);
    }
  });

  test('in completions', () => {
    for (const offset of places.filter((__, index) => index % 7 === 0)) {
      const items = atOnce(
        complete({
          parsed: understanding.parsed,
          offset,
          visible: understanding.visible,
          datasets: understanding.datasets,
          importPaths: () => [`./${text}.cnn`],
          folderNames: () => [text],
          importNames: () => ['Unit'],
        }),
      );
      isHarmless(items, `completions at ${offset}`);
    }
  });

  test('in diagnostics, symbols, lenses and hints', () => {
    expect(understanding.mistakes.length).toBeGreaterThan(3);
    isHarmless(
      understanding.mistakes.map((mistake) => diagnosticOf(mistake, place)),
      'diagnostics',
    );
    isHarmless(outline(uri, source, understanding.parsed.file.declarations, place), 'outline');
    isHarmless(codeLenses(understanding.parsed.file, understanding.networks, place), 'lenses');
    const workspace = new WorkspaceFiles(files, () => []);
    isHarmless(atOnce(workspaceSymbols(workspace, '', place, atOnce(workspace.all()))), 'symbols');
    const lines = { line: () => 0, lineEnd: () => 0, place };
    isHarmless(inlayHints(uri, understanding.networks, lines, 0, source.length), 'hints');
  });
});

test('a comment of 64 kB of any sign is hovered in well under a second', () => {
  for (const sign of ['[', '*', '![', '> ', '*a **b', '`']) {
    const files = new Files();
    const uri = 'file:///written/main.cnn';
    const text = `# ${sign.repeat(Math.ceil(65_000 / sign.length))}\nblock Wide(n) { ReLU }\n`;
    files.set({ uri, version: 1, text });
    const understanding = new Understandings(files).of(uri)!;
    const before = process.cpuUsage();
    hoverAt(understanding, text.indexOf('Wide') + 1, placeWith(files.load));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000, JSON.stringify(sign)).toBeLessThan(700);
  }
});
