/**
 * What the extension host asks the language server beyond the Language Server Protocol, and what the server
 * tells it. The diagram's request and answer are in diagram.ts.
 */
import type { Checker } from './check.ts';
import { boolean, list, number, object, optional, record, text, union, word } from './check.ts';
import type { DiagramRequest } from './diagram.ts';
import { diagramRequest } from './diagramChecks.ts';

/** Names of the requests, host to server. */
export const serverRequests = {
  /** NetworksRequest → NetworksAnswer */
  networks: 'cnn/networks',
  /** DiagramRequest → DiagramAnswer */
  diagram: 'cnn/diagram',
  /** SvgRequest → SvgAnswer */
  svg: 'cnn/svg',
  /** SourcesRequest → SourcesAnswer */
  sources: 'cnn/sources',
} as const;

/** What the server is told when it starts, as `initializationOptions`. Without it, the workspace is not trusted. */
export interface ServerStart {
  readonly isTrusted: boolean;
}

/** Host to server, without parameters: the workspace is trusted from now on. */
export const trustedNotification = 'cnn/trusted';

/** UnderstoodNotification, server to host. */
export const understoodNotification = 'cnn/understood';

/** VisibleNotification, host to server. */
export const visibleNotification = 'cnn/visible';

interface FileRequest {
  readonly uri: string;
}

interface NetworkOutline {
  readonly name: string;
  /** Of the name, where the network is declared. */
  readonly start: number;
  /** False after a mistake: the figures are then those of the layers that are known. */
  readonly complete: boolean;
  /** Undefined where not known. */
  readonly parameters?: number | undefined;
  readonly macs?: number | undefined;
}

/** A `train` declaration. */
interface RecipeOutline {
  /** Given with `as`. */
  readonly name?: string;
  readonly network: string;
  /** `CIFAR10`, or a folder. */
  readonly dataset: string;
  readonly onFolder: boolean;
}

export interface NetworksAnswer {
  readonly networks: readonly NetworkOutline[];
  readonly recipes: readonly RecipeOutline[];
  /** The first error of the file, with its line from 1: what is wrong can't be trained. */
  readonly error?: { readonly line: number; readonly message: string };
}

/** The texts of a file and of everything that it imports, as they stand in the editor. */
export interface SourcesAnswer {
  readonly sources: Readonly<Record<string, string>>;
}

export interface SvgRequest extends DiagramRequest {
  readonly theme: 'light' | 'dark';
}

export type SvgAnswer =
  | { readonly kind: 'svg'; readonly svg: string; readonly network: string }
  /** `message` says why there is none. */
  | { readonly kind: 'none'; readonly message: string };

/** Files have been understood anew: their diagnostics are out, diagrams of them can be asked for again. */
export interface UnderstoodNotification {
  readonly files: readonly { readonly uri: string; readonly version: number }[];
}

/** The files that editors show by now: they are understood before all others. */
interface VisibleNotification {
  readonly uris: readonly string[];
}

export const visible: Checker<VisibleNotification> = object<VisibleNotification>({ uris: list(text) });
export const serverStart: Checker<ServerStart> = object<ServerStart>({ isTrusted: boolean });

export const fileRequest: Checker<FileRequest> = object<FileRequest>({ uri: text });

export const svgRequest: Checker<SvgRequest> = (value, path) =>
  diagramRequest(value, path) ??
  object<Pick<SvgRequest, 'theme'>>({ theme: word('light', 'dark') })(value, path);

export const networksAnswer: Checker<NetworksAnswer> = object<NetworksAnswer>({
  networks: list(
    object<NetworkOutline>({
      name: text,
      start: number,
      complete: boolean,
      parameters: optional(number),
      macs: optional(number),
    }),
  ),
  recipes: list(
    object<RecipeOutline>({ name: optional(text), network: text, dataset: text, onFolder: boolean }),
  ),
  error: optional(object<{ line: number; message: string }>({ line: number, message: text })),
});

export const sourcesAnswer: Checker<SourcesAnswer> = object<SourcesAnswer>({ sources: record(text) });

export const svgAnswer: Checker<SvgAnswer> = union<SvgAnswer>({
  svg: object({ kind: word('svg'), svg: text, network: text }),
  none: object({ kind: word('none'), message: text }),
});

export const understood: Checker<UnderstoodNotification> = object<UnderstoodNotification>({
  files: list(object<{ uri: string; version: number }>({ uri: text, version: number })),
});
