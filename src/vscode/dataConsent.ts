import * as vscode from 'vscode';
import type { DataSource } from '../protocol/training.ts';
import { cacheFolder } from '../training/fetching/cache.ts';
import type { DataSetDefinition } from '../training/data/sets/definition.ts';
import { megabytes } from '../training/fetching/download.ts';
import { availability } from '../training/data/sets/obtainDataSet.ts';
import { join } from 'node:path';
import { inform } from './notices.ts';
import { readSettings } from './settings.ts';

/**
 * Where a data set is taken from. Asks before anything is downloaded, saying how much, from where and where it is
 * kept; undefined when the person would not.
 * @throws TrainingFailure when the settings name something that can't be used
 */
export async function consentedData(
  set: DataSetDefinition,
  scope: vscode.Uri,
): Promise<DataSource | undefined> {
  const { dataSource, dataFolder } = readSettings(scope);
  const given = dataSource(set.id);
  const source: DataSource = {
    ...(dataFolder !== undefined && { cacheFolder: dataFolder }),
    ...(given.source !== undefined && { location: given.source }),
    ...(given.checksum !== undefined && { checksum: given.checksum }),
    mayDownload: false,
  };
  const found = await availability(set, source);
  if (found.kind !== 'download') return source;
  const size = found.bytes === undefined ? '' : ` (${megabytes(found.bytes)})`;
  const kept = join(dataFolder ?? cacheFolder(), 'datasets');
  const download = 'Download';
  const settings = 'Use Another Source…';
  const chosen = await inform(
    `Training needs ${set.title}${size}, which is not on this machine.`,
    [download, settings],
    {
      modal: true,
      detail: `It is downloaded once from ${found.url} and kept in ${kept}. A mirror, an archive or a folder that you have already can be set instead.`,
    },
  );
  if (chosen === settings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', `cnn.${set.id}`);
    return undefined;
  }
  return chosen === download ? { ...source, mayDownload: true } : undefined;
}
