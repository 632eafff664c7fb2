import * as vscode from 'vscode';
import type { Server } from './client.ts';
import { DiagramPanel, diagramViewType } from './diagramPanel.ts';
import type { CommandTarget } from './networkChoice.ts';
import { NoFile, activeCnnFile, chooseNetwork } from './networkChoice.ts';
import { saveSvg } from './svgExport.ts';
import { webviewOptions } from './webviewPage.ts';

/** The open diagrams, one a file; restores them when the window is loaded again. */
export class DiagramPanels implements vscode.WebviewPanelSerializer {
  readonly #panels = new Set<DiagramPanel>();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly server: Server,
    private readonly report: (error: unknown) => void,
  ) {}

  /** "CNN: Open Diagram": beside the editor, or the one that is open already. */
  async open(target: CommandTarget): Promise<void> {
    const uri = activeCnnFile(target);
    if (!uri) throw new NoFile();
    const network = target.network ?? (await this.networkAtCursor(uri));
    const shown = [...this.#panels].find((panel) => panel.uri.toString() === uri.toString());
    if (shown) {
      shown.reveal(network);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      diagramViewType,
      'Diagram',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      webviewOptions(this.extension),
    );
    this.#add(panel, uri, network);
  }

  /** The network whose declaration holds the cursor, or begins last before it. */
  private async networkAtCursor(uri: vscode.Uri): Promise<string | undefined> {
    const editor = vscode.window.visibleTextEditors.find(
      (each) => each.document.uri.toString() === uri.toString(),
    );
    if (!editor) return undefined;
    const offset = editor.document.offsetAt(editor.selection.active);
    const { networks } = await this.server.networks(uri);
    return (networks.findLast((network) => network.start <= offset) ?? networks[0])?.name;
  }

  /** "CNN: Export Diagram as SVG": what the open diagram shows, else the network with its boxes closed. */
  async exportSvg(target: CommandTarget): Promise<void> {
    const dark = [vscode.ColorThemeKind.Dark, vscode.ColorThemeKind.HighContrast];
    const theme = dark.includes(vscode.window.activeColorTheme.kind) ? 'dark' : 'light';
    const panels = [...this.#panels];
    const active = panels.find((panel) => panel.isActive);
    const uri = activeCnnFile(target);
    const panel = active ?? panels.find((each) => each.uri.toString() === uri?.toString());
    if (panel && target.network === undefined) return panel.exportSvg(theme);
    const chosen = await chooseNetwork(this.server, target);
    if (!chosen) return;
    await saveSvg(this.server, {
      uri: this.server.uriText(chosen.uri),
      network: chosen.network,
      open: [],
      theme,
    });
  }

  /** After a reload of the window; the page has kept what it showed. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = subjectOf(state);
    if (!kept) {
      panel.dispose();
      return Promise.resolve();
    }
    panel.webview.options = webviewOptions(this.extension);
    this.#add(panel, kept.uri, kept.network);
    return Promise.resolve();
  }

  #add(webviewPanel: vscode.WebviewPanel, uri: vscode.Uri, network: string | undefined): void {
    const panel = new DiagramPanel(webviewPanel, this.extension, this.server, { uri, network }, this.report);
    this.#panels.add(panel);
    panel.onDisposed(() => this.#panels.delete(panel));
  }
}

/** The page's state (see webview/diagram): which file and network it showed. */
function subjectOf(state: unknown): { uri: vscode.Uri; network: string | undefined } | undefined {
  if (typeof state !== 'object' || state === null || !('uri' in state) || typeof state.uri !== 'string') {
    return undefined;
  }
  const network = 'network' in state && typeof state.network === 'string' ? state.network : undefined;
  return { uri: vscode.Uri.parse(state.uri), network };
}
