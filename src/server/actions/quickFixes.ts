import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { Checker } from '../../protocol/check.ts';
import { list, number, object, text } from '../../protocol/check.ts';
import type { DiagnosticData } from '../diagnostics.ts';

const position = object<{ line: number; character: number }>({ line: number, character: number });
const range = object<DiagnosticData['fixes'][number]['range']>({ start: position, end: position });
const data: Checker<DiagnosticData> = object<DiagnosticData>({
  fixes: list(object<DiagnosticData['fixes'][number]>({ title: text, range, text })),
});

/** The fixes that the diagnostics of a file carry; the only one of a diagnostic is the preferred one. */
export function quickFixes(uri: string, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const carried: unknown = diagnostic.data;
    if (diagnostic.source !== 'cnn' || data(carried, '') !== undefined) return [];
    const { fixes } = carried as DiagnosticData;
    return fixes.map((fix): CodeAction => ({
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      isPreferred: fixes.length === 1,
      edit: { changes: { [uri]: [{ range: fix.range, newText: fix.text }] } },
    }));
  });
}
