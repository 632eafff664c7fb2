import * as vscode from 'vscode';
import { registerCommand } from './commands.ts';

/** Switches the shapes at the ends of lines off and on where the setting is written, else for the user. */
export function registerShapeHints(context: vscode.ExtensionContext, output: vscode.OutputChannel): void {
  context.subscriptions.push(
    registerCommand(output, 'cnn.toggleInlayHints', async () => {
      const settings = vscode.workspace.getConfiguration('cnn');
      const written = settings.inspect('inlayHints.enabled');
      const target =
        written?.workspaceValue === undefined
          ? vscode.ConfigurationTarget.Global
          : vscode.ConfigurationTarget.Workspace;
      await settings.update('inlayHints.enabled', !settings.get<boolean>('inlayHints.enabled'), target);
    }),
  );
}
