import { describe, expect, test } from 'vitest';
import { hierarchyAt, incomingCalls, outgoingCalls } from '../../../src/server/names/callHierarchy.ts';
import { placeWith } from '../../../src/server/positions.ts';
import { atOnce } from '../../../src/workspace/turns.ts';
import { WorkspaceFiles } from '../../../src/workspace/workspaceFiles.ts';
import { mainUri, network, written } from '../written.ts';

const blocks = { 'blocks.cnn': 'let twice(v) = v * 2\nblock Half(n) {\n  Conv(twice(n), 3)\n}\n' };
const text = `import { Half } from "./blocks.cnn"
block Stage(unit) { Half(8) -> unit(n: 4) -> Half(4) }
${network('Stage(Half)')}train Tried on CIFAR10 as quick { epochs 1 }
`;

/** The workspace, and the place of a cursor in the text. */
function at(cursor: string) {
  const { files, offset } = written(text.replace(cursor.replace('|', ''), cursor), blocks);
  return [new WorkspaceFiles(files, () => []), mainUri, offset, placeWith(files.load)] as const;
}
const lines = (ranges: readonly { readonly start: { readonly line: number } }[]): number[] =>
  ranges.map(({ start }) => start.line + 1);
const callers = (cursor: string) =>
  atOnce(incomingCalls(...at(cursor), atOnce(at(cursor)[0].all(mainUri)))).map(({ from, fromRanges }) => [
    from.name,
    from.detail,
    ...lines(fromRanges),
  ]);
const called = (cursor: string) =>
  outgoingCalls(...at(cursor)).map(({ to, fromRanges }) => [to.name, to.detail, ...lines(fromRanges)]);

describe('call hierarchy', () => {
  test('begins at what is named, in whichever file, else at the declaration around', () => {
    expect(hierarchyAt(...at('Ha|lf(8)'))).toMatchObject({ name: 'Half', detail: 'blocks.cnn' });
    expect(hierarchyAt(...at('32x|32x3'))).toMatchObject({ name: 'Tried', detail: 'main.cnn' });
    expect(hierarchyAt(...at('epo|chs'))).toMatchObject({ name: 'train Tried as quick' });
    expect(hierarchyAt(...at('imp|ort'))).toBeUndefined();
  });
  test('who calls a block, or hands it on; a network is called by its recipes', () => {
    expect(callers('Ha|lf(8)')).toEqual([
      ['Stage', 'main.cnn', 2, 2],
      ['Tried', 'main.cnn', 5],
    ]);
    expect(callers('network Tri|ed')).toEqual([['train Tried as quick', 'main.cnn', 7]]);
    expect(callers('n: |4')).toEqual([]);
  });
  test('what a block, a network, a recipe calls', () => {
    expect(called('block |Stage')).toEqual([['Half', 'blocks.cnn', 2, 2]]);
    expect(called('network |Tried')).toEqual([
      ['Stage', 'main.cnn', 5],
      ['Half', 'blocks.cnn', 5],
    ]);
    expect(called('as |quick')).toEqual([['Tried', 'main.cnn', 7]]);
  });
});
