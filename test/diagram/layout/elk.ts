/** The layered layout in the test's own process, as layoutJobs.ts has it in a thread. */
import ELK from 'elkjs/lib/elk.bundled.js';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { fromElk, toElk } from '../../../src/diagram/layout/elkGraph.ts';
import type { ElkGraph } from '../../../src/diagram/layout/elkGraph.ts';
import type { Layered } from '../../../src/diagram/layout/layered.ts';

const elk = new ELK();

export const layered: Layered = async (graph) =>
  fromElk(graph, (await elk.layout(toElk(graph) as ElkNode)) as ElkGraph);
