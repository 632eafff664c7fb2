import * as vscode from 'vscode';
import type { SourcePlace } from '../protocol/diagram.ts';

/**
 * Selects a place of a text in the editor that shows it, else in one at `beside`. The editor scrolls to its first
 * line where that is out of sight, and never sideways.
 */
export async function revealSource(
  place: SourcePlace,
  { beside, preserveFocus }: { readonly beside: vscode.ViewColumn; readonly preserveFocus: boolean },
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri));
  const range = new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
  const shownAlready = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: shownAlready?.viewColumn ?? beside,
    preserveFocus,
  });
  editor.selection = new vscode.Selection(range.start, range.end);
  const lineStart = range.start.with({ character: 0 });
  editor.revealRange(
    new vscode.Range(lineStart, lineStart),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}
