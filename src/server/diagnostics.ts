import type { Diagnostic, DiagnosticRelatedInformation, Range } from 'vscode-languageserver';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { Location } from '../syntax/tree.ts';

import { visible } from '../wording/visible.ts';
import type { Fix, Mistake } from '../syntax/mistakes.ts';
import type { MistakeCode } from '../syntax/codes.ts';

/** Turns offsets of a file into lines and columns. */
export type Place = (location: Location) => Range;

/** What travels with a diagnostic, for the quick fix: replacements in the file of the diagnostic. */
export interface DiagnosticData {
  readonly fixes: readonly { readonly title: string; readonly range: Range; readonly text: string }[];
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Hint,
} as const;

/**
 * A mistake of an open file as a diagnostic; the chain of calls that led to it is linked, innermost first.
 * @param page where docs/diagnostics.md lies: the code is linked to its part of it
 */
export function diagnosticOf(mistake: Mistake, place: Place, page?: string): Diagnostic {
  const related = [...(mistake.related ?? []), ...mistake.chain.toReversed()];
  const diagnostic: Diagnostic = {
    range: place(mistake.location),
    severity: severities[mistake.severity],
    code: mistake.code,
    source: 'cnn',
    message: visible(mistake.message),
  };
  if (page !== undefined) diagnostic.codeDescription = { href: `${page}#${mistake.code}` };
  if (related.length > 0) {
    diagnostic.relatedInformation = related.map((site): DiagnosticRelatedInformation => ({
      location: { uri: site.location.uri, range: place(site.location) },
      message: visible(site.text),
    }));
  }
  if (mistake.code.startsWith('unused')) diagnostic.tags = [DiagnosticTag.Unnecessary];
  const fixes = mistake.fixes ?? [];
  if (fixes.length > 0) diagnostic.data = dataOf(fixes, mistake.location.uri, place);
  return diagnostic;
}

function dataOf(fixes: readonly Fix[], uri: string, place: Place): DiagnosticData {
  return {
    fixes: fixes.map((fix) => ({
      title: visible(fix.title),
      text: fix.text,
      range: place({ uri, ...fix.range }),
    })),
  };
}

/** Told at the beginning of a file on which the server itself failed. */
export function defectDiagnostic(reason: string): Diagnostic {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Error,
    code: 'defect' satisfies MistakeCode,
    source: 'cnn',
    message: `CNN Architect failed on this text (${visible(reason)}): undo the last edit to go on, and please report it.`,
  };
}
