/**
 * Files with one mistake each, in a folder for each section of docs/diagnostics.md. A file's first lines say what is to be told, and where, and which
 * networks still get their shapes:
 *
 *     #! 14:8 unknown-name: did you mean Conv
 *     #! shapes: Plain 10 of 5466 parameters; Net 10
 *
 * The place is that of the first message, which has that code and holds that text. The counts are worked out by hand.
 */
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { cnn, folderWith, root } from '../cli/cnn.ts';
import { codes } from '../../src/syntax/codes.ts';
import type { CodeEntry, MistakeCode, Section } from '../../src/syntax/codes.ts';

interface Told {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

interface Summary {
  readonly file: string;
  readonly network: string;
  readonly output: readonly number[];
  readonly parameters: { readonly trainable: number };
}

const folder = fileURLToPath(new URL('./', import.meta.url));
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.cnn') && !name.startsWith('parts'))
  .map((name) => name.replaceAll('\\', '/'))
  .sort();

/** Told of files that no checkout should hold: made by the tests below. */
const madeHere: readonly MistakeCode[] = [
  'file-too-large',
  'folder-too-large',
  'folder-unreadable',
  'import-depth',
  'import-size',
  'import-unreadable',
];

/** Of the program itself, not of a text. */
const notOfTexts: readonly MistakeCode[] = ['defect', 'left-out'];

const folders: Readonly<Record<Section, string>> = {
  "Reviewer's warnings": 'warnings',
  'Shapes and layers': 'shapes',
  Arguments: 'arguments',
  Names: 'names',
  Flow: 'flow',
  'Networks and heads': 'networks',
  'Values and control': 'values',
  Bounds: 'bounds',
  Imports: 'imports',
  Recipes: 'recipes',
  Writing: 'writing',
  'A defect': 'none',
};

function header(name: string) {
  const [first = '', second = ''] = readFileSync(join(folder, name), 'utf8').split('\n');
  const [, place, code, text] = /^#! (\d+:\d+) ([a-z-]+): (.*)$/.exec(first) ?? [];
  const shapes = /^#! shapes: (.*)$/.exec(second)?.[1];
  if (place === undefined || code === undefined || text === undefined || shapes === undefined)
    throw new Error(`${name} does not say what is wrong in it.`);
  return { place, code, text, shapes: shapes === 'none' ? [] : shapes.split('; ') };
}

let told: readonly Told[] = [];
let summaries: readonly Summary[] = [];

beforeAll(() => {
  told = JSON.parse(cnn(['check', '--json', folder]).out) as Told[];
  summaries = JSON.parse(cnn(['summary', '--json', folder]).out) as Summary[];
}, 120_000);

const pathOf = (name: string): string => relative(root, join(folder, name));

describe('a file with one mistake', () => {
  it.each(names)('%s', (name) => {
    const { place, code, text, shapes } = header(name);
    const own = told.filter(({ file }) => file === pathOf(name));
    const [first] = own;
    expect(own.map((each) => `${each.line}:${each.column} ${each.code}: ${each.message}`)).toHaveLength(1);
    expect(`${first!.line}:${first!.column} ${first!.code}`).toBe(`${place} ${code}`);
    expect(first!.message).toContain(text);
    const { severity, or, section }: CodeEntry = codes[code as MistakeCode];
    expect([severity, or]).toContain(first!.severity);
    expect(name.split('/')[0]).toBe(folders[section]);
    const known = summaries.filter(({ file }) => file === pathOf(name));
    for (const shape of shapes) {
      const [, network, output, parameters] = /^(\w+) (\S+)(?: of (\d+) parameters)?$/.exec(shape)!;
      const found = known.find((each) => each.network === network);
      expect(found?.output.join('x'), `${network} keeps its output`).toBe(output);
      if (parameters !== undefined) expect(found?.parameters.trainable).toBe(Number(parameters));
    }
    expect(shapes, 'something else stands in the file').not.toHaveLength(0);
  });
});

describe('the folder', () => {
  it('holds a file for every code', () => {
    const found = new Set([...names.map((name) => header(name).code), ...madeHere, ...notOfTexts]);
    expect(Object.keys(codes).filter((code) => !found.has(code))).toEqual([]);
  });
});

describe('a file that is made here', () => {
  it('of 10 MB is refused, and the other one is checked', () => {
    const large = 'network A {\n  input 8x8x3\n  ReLU\n}\n'.repeat(280_000);
    const made = folderWith({
      'large.cnn': large,
      'small.cnn': 'network A {\n  input 8x8x3\n  Covn(3, 3)\n}\n',
    });
    const { out, status } = cnn(['check', '--json', made]);
    expect((JSON.parse(out) as Told[]).map(({ code, line, column }) => [code, line, column])).toEqual([
      ['file-too-large', 1, 1],
      ['unknown-name', 3, 3],
    ]);
    expect(status).toBe(1);
  });

  it('imports others too deep', () => {
    const chain = Array.from({ length: 80 }, (_, index) => [
      `file${index}.cnn`,
      index === 79 ? 'let a = 1\n' : `import { a } from "./file${index + 1}.cnn"\nlet b = a\n`,
    ]);
    const made = folderWith(Object.fromEntries(chain) as Record<string, string>);
    const { out } = cnn(['check', '--json', join(made, 'file0.cnn')]);
    expect(out).toContain('Imports nest more than 64 deep');
  });

  it('imports a thousand others', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `file${index}.cnn`);
    const files = names.map((name, index): [string, string] => [
      name,
      `let a${index} = ${'1 + '.repeat(100)}1\n`,
    ]);
    const imports = names.map((name, index) => `import { a${index} } from "./${name}"\n`);
    const made = folderWith({ ...Object.fromEntries(files), 'main.cnn': imports.join('') });
    const { out } = cnn(['check', '--json', join(made, 'main.cnn')]);
    const codes = (JSON.parse(out) as Told[]).map(({ code }) => code);
    expect(codes.filter((code) => code === 'import-size').length).toBeGreaterThan(300);
    expect(new Set(codes)).toEqual(new Set(['import-size']));
  });

  it('names a folder of more classes than can be trained on', () => {
    const made = folderWith({
      'a.cnn': 'network A {\n  input 8x8x3\n  Flatten\n}\ntrain A on "./many" {\n}\n',
    });
    for (let name = 0; name <= 1000; name++) mkdirSync(join(made, 'many', String(name)), { recursive: true });
    const { out } = cnn(['check', '--json', made]);
    expect((JSON.parse(out) as Told[]).map(({ code, line, column }) => [code, line, column])).toEqual([
      ['folder-too-large', 5, 12],
    ]);
  });
});
