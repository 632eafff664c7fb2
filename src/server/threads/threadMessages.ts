/** What passes between the language server's process and its thread beside the editor's messages. */
import type { MessagePort } from 'node:worker_threads';
import type { LeftOut } from '../../workspace/files.ts';

/** What a thread is started with. */
export interface ThreadData {
  /** For the editor's messages. */
  readonly port: MessagePort;
  readonly leftOut: readonly LeftOut[];
  /** Files that nobody sees are not understood before they are asked about. */
  readonly onlySeen: boolean;
}

/** From the thread. */
export type Report =
  /** To `alive?`. */
  | { readonly kind: 'alive' }
  /** The file that is worked on from now on. */
  | { readonly kind: 'working'; readonly uri: string | undefined };
