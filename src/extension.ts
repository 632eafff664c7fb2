import type * as vscode from 'vscode';
import { Server } from './vscode/client.ts';
import { registerDiagrams } from './vscode/diagramCommands.ts';
import { registerEngineCommands } from './vscode/engineCommands.ts';
import { registerExplanations } from './vscode/explanations.ts';
import { createLog } from './vscode/notices.ts';
import { registerShapeHints } from './vscode/shapeHints.ts';
import { registerTraining } from './vscode/trainingCommands.ts';

/** Wires the rooms below and does nothing else. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = createLog('CNN Architect');
  const server = new Server(context.extensionUri, output);
  context.subscriptions.push(output, server);
  registerDiagrams(context, server, output);
  registerTraining(context, server, output);
  registerEngineCommands(context, output);
  registerExplanations(context);
  registerShapeHints(context, output);
  await server.start();
}
