/** The samples, read as every part of the product reads them. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { analyse } from '../../src/analysis/analyse.ts';
import type { AnalysedNetwork } from '../../src/analysis/analysis.ts';
import { parseSource } from '../../src/language/parse.ts';
import { expandNetwork, openProgram } from '../../src/network/expand.ts';
import type { Program } from '../../src/network/expand.ts';
import type { ParsedFile } from '../../src/syntax/parsedFile.ts';

const folder = new URL('../../samples/', import.meta.url);

/** Their file names. */
export const samples: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.cnn'))
  .sort();

const parsed = new Map<string, ParsedFile>();
function load(uri: string): ParsedFile {
  const known = parsed.get(uri) ?? parseSource(uri, readFileSync(fileURLToPath(uri), 'utf8'));
  parsed.set(uri, known);
  return known;
}

export function programOf(sample: string): Program {
  return openProgram(pathToFileURL(fileURLToPath(new URL(sample, folder))).href, load);
}

const analysed = new Map<string, AnalysedNetwork>();

/** The analysis of a sample's network, by default its only one, with its declared defaults. */
export function analysisOf(sample: string, network?: string): AnalysedNetwork {
  const key = `${sample} ${network ?? ''}`;
  const known = analysed.get(key);
  if (known) return known;
  const program = programOf(sample);
  const found = program.networks.filter(({ name }) => network === undefined || name.name === network);
  const [declaration, ...others] = found;
  if (!declaration || others.length > 0) throw new Error(`${sample} has ${found.length} such networks.`);
  const result = analyse(expandNetwork(program, declaration)!);
  analysed.set(key, result);
  return result;
}
