import * as vscode from 'vscode';
import { labelText, noticeText } from '../wording/notice.ts';
import { visibleLines } from '../wording/visible.ts';

/** All that the editor shows outside of files and panels: what others wrote is text in it, no link, command or icon. */

interface Dialog {
  readonly modal: true;
  readonly detail: string;
}

/** Resolves with the action that was chosen. */
export function inform(
  message: string,
  actions: readonly string[] = [],
  dialog?: Dialog,
): Thenable<string | undefined> {
  return dialog
    ? vscode.window.showInformationMessage(
        noticeText(message),
        { ...dialog, detail: noticeText(dialog.detail) },
        ...actions,
      )
    : vscode.window.showInformationMessage(noticeText(message), ...actions);
}

/** As `inform`, for what is not possible as things stand. */
export function warn(message: string, actions: readonly string[] = []): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(noticeText(message), ...actions);
}

/** As `inform`, for what went wrong. */
export function alarm(message: string, actions: readonly string[] = []): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(noticeText(message), ...actions);
}

/** Resolves with the entry that was picked, as it was given. */
export async function pick<Item extends vscode.QuickPickItem>(
  entries: readonly Item[],
  options: vscode.QuickPickOptions & { readonly canPickMany?: false },
): Promise<Item | undefined> {
  const shown = entries.map((entry) => ({
    entry,
    label: labelText(entry.label),
    ...(entry.description !== undefined && { description: labelText(entry.description) }),
    ...(entry.detail !== undefined && { detail: labelText(entry.detail) }),
    ...(entry.iconPath && { iconPath: entry.iconPath }),
  }));
  const picked = await vscode.window.showQuickPick(shown, {
    ...options,
    ...(options.title !== undefined && { title: labelText(options.title) }),
  });
  return picked?.entry;
}

/** A notification with a bar, which the person can cancel. */
export function showProgress(
  title: string,
  work: (
    report: (value: { readonly message?: string; readonly increment?: number }) => void,
    token: vscode.CancellationToken,
  ) => Promise<void>,
): Thenable<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: noticeText(title),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, token) =>
    work(
      ({ message, increment }) =>
        progress.report({ increment, ...(message !== undefined && { message: noticeText(message) }) }),
      token,
    ),
  );
}

/** The extension's log: control characters are shown in it. */
export function createLog(name: string): vscode.OutputChannel {
  const channel = vscode.window.createOutputChannel(name);
  return {
    name: channel.name,
    append: (text) => channel.append(visibleLines(text)),
    appendLine: (text) => channel.appendLine(visibleLines(text)),
    replace: (text) => channel.replace(visibleLines(text)),
    clear: () => channel.clear(),
    show: () => channel.show(),
    hide: () => channel.hide(),
    dispose: () => channel.dispose(),
  };
}
