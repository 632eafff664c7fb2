/** The rooms of the house (ARCHITECTURE.md): imports lead downwards, and never in a circle. */
import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/** From the top down. A room imports from floors below its own only, so that two of one floor know nothing of each other. */
const floors: readonly (readonly string[])[] = [
  ['src/cli', 'src/server', 'src/extension.ts'],
  ['src/vscode', 'src/workspace', 'webview/diagram', 'webview/training'],
  ['webview/ui'],
  ['src/diagram', 'src/training'],
  ['src/analysis', 'src/language'],
  ['src/network'],
  ['src/layers'],
  ['src/syntax', 'src/wording', 'src/protocol', 'src/disk'],
];

/** What works inside, which pages do not know: they get data. */
const inside = [
  'src/training',
  'src/analysis',
  'src/language',
  'src/network',
  'src/syntax',
  'src/layers',
  'src/disk',
];

/** What a room does not import though it lies below: the extension only wires, the drawing knows no parser. */
const apart: Readonly<Record<string, readonly string[]>> = {
  'webview/diagram': inside,
  'webview/training': [...inside, 'src/diagram'],
  'webview/ui': [...inside, 'src/diagram', 'src/protocol'],
  'src/vscode': ['src/analysis', 'src/language', 'src/network', 'src/layers'],
  'src/extension.ts': [
    'src/workspace',
    'src/diagram',
    'src/training',
    'src/analysis',
    'src/language',
    'src/network',
    'src/layers',
  ],
  'src/diagram': ['src/language', 'src/disk'],
  'src/analysis': ['src/disk', 'src/protocol'],
  'src/network': ['src/disk', 'src/protocol'],
  'src/layers': ['src/protocol', 'src/disk'],
};

type Imports = ReadonlyMap<string, readonly string[]>;

const root = fileURLToPath(new URL('../', import.meta.url));

/** By file, from the root: the files that it imports, types included. */
function readImports(): Imports {
  const names = ['src', 'webview'].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map(
      (name) => `${folder}/${name.replaceAll('\\', '/')}`,
    ),
  );
  const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  return new Map(
    sources.map((name) => [
      name,
      ts
        .preProcessFile(readFileSync(root + name, 'utf8'), true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter((path) => path.startsWith('.') && path.endsWith('.ts'))
        .map((path) => posix.join(posix.dirname(name), path)),
    ]),
  );
}

/** `src/network`, `webview/ui`; a file that lies in no room is one by itself. */
const roomOf = (file: string): string => file.split('/').slice(0, 2).join('/');

const floorOf = (file: string): number => floors.findIndex((rooms) => rooms.includes(roomOf(file)));

/** The shortest circle that each file of a circle is in, told once: `a.ts → b.ts → a.ts`. */
function circlesIn(imports: Imports): string[] {
  const told = new Set<string>();
  const circles: string[] = [];
  for (const start of imports.keys()) {
    if (told.has(start)) continue;
    const circle = wayBack(imports, start);
    if (!circle) continue;
    for (const file of circle) told.add(file);
    circles.push([...circle, start].join(' → '));
  }
  return circles;
}

/** The files of the shortest way from one to itself. */
function wayBack(imports: Imports, start: string): readonly string[] | undefined {
  const from = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const next of imports.get(file) ?? []) {
      if (next === start) {
        const way = [file];
        while (way[0] !== start) way.unshift(from.get(way[0]!)!);
        return way;
      }
      if (from.has(next)) continue;
      from.set(next, file);
      queue.push(next);
    }
  }
  return undefined;
}

describe('the rooms', () => {
  const imports = readImports();
  const arrows = [...imports].flatMap(([file, others]) => others.map((other) => ({ file, other })));

  test('are all on a floor', () => {
    const rooms = new Set([...imports.keys()].map(roomOf));
    expect([...rooms].filter((room) => floorOf(room) < 0)).toEqual([]);
    expect(floors.flat().filter((room) => !rooms.has(room))).toEqual([]);
  });

  test('import downwards only', () => {
    const upwards = arrows.filter(
      ({ file, other }) => roomOf(file) !== roomOf(other) && floorOf(other) <= floorOf(file),
    );
    expect(upwards.map(({ file, other }) => `${file} → ${other}`)).toEqual([]);
  });

  test('know nothing of rooms that they are kept apart from', () => {
    const close = arrows.filter(({ file, other }) => apart[roomOf(file)]?.includes(roomOf(other)));
    expect(close.map(({ file, other }) => `${file} → ${other}`)).toEqual([]);
  });

  test('hold no circle of files', () => {
    expect(circlesIn(imports)).toEqual([]);
  });
});
