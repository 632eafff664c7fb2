import type { Understanding } from '../../src/analysis/understand.ts';
import { understand } from '../../src/analysis/understand.ts';
import type { AnalysedNetwork } from '../../src/analysis/analysis.ts';
import { parseSource } from '../../src/language/parse.ts';
import { openProgram } from '../../src/network/expand.ts';
import type { Program } from '../../src/network/expand.ts';
import type { ParsedFile } from '../../src/syntax/parsedFile.ts';

/** Texts by URI, as an editor holds them: parsed once each. */
export class Texts {
  readonly #parsed = new Map<string, ParsedFile>();

  constructor(private readonly texts: Record<string, string>) {}

  readonly load = (uri: string): ParsedFile | undefined => {
    const text = this.texts[uri];
    if (text === undefined) return undefined;
    const parsed = this.#parsed.get(uri) ?? parseSource(uri, text);
    this.#parsed.set(uri, parsed);
    return parsed;
  };

  set(uri: string, text: string) {
    this.texts[uri] = text;
    this.#parsed.delete(uri);
  }

  open(uri: string): Program {
    return openProgram(uri, this.load);
  }
}

export function read(text: string): Understanding {
  return understand(new Texts({ 'file:///main.cnn': text }).open('file:///main.cnn'));
}

/** A file's only network, which must be without mistakes. */
export function readNetwork(text: string): AnalysedNetwork {
  const { networks, mistakes } = read(text);
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  const [network] = networks;
  if (!network) throw new Error('no network');
  return network;
}
