/** The examples in the documentation, read as the editor reads them. */
import { parseSource } from '../../src/language/parse.ts';
import { Understanding } from '../../src/language/server/understanding.ts';
import { openProgram } from '../../src/network/expand.ts';

export interface Example {
  /** Where it begins, from 1. */
  readonly line: number;
  /** What stands behind the language in the fence: `body`, `blocks/convNorm.cnn`. */
  readonly info: string;
  readonly text: string;
  /** The quotation right below, if there is one: a message a line. */
  readonly quoted: readonly string[];
  readonly heading: string;
}

/** The fenced blocks of a language, in order. */
export function examplesOf(markdown: string, language = 'cnn'): Example[] {
  const lines = markdown.split('\n');
  const examples: Example[] = [];
  let heading = '';
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (/^#+ /.test(line)) heading = line;
    if (!line.startsWith('```')) continue;
    const end = lines.indexOf('```', index + 1);
    const [name, ...info] = line.slice(3).split(' ');
    if (name === language) {
      const below = lines.slice(end + 2);
      const quoted = below.slice(
        0,
        below.findIndex((each) => !each.startsWith('>')),
      );
      examples.push({
        line: index + 1,
        info: info.join(' '),
        text: lines.slice(index + 1, end).join('\n'),
        quoted: quoted.map((each) => each.replace(/^> ?/, '')).filter((each) => each !== ''),
        heading,
      });
    }
    index = end;
  }
  return examples;
}

/** @param files texts by path, that the example may import */
export function understood(source: string, files: ReadonlyMap<string, string> = new Map()): Understanding {
  const uri = 'file:///docs/example.cnn';
  const program = openProgram(uri, (wanted) => {
    const text = wanted === uri ? source : files.get(wanted.replace('file:///docs/', ''));
    return text === undefined ? undefined : parseSource(wanted, text);
  });
  return new Understanding(uri, 0, program.file!.parsed, program, program.file!);
}
