/** What was opened stays so over edits, and over texts that are broken for a moment. */
import { expect, test } from 'vitest';
import { arrange } from '../../../src/diagram/layout/arrange.ts';
import { Opened, hasErrors } from '../../../src/diagram/model/opened.ts';
import type { PositionedDiagram } from '../../../src/protocol/diagram.ts';
import { layered } from '../layout/elk.ts';
import { diagram, fromText } from '../network.ts';

const text = (...lines: string[]): string =>
  [
    'block Unit(channels) {',
    '  Conv(channels, 3) -> ReLU',
    '  Conv(channels, 3)',
    '}',
    'network N {',
    '  input 32x32x3',
    ...lines,
    '}',
    '',
  ].join('\n');

async function show(opened: Opened, ...lines: string[]): Promise<PositionedDiagram> {
  const { open, previous } = opened.request;
  return opened.take(await arrange(diagram(fromText(text(...lines)), open, previous), layered));
}

const sound = ['  Conv(8, 3)', '  Unit(16)', '  Unit(32)', '  Unit(48)'];
const halfTyped = ['  Conv(8, 3)', '  Unit(16) -> Conv(', '  Unit(32)', '  Unit(48)'];
/** What is left when a line does not parse. */
const broken = ['  Conv(8, 3)', '  -> (', '  Unit(32)', '  Unit(48)'];
const mended = ['  Conv(8, 3)', '  Unit(16) -> Conv(7, 3)', '  Unit(32)', '  Unit(48)'];

test.each([
  ['half-typed', halfTyped],
  ['without the line', broken],
])('what was open is open again when the text is whole again: %s', async (_, lines) => {
  const opened = new Opened();
  await show(opened, ...sound);
  opened.choose(['Unit1', 'Unit3']);
  expect((await show(opened, ...sound)).open).toEqual(['Unit1', 'Unit3']);
  expect(hasErrors(await show(opened, ...lines))).toBe(true);
  await show(opened, ...lines);
  const last = await show(opened, ...mended);
  expect(hasErrors(last)).toBe(false);
  expect([...last.open].sort()).toEqual(['Unit1', 'Unit3']);
});

test('what the page shows is told by its own names while the text is broken', async () => {
  const opened = new Opened(['Unit1', 'Unit2']);
  await show(opened, ...sound);
  const first = await show(opened, ...broken);
  expect(first.open).toEqual(['Unit1']);
  expect(first.renamed).toContainEqual(['Unit2', 'Unit1']);
  // Unit1 of the page is Unit2 of the whole text, and stays what it is.
  const second = await show(opened, ...broken, '  ReLU');
  expect(second.open).toEqual(['Unit1']);
  expect(second.renamed.filter(([from]) => from === 'Unit1')).toEqual([]);
  const last = await show(opened, ...sound);
  expect(last.renamed).toContainEqual(['Unit1', 'Unit2']);
  expect([...last.open].sort()).toEqual(['Unit1', 'Unit2']);
});

test('boxes are opened and closed while the text is broken', async () => {
  const opened = new Opened(['Unit1', 'Unit2']);
  await show(opened, ...sound);
  await show(opened, ...broken);
  opened.choose(['Unit2']); // closes what is Unit2 of the whole text, and opens its Unit3
  expect((await show(opened, ...broken)).open).toEqual(['Unit2']);
  expect([...(await show(opened, ...sound)).open].sort()).toEqual(['Unit1', 'Unit3']);
});

test('what was deleted from a sound text is forgotten', async () => {
  const opened = new Opened(['Unit3']);
  await show(opened, ...sound);
  expect((await show(opened, ...sound.slice(0, 3))).open).toEqual([]);
  expect((await show(opened, ...sound)).open).toEqual([]);
});

test('what a page remembers is open as soon as it is there', async () => {
  const opened = new Opened(['Unit3']);
  expect((await show(opened, ...broken)).open).toEqual([]);
  expect(opened.all).toEqual(['Unit3']);
  expect((await show(opened, ...sound)).open).toEqual(['Unit3']);
});
