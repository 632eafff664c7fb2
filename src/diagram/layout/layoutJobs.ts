/**
 * What a thread does in which diagrams are laid out: the one place that knows elkjs. It answers each `LayoutJob` with a
 * `LayoutResult`; whoever waits no longer ends the thread (layout.ts).
 */
import { parentPort } from 'node:worker_threads';
import ELK from 'elkjs/lib/elk.bundled.js';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { DiagramModel, PositionedDiagram } from '../../protocol/diagram.ts';
import { arrange } from './arrange.ts';
import { DiagramTooLarge } from '../model/drawn.ts';
import { fromElk, toElk } from './elkGraph.ts';
import type { ElkGraph } from './elkGraph.ts';
import type { Layered, LayeredGraph, LayeredLayout } from './layered.ts';
import { remembering } from './remembering.ts';

/** What a diagram is drawn of: a model, or what one is made from. */
export interface Drawable {
  readonly uri: string;
  readonly network: string;
}

export interface LayoutJob<Of extends Drawable> {
  readonly job: number;
  readonly drawable: Of;
}

export type LayoutResult =
  | { readonly job: number; readonly ok: true; readonly diagram: PositionedDiagram }
  /** `message` is a sentence. */
  | { readonly job: number; readonly ok: false; readonly message: string };

const elk = new ELK();

async function layered(graph: LayeredGraph): Promise<LayeredLayout> {
  return fromElk(graph, (await elk.layout(toElk(graph) as ElkNode)) as ElkGraph);
}

const remembered: Layered = remembering(layered);

/** Answers the jobs of the thread that this is called in. */
export function answerLayoutJobs<Of extends Drawable>(modelOf: (drawable: Of) => DiagramModel): void {
  const port = parentPort;
  if (!port) throw new Error('Diagrams are laid out in a worker thread: see layout.ts.');
  const work = async ({ job, drawable }: LayoutJob<Of>): Promise<LayoutResult> => {
    try {
      return { job, ok: true, diagram: await arrange(modelOf(drawable), remembered) };
    } catch (error) {
      return { job, ok: false, message: failure(drawable, error) };
    }
  };
  port.on('message', (job: LayoutJob<Of>) => {
    void work(job).then((result) => port.postMessage(result));
  });
}

function failure({ network }: Drawable, error: unknown): string {
  if (error instanceof DiagramTooLarge) return error.message;
  const reason = error instanceof Error ? error.message : String(error);
  return `The diagram of ${network} could not be laid out: ${reason}`;
}
