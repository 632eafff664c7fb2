/** docs/diagnostics.md: each code has its section, whose examples raise it, and don't. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseSource } from '../../src/language/parse.ts';
import { openProgram } from '../../src/network/expand.ts';
import type { Example } from './examples.ts';
import { examplesOf, fileText, understood } from './examples.ts';
import type { Mistake } from '../../src/syntax/mistakes.ts';
import { codes } from '../../src/syntax/codes.ts';
import type { CodeEntry, MistakeCode } from '../../src/syntax/codes.ts';

const text = readFileSync(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8');

interface Section {
  readonly code: string;
  readonly raising: readonly Example[];
  readonly good: readonly Example[];
  readonly files: ReadonlyMap<string, string>;
}

const sections: readonly Section[] = text
  .split(/^(?=### )/m)
  .slice(1)
  .map((part): Section => {
    const section = part.split(/^## /m)[0]!;
    const [raises = '', does = ''] = section.split(/^Does not:$/m);
    const files = examplesOf(section).filter(({ info }) => info.endsWith('.cnn'));
    const own = (half: string) => examplesOf(half).filter(({ info }) => info === '');
    return {
      code: /^### (\S+)$/m.exec(section)?.[1] ?? '',
      raising: own(raises),
      good: own(does),
      files: new Map(files.map(({ info, text: file }) => [info, file])),
    };
  });

const small = examplesOf(text).find(({ info }) => info === 'small')!.text;

function mistakesOf(example: string, files: ReadonlyMap<string, string>): readonly Mistake[] {
  const file = fileText(example);
  const whole = /^train /m.test(file) && !/^network /m.test(file) ? `${file}\n${small}\n` : file;
  return understood(whole, new Map([...files, ['example.cnn', whole]])).mistakes;
}

/** As a machine says it where the file lies elsewhere, or is none. */
function refused(code: MistakeCode): readonly Mistake[] {
  const uri = 'file:///docs/example.cnn';
  const parsed = parseSource(uri, 'import { Stem } from "./stem.cnn"\n');
  const load = Object.assign(() => parsed, { refuses: () => ({ code, reason: 'it is elsewhere' }) });
  return openProgram(uri, load).mistakes;
}

/** What is too large to be shown, or depends on the machine: the page tells it in words. */
const tooLarge: Readonly<Record<string, () => readonly Mistake[]>> = {
  'too-deep': () => mistakesOf(`Conv(${'('.repeat(100)}64${')'.repeat(100)}, 3)`, new Map()),
  'file-too-large': () => mistakesOf(`Conv(64, 3) # ${'x'.repeat(300_000)}`, new Map()),
  'import-depth': () => {
    const files = Array.from({ length: 70 }, (_, index): [string, string] => [
      `${index}.cnn`,
      `import { Stem } from "./${index + 1}.cnn"\nblock Own {\n  Stem\n}\n`,
    ]);
    files.push(['70.cnn', 'block Stem {\n  ReLU\n}\n']);
    const { program } = understood('import { Own } from "./0.cnn"\n', new Map(files));
    return [...program.files.values()].flatMap((file) => file.mistakes);
  },
  'import-size': () => {
    const files = Array.from({ length: 10 }, (_, index): [string, string] => [
      `${index}.cnn`,
      `# ${'x'.repeat(40_000)}\nblock Stem${index} {\n  ReLU\n}\n`,
    ]);
    const imports = files.map(([name], index) => `import { Stem${index} } from "./${name}"\n`);
    return understood(imports.join(''), new Map(files)).mistakes;
  },
  'import-outside': () => refused('import-outside'),
  'import-unreadable': () => refused('import-unreadable'),
  'folder-too-large': () => {
    const text = `${small}\ntrain Small on "./birds" {\n}\n`;
    return understood(text, new Map(), (path) => ({ kind: 'too-many', path, what: 'classes' })).mistakes;
  },
};

/** Of the program itself, not of a text. */
const notOfTexts: ReadonlySet<string> = new Set(['defect', 'left-out']);

describe('docs/diagnostics.md', () => {
  it('has a section for each code, in the part and with the severity of the table', () => {
    const documented = text.split(/^## /m).flatMap((part) => {
      const [section = '', ...own] = part.split(/^(?=### )/m);
      return own.map((each) => [
        /^### (\S+)$/m.exec(each)?.[1],
        section.split('\n')[0],
        /^\*\*(\w+)\.\*\*/m.exec(each)?.[1]?.toLowerCase(),
      ]);
    });
    expect(documented).toEqual(
      Object.entries(codes).map(([code, { section, severity }]) => [code, section, severity]),
    );
    expect(documented.length).toBeGreaterThan(140);
  });

  it('knows no code that nothing tells', () => {
    const source = fileURLToPath(new URL('../../src/', import.meta.url));
    const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.ts') && name !== 'syntax/codes.ts')
      .map((name) => readFileSync(source + name, 'utf8'))
      .join('\n');
    expect(Object.keys(codes).filter((code) => !texts.includes(`'${code}'`))).toEqual([]);
  });

  it.each(sections.filter(({ code }) => !(code in tooLarge) && !notOfTexts.has(code)))(
    '$code is raised by its example, as severely as stated, and not by the other',
    ({ code, raising, good, files }) => {
      expect(raising).toHaveLength(1);
      expect(good.length).toBeGreaterThan(0);
      const [first] = mistakesOf(raising[0]!.text, files);
      expect(first?.code).toBe(code);
      const { severity }: CodeEntry = codes[code as MistakeCode];
      expect(first?.severity).toBe(severity);
      for (const example of good) {
        expect(mistakesOf(example.text, files).map(({ message }) => message)).toEqual([]);
      }
    },
  );

  it.each(Object.entries(tooLarge))('%s is raised', (code, mistakes) => {
    expect(mistakes().map((mistake) => mistake.code)).toContain(code);
    const { good, files } = sections.find((section) => section.code === code)!;
    for (const example of good) expect(mistakesOf(example.text, files)).toEqual([]);
  });
});
