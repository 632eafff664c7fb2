import { describe, expect, test } from 'vitest';
import { pathsAfterMoves } from '../../../src/server/names/movedFiles.ts';
import { atOnce } from '../../../src/workspace/turns.ts';
import { WorkspaceFiles } from '../../../src/workspace/workspaceFiles.ts';
import { mainUri, network, written } from '../written.ts';

const uri = (name: string): string => new URL(name, mainUri).href;
const text = `import { Half } from './blocks/half.cnn'\n${network('Half')}train Tried on "birds" { epochs 1 }\n`;
const others = {
  'blocks/half.cnn': 'import { Third } from "./third.cnn"\nblock Half { Third }\n',
  'blocks/third.cnn': 'block Third { ReLU }\n',
};

/** `file: path` for every path that changes. */
function changed(...moves: [string, string][]): string[] {
  const { files } = written(text, others);
  const workspace = new WorkspaceFiles(files, () => []);
  const found = atOnce(
    pathsAfterMoves(
      workspace,
      moves.map(([from, to]) => ({ from: uri(from), to: uri(to) })),
      atOnce(workspace.all()),
    ),
  );
  return found.map((each) => {
    const before = files.load(each.uri)?.text.slice(each.start - 1, each.end + 1) ?? '';
    return `${before} → ${before[0] ?? ''}${each.text}${before.at(-1) ?? ''}`;
  });
}

describe('paths after a move', () => {
  test('of an imported file: in the files that import it', () => {
    expect(changed(['blocks/half.cnn', 'blocks/whole.cnn'])).toEqual([
      "'./blocks/half.cnn' → './blocks/whole.cnn'",
    ]);
    expect(changed(['blocks/third.cnn', 'third.cnn'])).toEqual(['"./third.cnn" → "../third.cnn"']);
  });
  test('of a file that imports: its own, and that of its pictures', () => {
    expect(changed(['main.cnn', 'nets/main.cnn'])).toEqual([
      "'./blocks/half.cnn' → '../blocks/half.cnn'",
      '"birds" → "../birds"',
    ]);
    expect(changed(['main.cnn', 'other.cnn'])).toEqual([]);
  });
  test('of a folder: what leads into it, not what stays beside what moves along', () => {
    expect(changed(['blocks', 'parts'])).toEqual(["'./blocks/half.cnn' → './parts/half.cnn'"]);
    expect(changed(['birds', 'photos/birds'])).toEqual(['"birds" → "./photos/birds"']);
    expect(changed(['bird', 'blocked'])).toEqual([]);
  });
  test('of several files at once', () => {
    expect(changed(['blocks/half.cnn', 'half.cnn'], ['blocks/third.cnn', 'third.cnn'])).toEqual([
      "'./blocks/half.cnn' → './half.cnn'",
    ]);
  });
});
