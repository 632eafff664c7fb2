import * as vscode from 'vscode';
import type { SvgRequest } from '../protocol/languageServer.ts';
import type { Server } from './client.ts';
import { NotPossible } from './commands.ts';
import { inform } from './notices.ts';

/** Writes a diagram to an SVG file that the person names. */
export async function saveSvg(server: Server, request: SvgRequest): Promise<void> {
  const answer = await server.svg(request);
  if (answer.kind === 'none') throw new NotPossible(answer.message);
  const source = vscode.Uri.parse(request.uri);
  const folder =
    source.scheme === 'untitled'
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(source, '..');
  const name = `${answer.network}.svg`;
  const target = await vscode.window.showSaveDialog({
    title: 'Export Diagram as SVG',
    filters: { 'SVG pictures': ['svg'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(answer.svg));
  const open = 'Open';
  const chosen = await inform(`The diagram is in ${vscode.workspace.asRelativePath(target)}.`, [open]);
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', target);
}
