import * as vscode from 'vscode';
import { registerCommand } from './commands.ts';

/** Explains a diagnostic, by its code. */
const explain = 'cnn.explainDiagnostic';

/** The page of all diagnostics, a heading each. */
const pageOf = (extension: vscode.Uri) => vscode.Uri.joinPath(extension, 'docs', 'diagnostics.md');

/** Registers what the links at diagnostics' codes lead to: their part of docs/diagnostics.md, as it reads. */
export function registerExplanations(context: vscode.ExtensionContext, output: vscode.OutputChannel): void {
  const page = pageOf(context.extensionUri);
  context.subscriptions.push(
    registerCommand(output, explain, async (code) => {
      const fragment = typeof code === 'string' ? code : '';
      const commands = await vscode.commands.getCommands(true);
      if (commands.includes('markdown.showPreviewToSide')) {
        await vscode.commands.executeCommand('markdown.showPreviewToSide', page.with({ fragment }));
        return;
      }
      // Without VS Code's Markdown support, the page as text.
      const document = await vscode.workspace.openTextDocument(page);
      const start = document.positionAt(Math.max(0, document.getText().indexOf(`\n### ${fragment}\n`) + 1));
      await vscode.window.showTextDocument(document, {
        viewColumn: vscode.ViewColumn.Beside,
        selection: new vscode.Range(start, start),
      });
    }),
  );
}

/** The language server links a code to the page's file, which would open as text: the link is led to the command. */
export function linkExplanations(diagnostics: readonly vscode.Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    const { code } = diagnostic;
    if (typeof code !== 'object') continue;
    const given = encodeURIComponent(JSON.stringify([code.value]));
    diagnostic.code = { value: code.value, target: vscode.Uri.parse(`command:${explain}?${given}`) };
  }
}
