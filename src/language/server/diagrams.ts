import { DiagramTooLarge } from '../../diagram/drawn.ts';
import { buildDiagram } from '../../diagram/model.ts';
import type { DiagramLayout } from '../../diagram/layout.ts';
import { LayoutError } from '../../diagram/layout.ts';
import { drawSvg, exportTheme } from '../../diagram/svg.ts';
import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import type { Program } from '../../network/expand.ts';
import type { Mistake } from '../../network/mistake.ts';
import type { DiagramAnswer, DiagramRequest } from '../../protocol/diagram.ts';
import type { SvgAnswer, SvgRequest } from '../../protocol/languageServer.ts';
import type { Understanding } from './understanding.ts';

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
  readonly #layout: DiagramLayout;
  /** By what a diagram is for: the latest request. */
  readonly #latest = new Map<string, object>();

  constructor(layout: DiagramLayout) {
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
    const found = understanding && choose(understanding, request.network);
    if (!understanding || found === undefined) {
      return { kind: 'none', message: 'The file can no longer be read: open it in the editor.', networks };
    }
    if (typeof found === 'string') return { kind: 'none', message: found, networks };
    try {
      const mistakes = drawnMistakes(understanding.program, found);
      const model = buildDiagram(found, new Set(request.open), mistakes, request.previous);
      const diagram = await this.#layout.layoutDiagram(model, topic);
      return { kind: 'diagram', diagram, networks, version: understanding.version };
    } catch (error) {
      if (error instanceof DiagramTooLarge) return { kind: 'none', message: error.message, networks };
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

/**
 * Where they lie, in imported files too, unlike the editor's, which places them in the open file: a mark belongs on
 * the layer itself.
 */
export function drawnMistakes(program: Program, { network, mistakes }: AnalysedNetwork): Mistake[] {
  return [...program.mistakes, ...network.mistakes, ...mistakes];
}

/** The network of that name, or the first; else why there is none. */
function choose(understanding: Understanding, name: string | undefined): AnalysedNetwork | string {
  const { networks } = understanding;
  const named = name === undefined ? networks[0] : networks.find(({ network }) => network.name === name);
  if (named) return named;
  if (name !== undefined && networks.length > 0)
    return `This file has no network ${name} any more: choose another.`;
  return 'This file has no network: write `network Name { input 32x32x3 … }` to see its diagram.';
}
