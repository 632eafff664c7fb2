/** What a file, a folder or a comment holds is text in all that the editor gets of it. */
import { describe, expect, test } from 'vitest';
import { codeLenses } from '../../../src/language/server/codeLenses.ts';
import { complete } from '../../../src/language/server/completion.ts';
import { diagnosticOf } from '../../../src/language/server/diagnostics.ts';
import { Files } from '../../../src/language/server/files.ts';
import { hoverAt } from '../../../src/language/server/hover.ts';
import { inlayHints } from '../../../src/language/server/inlayHints.ts';
import { outline } from '../../../src/language/server/outline.ts';
import { placeWith } from '../../../src/language/server/positions.ts';
import { signatureHelp } from '../../../src/language/server/signatureHelp.ts';
import { Understandings } from '../../../src/language/server/understanding.ts';
import { WorkspaceFiles } from '../../../src/language/server/workspaceFiles.ts';
import { workspaceSymbols } from '../../../src/language/server/workspaceSymbols.ts';
import type { FolderScan } from '../../../src/training/data/folder/folderScan.ts';
import { dangersIn, linksIn } from '../../wording/readMarkdown.ts';

const hostile: Readonly<Record<string, string>> = {
  'an image': '![x](http://host.invalid/leak.png?q=1)',
  'a command': '[x](command:workbench.action.quit)',
  'an image of HTML': '<img src=http://host.invalid/x><b>',
  'code that ends': '`![x](http://host.invalid/x)` ``` ![x](http://host.invalid/x)',
  'a cell that ends': 'a | ![x](http://host.invalid/x) |',
  'an escape of a terminal': 'a\u001b[31m\u009b31mb',
  'marks that turn about': 'a\u202eb\u2066c\u200fd\u061ce',
  entities: '&#60;img src=x&#62; &rlm; $(alert)',
};

const program = (text: string): string => `import { Unit, shown } from "./${text}.cnn"
import { Other } from "./other.cnn"
# ${text}
# See [the paper](https://arxiv.org/abs/1512.03385), *and* \`${text}\`.
# > ${text}
let url = "${text}"
# ${text}
let chosen(v, mode = "${text}") = [mode, url, v]
let all = [url, "${text}", shown]

# ${text}
#
# - ${text}
block Scale(mode = "${text}", by = 2) {
  let own = [mode, "${text}", by]
  Upsample(by, method: mode) as large -> ReLU
  Add(Identity, Upsample(2, method: "${text}"))
}

# ${text}
network Net(title = "${text}", classes = 10) {
  input 8x8x3
  Scale(url)
  Scale("${text}", by: 2) -> Scale(mode: title, by: 3) -> Unit(url)
  for [width, kind] in [[8, "${text}"], [16, url]] as i { Conv(width, kind) }
  Conv("${text}", url) -> Nothing("${text}") as end
  expect params < 1M
}
train Net(title: "${text}") on "./${text}" as quick {
  epochs 2
  optimizer SGD(lr: "${text}")
}
`;

/** Where something may be told: the ends of words, and what stands between. */
function placesIn(text: string): number[] {
  return [...text.matchAll(/\w+|[^\w\s]+/g)].flatMap(({ index, 0: { length } }) => [
    index,
    ...(length > 1 ? [index + (length >> 1)] : []),
  ]);
}

// eslint-disable-next-line no-control-regex -- these are what is looked for
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** The strings that are shown as they are: all but positions, what is written into the file, and what travels along. */
function shownIn(answer: unknown): string[] {
  if (typeof answer === 'string') return [answer];
  if (Array.isArray(answer)) return answer.flatMap(shownIn);
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([key, value]) =>
    [
      'insertText',
      'newText',
      'filterText',
      'sortText',
      'text',
      'uri',
      'arguments',
      'additionalTextEdits',
    ].includes(key)
      ? []
      : shownIn(value),
  );
}

/** The Markdown in an answer. */
function markdownIn(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  if ('kind' in answer && answer.kind === 'markdown' && 'value' in answer) return [String(answer.value)];
  return Object.values(answer).flatMap(markdownIn);
}

function isHarmless(answer: unknown, where: string): void {
  for (const source of markdownIn(answer)) {
    expect(dangersIn(source), `${where}: ${source}`).toEqual([]);
    const links = linksIn(source).filter((link) => link !== 'https://arxiv.org/abs/1512.03385');
    expect(links, `${where}: ${source}`).toEqual([]);
  }
  expect(
    shownIn(answer).filter((text) => unseen.test(text)),
    where,
  ).toEqual([]);
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
      const items = complete({
        parsed: understanding.parsed,
        offset,
        visible: understanding.visible,
        datasets: understanding.datasets,
        importPaths: () => [`./${text}.cnn`],
        folderNames: () => [text],
        importNames: () => ['Unit'],
      });
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
    isHarmless(workspaceSymbols(new WorkspaceFiles(files, () => []), '', place), 'symbols');
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
