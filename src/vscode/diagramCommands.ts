import * as vscode from 'vscode';
import type { Server } from './client.ts';
import { registerCommand, tellFailure } from './commands.ts';
import { diagramViewType } from './diagramPanel.ts';
import { DiagramPanels } from './diagramPanels.ts';
import { commandTarget } from './networkChoice.ts';

/** "CNN: Open Diagram", "CNN: Export Diagram as SVG", and diagrams that were open when the window was closed. */
export function registerDiagrams(
  context: vscode.ExtensionContext,
  server: Server,
  output: vscode.OutputChannel,
): void {
  const report = (error: unknown): void => void tellFailure(output, error);
  const panels = new DiagramPanels(context.extensionUri, server, report);
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(diagramViewType, panels),
    registerCommand(output, 'cnn.openDiagram', (uri, network) =>
      panels.open(commandTarget(uri, network, undefined)),
    ),
    registerCommand(output, 'cnn.exportSvg', (uri, network) =>
      panels.exportSvg(commandTarget(uri, network, undefined)),
    ),
  );
}
