import { describe, expect, test } from 'vitest';
import { arrange } from '../../../src/diagram/layout/arrange.ts';
import { fieldOf } from '../../../src/diagram/model/facts.ts';
import { positionedDiagram } from '../../../src/protocol/diagramChecks.ts';
import { fieldSize } from '../../../src/wording/figures.ts';
import { seenAlong } from '../../../webview/diagram/fieldPicture.ts';
import { layered } from '../../diagram/layout/elk.ts';
import { diagram, fromText } from '../../diagram/network.ts';
import { readNetwork } from '../../network/reading.ts';

function fieldBehind(steps: string) {
  const field = fieldOf(readNetwork(`network A {\n input 16x16x1\n ${steps}\n}`).totals.receptiveField);
  if (typeof field !== 'object') throw new Error('The field is not local.');
  // As it travels.
  return JSON.parse(JSON.stringify(field)) as typeof field;
}

describe('the picture of a receptive field', () => {
  test('shows what the chosen unit sees itself', () => {
    const field = fieldBehind('Upsample(2) -> Conv(1, [2, 1], padding: valid)');
    expect(fieldSize(field)).toBe('1 to 2×1, by position');
    expect([0, 1, 2, 3].map((unit) => seenAlong(field, 0, unit))).toEqual([
      { first: 0, size: 1 },
      { first: 0, size: 2 },
      { first: 1, size: 1 },
      { first: 1, size: 2 },
    ]);
    expect([0, 1, 2, 3].map((unit) => seenAlong(field, 1, unit).first)).toEqual([0, 0, 1, 1]);
  });

  test('of equal ones, and of a unit that sees nothing', () => {
    const field = fieldBehind('Conv(1, 3, stride: 2, padding: 1)');
    expect(field.seen).toBeUndefined();
    expect(seenAlong(field, 0, 3)).toEqual({ first: 5, size: 3 });
    const holes = fieldBehind('TransposedConv(1, 1, stride: 2)');
    expect([0, 1, 2].map((unit) => seenAlong(holes, 0, unit).size)).toEqual([1, 0, 1]);
    expect(fieldSize(holes)).toBe('0 to 1, by position');
  });
});

test.each([
  [
    'MaxPool(2) -> Upsample(2) -> Conv(4, 2)\n Conv(4, 3, foo: 1) -> ReLU\n GlobalAvgPool',
    ['1', '2', '2', '2 to 4, by position', '?', '?'],
  ],
  ['GlobalAvgPool', ['1', 'global']],
])('the fields of %s arrive as they are', async (steps, fields) => {
  const drawn = await arrange(diagram(fromText(`network A {\n input 16x16x4\n ${steps}\n}`)), layered);
  const arrived = JSON.parse(JSON.stringify(drawn)) as typeof drawn;
  expect(positionedDiagram(arrived, '')).toBeUndefined();
  expect(arrived.items.map(({ facts }) => fieldSize(facts.field))).toEqual(fields);
});
