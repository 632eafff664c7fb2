import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pageHtml } from './pageHtml.ts';

/** A page built by esbuild.mjs into dist/webview/: its script, the style sheet beside it, and where it starts. */
interface WebviewPage {
  /** `diagram`: dist/webview/diagram.js and diagram.css. */
  readonly name: 'diagram' | 'training';
  readonly title: string;
}

function folder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist', 'webview');
}

export function webviewOptions(
  extension: vscode.Uri,
): vscode.WebviewOptions & { readonly retainContextWhenHidden?: boolean } {
  return { enableScripts: true, localResourceRoots: [folder(extension)] };
}

/**
 * The page's HTML: an empty element, which its script fills from the messages that it gets. Only that script
 * (by nonce) and that style sheet load; nothing is fetched from anywhere.
 */
export function webviewHtml(webview: vscode.Webview, extension: vscode.Uri, page: WebviewPage): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(folder(extension), `${page.name}.js`)).toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(folder(extension), `${page.name}.css`)).toString();
  return pageHtml({ ...page, nonce, script, style, styleSource: webview.cspSource });
}
