import type { Diagnostic, DiagnosticRelatedInformation, Range } from 'vscode-languageserver';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { CallSite, Fix, Mistake } from '../../network/mistake.ts';
import type { Location } from '../../network/syntax.ts';

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
 * The mistakes of a file as diagnostics. A mistake inside an imported block stands at the call of this file
 * that leads to it, and says where it is.
 */
export function diagnosticsOf(uri: string, mistakes: readonly Mistake[], place: Place): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  for (const mistake of mistakes) {
    const shown = shownAt(uri, mistake);
    if (!shown) continue;
    // The same sentence at the same place comes once for every use of the block: one is enough, and it
    // links to the first use.
    const key = `${shown.start}:${shown.end}:${mistake.code}:${mistake.message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    diagnostics.push(diagnosticOf(mistake, shown, place));
  }
  return diagnostics;
}

/** The mistake's own range where it is in this file, else that of the innermost call of this file. */
function shownAt(uri: string, mistake: Mistake): Location | undefined {
  if (mistake.location.uri === uri) return mistake.location;
  return mistake.chain.findLast((call) => call.location.uri === uri)?.location;
}

function diagnosticOf(mistake: Mistake, shown: Location, place: Place): Diagnostic {
  const elsewhere: CallSite[] =
    shown === mistake.location ? [] : [{ text: mistake.message, location: mistake.location }];
  const related = [...elsewhere, ...(mistake.related ?? []), ...mistake.chain.toReversed()];
  const diagnostic: Diagnostic = {
    range: place(shown),
    severity: severities[mistake.severity],
    code: mistake.code,
    source: 'cnn',
    message: mistake.message,
  };
  if (related.length > 0) {
    diagnostic.relatedInformation = related.map((site): DiagnosticRelatedInformation => ({
      location: { uri: site.location.uri, range: place(site.location) },
      message: site.text,
    }));
  }
  if (mistake.code.startsWith('unused')) diagnostic.tags = [DiagnosticTag.Unnecessary];
  const fixes = shown === mistake.location ? (mistake.fixes ?? []) : [];
  if (fixes.length > 0) diagnostic.data = dataOf(fixes, mistake.location.uri, place);
  return diagnostic;
}

function dataOf(fixes: readonly Fix[], uri: string, place: Place): DiagnosticData {
  return {
    fixes: fixes.map((fix) => ({ title: fix.title, text: fix.text, range: place({ uri, ...fix.range }) })),
  };
}

/** Told at the beginning of a file on which the server itself failed. */
export function defectDiagnostic(reason: string): Diagnostic {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Error,
    code: 'defect',
    source: 'cnn',
    message: `CNN Architect failed on this text (${reason}): undo the last edit to go on, and please report it.`,
  };
}
