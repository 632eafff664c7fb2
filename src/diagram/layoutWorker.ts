/**
 * The thread in which diagrams are laid out: the one place that knows elkjs. It answers each
 * `LayoutJob` with a `LayoutResult`; whoever waits no longer ends the thread (layout.ts).
 */
import { parentPort } from 'node:worker_threads';
import ELK from 'elkjs/lib/elk.bundled.js';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { DiagramModel, PositionedDiagram } from '../protocol/diagram.ts';
import { arrange } from './arrange.ts';
import { fromElk, toElk } from './elkGraph.ts';
import type { ElkGraph } from './elkGraph.ts';
import type { Layered, LayeredGraph, LayeredLayout } from './layered.ts';
import { remembering } from './remembering.ts';

export interface LayoutJob {
  readonly job: number;
  readonly model: DiagramModel;
}

export type LayoutResult =
  | { readonly job: number; readonly ok: true; readonly diagram: PositionedDiagram }
  | { readonly job: number; readonly ok: false; readonly message: string };

const elk = new ELK();

async function layered(graph: LayeredGraph): Promise<LayeredLayout> {
  return fromElk(graph, (await elk.layout(toElk(graph) as ElkNode)) as ElkGraph);
}

const remembered: Layered = remembering(layered);

async function work({ job, model }: LayoutJob): Promise<LayoutResult> {
  try {
    return { job, ok: true, diagram: await arrange(model, remembered) };
  } catch (error) {
    return { job, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

const port = parentPort;
if (!port) throw new Error('layoutWorker runs as a worker thread: see layout.ts.');
port.on('message', (job: LayoutJob) => {
  void work(job).then((result) => port.postMessage(result));
});
