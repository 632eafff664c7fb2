import * as vscode from 'vscode';

/** The settings of package.json's `contributes.configuration`, with empty texts as undefined. */
interface Settings {
  /** An engine's id, or `automatic`. */
  readonly engine: string;
  readonly engineFolder: string | undefined;
  readonly dataFolder: string | undefined;
  readonly runsFolder: string | undefined;
  /** Of a data set, by its `id`. */
  readonly dataSource: (id: string) => {
    readonly source: string | undefined;
    readonly checksum: string | undefined;
  };
}

export function readSettings(scope?: vscode.Uri): Settings {
  const settings = vscode.workspace.getConfiguration('cnn', scope);
  const text = (key: string): string | undefined => settings.get<string>(key)?.trim() || undefined;
  return {
    engine: text('engine') ?? 'automatic',
    engineFolder: text('engineFolder'),
    dataFolder: text('dataFolder'),
    runsFolder: text('runsFolder'),
    dataSource: (id) => ({ source: text(`${id}.source`), checksum: text(`${id}.checksum`) }),
  };
}
