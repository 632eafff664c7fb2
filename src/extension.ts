import * as vscode from 'vscode';

/** Wires the rooms below and does nothing else. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(vscode.window.createOutputChannel('CNN Architect'));
}
