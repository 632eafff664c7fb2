import { describe, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import { diagnosticOf } from '../../src/server/diagnostics.ts';
import { placeWith } from '../../src/server/positions.ts';
import { quickFixes } from '../../src/server/actions/quickFixes.ts';
import { mainUri, network, written } from './written.ts';

function diagnostics(text: string, others: Record<string, string> = {}): Diagnostic[] {
  const { understanding, files } = written(text, others);
  const place = placeWith(files.load);
  return understanding.mistakes.map((mistake) => diagnosticOf(mistake, place));
}

describe('diagnostics', () => {
  test('a sound file has none', () => {
    expect(diagnostics(network('Conv(8, 3) -> ReLU'))).toEqual([]);
  });
  test('stand at the smallest range, with code, source and severity', () => {
    const [found, ...others] = diagnostics(network('Conv(8, 3) -> BatchNrm'));
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: DiagnosticSeverity.Error,
      source: 'cnn',
      range: { start: { line: 2, character: 16 }, end: { line: 2, character: 24 } },
    });
    expect(found?.code).toMatch(/^[a-z-]+$/);
  });
  test('link their codes to their part of the page that explains them', () => {
    const { understanding, files } = written(network('Conv(8, 3) -> BatchNrm'), {});
    const place = placeWith(files.load);
    const page = 'file:///extension/docs/diagnostics.md';
    const [found] = understanding.mistakes.map((mistake) => diagnosticOf(mistake, place, page));
    expect(found?.codeDescription).toEqual({ href: `${page}#unknown-name` });
  });
  test('of what nothing uses are faded', () => {
    const found = diagnostics(`block Old {\n  ReLU\n}\n${network('Conv(8, 3) -> ReLU')}`);
    expect(found).toMatchObject([
      { code: 'unused-block', severity: DiagnosticSeverity.Hint, tags: [DiagnosticTag.Unnecessary] },
    ]);
  });
  test('a mistake in a block links to each call that led to it, the nearest first', () => {
    const found = diagnostics(
      `block Inner(n) {\n  Conv(8, 3, groups: n)\n}\nblock Outer {\n  Inner(2)\n}\n${network('Outer')}`,
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.range.start.line).toBe(1);
    const related = found[0]?.relatedInformation ?? [];
    expect(related.map((each) => each.location.range.start.line)).toEqual([4, 8]);
    expect(related[0]?.message).toContain('Inner(2)');
    expect(related[1]?.message).toContain('Outer');
  });
  test('the same sentence at the same place comes once', () => {
    const text = `block A(n) {\n  Conv(8, 3, groups: n)\n}\n${network('repeat 3 { A(5) }')}`;
    expect(diagnostics(text)).toHaveLength(1);
  });
  test('a mistake in an imported block stands at the call, and links to the block', () => {
    const others = { 'blocks.cnn': 'block Grouped(n) { Conv(8, 3, groups: n) }\n' };
    const [found] = diagnostics(`import { Grouped } from "./blocks.cnn"\n${network('Grouped(2)')}`, others);
    expect(found?.range).toEqual({ start: { line: 3, character: 2 }, end: { line: 3, character: 12 } });
    expect(found?.relatedInformation?.[0]?.location.uri).toBe('file:///written/blocks.cnn');
  });
  test('a recipe that does not fit is told at the recipe', () => {
    const found = diagnostics(`${network('GlobalAvgPool -> Dense(7)')}train Tried on CIFAR10 { epochs 1 }\n`);
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toMatch(/7.*10|10.*7/);
    expect(found[0]?.range.start.line).toBe(4);
  });
});

describe('quick fixes', () => {
  test('a misspelt layer is replaced where it stands', () => {
    const found = diagnostics(network('Conv(8, 3) -> BatchNrm'));
    const [fix, ...others] = quickFixes(mainUri, found);
    expect(others).toEqual([]);
    expect(fix).toMatchObject({ kind: 'quickfix', isPreferred: true });
    expect(fix?.edit?.changes?.[mainUri]).toEqual([
      { range: { start: { line: 2, character: 16 }, end: { line: 2, character: 24 } }, newText: 'BatchNorm' },
    ]);
  });
  test('diagnostics of others, or without data, have none', () => {
    const [found] = diagnostics(network('Conv(8, 3) -> BatchNrm'));
    if (!found) throw new Error('no diagnostic');
    expect(quickFixes(mainUri, [{ ...found, source: 'other' }])).toEqual([]);
    expect(quickFixes(mainUri, [{ ...found, data: { fixes: 'all' } }])).toEqual([]);
  });
});
