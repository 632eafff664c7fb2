import * as vscode from 'vscode';
import { registerDiagrams } from './vscode/diagramCommands.ts';
import { Server } from './vscode/client.ts';

/** Wires the rooms below and does nothing else. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('CNN Architect');
  const server = new Server(context.extensionUri, output);
  context.subscriptions.push(output, server);
  registerDiagrams(context, server, output);
  await server.start();
}
