/** The examples in the documentation, read as the editor reads them. */
import type { BodyView } from '../../src/analysis/analysis.ts';
import { layersOf, rootView } from '../../src/analysis/views.ts';
import { parseSource } from '../../src/language/parse.ts';
import { Understanding } from '../../src/workspace/understanding.ts';
import { shapeText } from '../../src/layers/shape.ts';
import type { LookAtFolder } from '../../src/training/data/folder/folderDescription.ts';
import type { FolderScan, FoundFolder } from '../../src/training/data/folder/folderScan.ts';
import { openProgram } from '../../src/network/expand.ts';
import type { Node } from '../../src/network/network.ts';

export interface Example {
  /** Where it begins, from 1. */
  readonly line: number;
  /** What stands behind the language in the fence: `blocks/convNorm.cnn`, `paths`. */
  readonly info: string;
  readonly text: string;
  /** The lines of the `text` block right below, if there is one: the example's messages. */
  readonly shown: readonly string[];
}

/** The `cnn` blocks, in order. */
export function examplesOf(markdown: string): Example[] {
  const lines = markdown.split('\n');
  const examples: Example[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (!line.startsWith('```')) continue;
    const end = lines.indexOf('```', index + 1);
    if (end === -1) throw new Error(`The block at line ${index + 1} is never closed.`);
    const [language, ...info] = line.slice(3).split(' ');
    if (language === 'cnn') {
      const below = lines[end + 2] === '```text' ? end + 3 : undefined;
      examples.push({
        line: index + 1,
        info: info.join(' '),
        text: lines.slice(index + 1, end).join('\n'),
        shown: below === undefined ? [] : lines.slice(below, lines.indexOf('```', below)),
      });
    }
    index = end;
  }
  return examples;
}

/**
 * An example as a file: one that begins with no declaration is a network's body, on 32x32x64 where it states no
 * input.
 */
export function fileText(example: string): string {
  const first = example.split('\n').find((line) => !line.startsWith('#') && line.trim() !== '') ?? '';
  if (/^(import|let|block|network|train)\b/.test(first)) return example;
  const input = /^input \d/m.test(example) ? '' : 'input 32x32x64\n';
  return `network Example {\n${input}${example}\n}\n`;
}

/** The folders that docs/diagnostics.md says lie beside its examples. */
const folders: Readonly<Record<string, FolderScan>> = {
  '/docs/birds': folderOf('/docs/birds', ['eagle', 'owl', 'wren']),
  '/docs/sparrows': folderOf('/docs/sparrows', ['sparrow']),
  '/docs/finches': { kind: 'unreadable', path: '/docs/finches', inside: 'bullfinch', code: 'EACCES' },
};

export function folderOf(path: string, classes: readonly string[]): FoundFolder {
  const files = (name: string) => [1, 2, 3].map((number) => `${name}/${number}.jpg`);
  return {
    kind: 'found',
    path,
    groups: [{ part: 'whole', folder: '', classes: classes.map((name) => ({ name, files: files(name) })) }],
    leftOut: { links: 0, formats: new Map(), loose: 0, folders: [], deep: [], special: [] },
    sizes: [
      [300, 400],
      [640, 480],
    ],
  };
}

/**
 * @param files texts by path, that the example may import
 * @param look absent: what the page says lies there
 */
export function understood(
  source: string,
  files: ReadonlyMap<string, string> = new Map(),
  look: LookAtFolder = (path) => folders[path] ?? { kind: 'unreadable', path, code: 'ENOENT' },
): Understanding {
  const uri = 'file:///docs/example.cnn';
  const program = openProgram(uri, (wanted) => {
    const text = wanted === uri ? source : files.get(wanted.replace('file:///docs/', ''));
    return text === undefined ? undefined : parseSource(wanted, text);
  });
  return new Understanding(uri, 0, program.file!.parsed, program, program.file!, look);
}

/** What the comments at line ends say of values and shapes, and what is so: `let a = 7 // 2 # 3`, `Flatten # 512`. */
export function remarksOf(read: Understanding): { said: string; is: string | undefined }[] {
  const { text } = read.parsed;
  const lines = text.split('\n');
  const nodes = read.networks.flatMap((network) => nodesOf(rootView(network)));
  let start = 0;
  return lines.flatMap((line) => {
    const [from, to] = [start, start + line.length];
    start = to + 1;
    const remark = /^(.*\S)\s+# (\S.*)$/.exec(line);
    if (!remark) return [];
    const [, code = '', said = ''] = remark;
    const name = /^let (\w+) = /.exec(code)?.[1];
    if (name !== undefined) return [{ said: `${code} # ${said}`, is: `${code} # ${read.letText(name)}` }];
    if (!/^\d+(x\d+x\d+)?$/.test(said)) return [];
    const here = nodes.filter(
      ({ location }) => location.uri === read.uri && location.end > from && location.end <= to,
    );
    const end = Math.max(...here.map(({ location }) => location.end));
    const shape = here.findLast(({ location }) => location.end === end)?.output;
    return [{ said: `${code} # ${said}`, is: `${code} # ${shape && shapeText(shape)}` }];
  });
}

function nodesOf(view: BodyView): Node[] {
  return view.body.nodes.flatMap((node) => {
    const inner = view.open(node);
    return inner ? [...nodesOf(inner), node] : [node];
  });
}

/** The paths of all weights. */
export function weightPaths(read: Understanding): string[] {
  return read.networks.flatMap((network) =>
    layersOf(network).flatMap(({ name, figures }) =>
      figures.weights!.map((weight) => `${name}.${weight.name}`),
    ),
  );
}
