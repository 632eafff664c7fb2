/** CONTRIBUTING.md's table and ARCHITECTURE.md's map hold what is there. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string): string => readFileSync(root + name, 'utf8');

/** The cells of the rows of a page's first table. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => /^\| /.test(line))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

/** What is written as code and names a file or a folder. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`([^`\s]+)`/g)].map(([, path]) => path!).filter((path) => /\/|\.(?:md|ts)$/.test(path));

describe('CONTRIBUTING.md', () => {
  const text = read('CONTRIBUTING.md');
  const rows = rowsOf(text);

  it('names files and folders that are there', () => {
    const paths = pathsIn(text).filter((path) => path !== 'test/PLACE' && path !== 'catalogue.ts');
    expect(paths.filter((path) => !existsSync(root + path))).toEqual([]);
    expect(paths.length).toBeGreaterThan(40);
  });

  it('says of each thing where its file, its line and its test are', () => {
    expect(rows.length).toBeGreaterThanOrEqual(15);
    for (const [thing, ...cells] of rows)
      expect([thing, cells.length, cells.every(Boolean)]).toEqual([thing, 3, true]);
  });

  it('has a row for each shelf', () => {
    const shelves = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
      .map((name) => `src/${name.replaceAll('\\', '/')}`)
      .filter((name) => name.endsWith('/catalogue.ts'));
    const lines = rows.map(([, , line]) => line).join();
    expect(shelves.length).toBeGreaterThan(8);
    expect(shelves.filter((shelf) => !lines.includes(`\`${shelf}\``))).toEqual([]);
  });
});

describe("ARCHITECTURE.md's map", () => {
  const rows = rowsOf(read('ARCHITECTURE.md'));
  const door = (cell: string): string => /`([^`]+)`/.exec(cell)?.[1] ?? '';

  it('has a row for each room, and for nothing that is not there', () => {
    const rooms = rows.map(([room = '']) => door(room));
    expect(rooms.filter((room) => !existsSync(root + room))).toEqual([]);
    const folders = ['src', 'webview'].flatMap((folder) =>
      readdirSync(root + folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${folder}/${name}/`),
    );
    expect(folders.filter((folder) => !rooms.includes(folder))).toEqual([]);
  });

  it('leads to doors whose heads say what the room gives and what it never imports', () => {
    for (const [room = '', , cell = ''] of rows.filter(([name]) => /`(?:src|webview)\//.test(name ?? ''))) {
      const [head = ''] = read(door(room) + door(cell)).split('*/');
      expect([room, /never imports?/.test(head.replace(/\n \* /g, ' '))]).toEqual([room, true]);
    }
  });
});
