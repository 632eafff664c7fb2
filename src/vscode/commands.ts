import * as vscode from 'vscode';
import { TrainingFailure } from '../training/failure.ts';
import { alarm, warn } from './notices.ts';

/** What was asked for is not possible as things stand; the sentence says what to do. */
export class NotPossible extends Error {}

/**
 * Registers a command whose failure is told in one sentence. The stack of what is a defect goes to the
 * output channel.
 */
export function registerCommand(
  output: vscode.OutputChannel,
  command: string,
  run: (...given: readonly unknown[]) => Promise<unknown>,
): vscode.Disposable {
  return vscode.commands.registerCommand(command, (...given: readonly unknown[]) =>
    run(...given).catch((error: unknown) => tellFailure(output, error)),
  );
}

export async function tellFailure(output: vscode.OutputChannel, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NotPossible || error instanceof TrainingFailure) {
    await warn(message);
    return;
  }
  output.appendLine(error instanceof Error ? (error.stack ?? message) : message);
  const show = 'Show Log';
  const chosen = await alarm(message, [show]);
  if (chosen === show) output.show();
}

/** True in a trusted workspace; else says why not, and leads to where trust is given. */
export async function requireTrust(activity: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const chosen = await warn(`This workspace is not trusted, so nothing ${activity} in it: trust it first.`, [
    manage,
  ]);
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
