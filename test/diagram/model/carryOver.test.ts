import { expect, test } from 'vitest';
import type { DiagramBody, DiagramModel, ShownItem } from '../../../src/protocol/diagram.ts';
import { diagram, fromText, itemOf } from '../network.ts';

const text = (lines: string): string => `block Block(channels) {
  Conv(channels, 3) -> ReLU
  Conv(channels, 3)
}
network N {
  input 32x32x3
${lines}
}
`;
const lines = ['  Conv(8, 3)', '  Block(8)', '  repeat 3 { Block(16) }', '  Block(32)'];

function shown(body: DiagramBody, parent?: string): ShownItem[] {
  return body.items.flatMap((item) => [
    { id: item.id, parent, title: item.title },
    ...item.chipsBelow.map((chip) => ({ id: chip.id, parent: item.id, title: chip.title })),
    ...(item.type === 'box' && item.content ? shown(item.content, item.id) : []),
  ]);
}

function edited(open: readonly string[], before: readonly string[], after: readonly string[]): DiagramModel {
  const old = diagram(fromText(text(before.join('\n'))), open);
  return diagram(fromText(text(after.join('\n'))), open, shown(old.body));
}

const open = ['Block2/repeat', 'Block2', 'Block5'];

test('without an edit nothing is renamed', () => {
  const model = edited(open, lines, lines);
  expect(model.renamed).toEqual([]);
  expect([...model.open].sort()).toEqual([...open].sort());
});

test('a line of the same kind put in front keeps what is open, by its new path', () => {
  const model = edited(open, lines, ['  Conv(8, 3)', '  Block(4)', ...lines.slice(1)]);
  expect([...model.open].sort()).toEqual(['Block3', 'Block3/repeat', 'Block6']);
  expect(model.renamed).toContainEqual(['Block5', 'Block6']);
  expect(model.renamed).toContainEqual(['Block2.Conv2', 'Block3.Conv2']);
  expect(itemOf(model, 'Block6')).toMatchObject({
    title: 'Block(32)',
    content: expect.anything() as unknown,
  });
  expect(itemOf(model, 'Block2')).not.toHaveProperty('content', expect.anything());
});

test('a removed line likewise', () => {
  const model = edited(open, lines, [lines[0] ?? '', ...lines.slice(2)]);
  expect([...model.open].sort()).toEqual(['Block1', 'Block1/repeat', 'Block4']);
});

test('changed arguments leave a block open', () => {
  const model = edited(['Block5'], lines, [...lines.slice(0, 3), '  Block(48)']);
  expect(model.open).toEqual(['Block5']);
});

test('what is gone is not open', () => {
  const model = edited(['Block5'], lines, lines.slice(0, 3));
  expect(model.open).toEqual([]);
});

test('a box that is opened as the text changes opens under its new name; one that was not shown stays closed', () => {
  const old = diagram(fromText(text(lines.join('\n'))));
  const changed = fromText(text(['  Block(4)', ...lines].join('\n')));
  expect(diagram(changed, ['Block5', 'Block3'], shown(old.body)).open).toEqual(['Block6']);
});
