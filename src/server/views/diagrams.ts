import type { DiagramLayout } from '../../diagram/layout/layout.ts';
import { LayoutError } from '../../diagram/layout/layout.ts';
import { drawSvg, exportTheme } from '../../diagram/svg/svg.ts';
import type { DiagramAnswer, DiagramRequest } from '../../protocol/diagram.ts';
import type { SvgAnswer, SvgRequest } from '../../protocol/languageServer.ts';
import type { DrawnTexts } from '../threads/diagramThread.ts';
import type { Understanding } from '../../workspace/understanding.ts';

/** Whether whoever asked still waits; the protocol's token. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): unknown;
}

/** Messages that are queued already are taken in first: the connection hands over one a turn. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Answers with diagrams; what nobody waits for any more is not worked out. */
export class Diagrams {
  readonly #layout: DiagramLayout<DrawnTexts>;
  /** By what a diagram is for: the latest request. */
  readonly #latest = new Map<string, object>();

  constructor(layout: DiagramLayout<DrawnTexts>) {
    this.#layout = layout;
  }

  /** The positioned diagram of a network as its text stands. A newer request of the same `topic` takes its place. */
  async answer(
    understanding: Understanding | undefined,
    request: DiagramRequest,
    cancellation: Cancellation,
    topic = `${request.uri}#${request.network ?? ''}`,
  ): Promise<DiagramAnswer> {
    const mine = {};
    const isWanted = (): boolean => !cancellation.isCancellationRequested && this.#latest.get(topic) === mine;
    this.#latest.set(topic, mine);
    cancellation.onCancellationRequested(() => {
      if (this.#latest.get(topic) === mine) this.#layout.cancel(topic);
    });
    try {
      await turns();
      return isWanted() ? await this.#made(understanding, request, topic) : { kind: 'superseded' };
    } finally {
      if (this.#latest.get(topic) === mine) this.#latest.delete(topic);
    }
  }

  async #made(
    understanding: Understanding | undefined,
    request: DiagramRequest,
    topic: string,
  ): Promise<DiagramAnswer> {
    const networks = (understanding?.networks ?? []).map(({ network }) => network.name);
    if (!understanding) {
      return { kind: 'none', message: 'The file can no longer be read: open it in the editor.', networks };
    }
    const network = request.network ?? networks[0];
    if (network === undefined || !networks.includes(network)) {
      const message =
        network !== undefined && networks.length > 0
          ? `This file has no network ${network} any more: choose another.`
          : 'This file has no network: write `network Name { input 32x32x3 … }` to see its diagram.';
      return { kind: 'none', message, networks };
    }
    const { uri, version } = understanding;
    const { open, previous } = request;
    const texts = { uri, network, open, previous, sources: sourcesOf(understanding) };
    try {
      const diagram = await this.#layout.layoutDiagram(texts, topic);
      return { kind: 'diagram', diagram, networks, version };
    } catch (error) {
      if (!(error instanceof LayoutError)) throw error;
      if (error.reason === 'superseded' || error.reason === 'closed') return { kind: 'superseded' };
      return { kind: 'none', message: error.message, networks };
    }
  }

  async svg(
    understanding: Understanding | undefined,
    request: SvgRequest,
    cancellation: Cancellation,
  ): Promise<SvgAnswer> {
    // A topic of its own: an export and the panel's diagram do not supersede each other.
    const answer = await this.answer(understanding, request, cancellation, `svg ${request.uri}`);
    switch (answer.kind) {
      case 'diagram': {
        const { diagram } = answer;
        return {
          kind: 'svg',
          svg: drawSvg(diagram, exportTheme(request.theme)),
          network: diagram.network,
        };
      }
      case 'none':
        return { kind: 'none', message: answer.message };
      case 'superseded':
        return { kind: 'none', message: 'Another export of this file began: this one was left out.' };
    }
  }
}

/** What a diagram can depend on: a file without declarations, as one that is left out is read, gives it nothing. */
function sourcesOf({ program }: Understanding): Readonly<Record<string, string>> {
  const files = [...program.files].filter(([, { parsed }]) => parsed.file.declarations.length > 0);
  return Object.fromEntries(files.map(([uri, { parsed }]) => [uri, parsed.text]));
}
