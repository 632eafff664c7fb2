/** What bench/diagram.mjs measures. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ELK from 'elkjs/lib/elk.bundled.js';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { analyse } from '../../src/analysis/analyse.ts';
import type { AnalysedNetwork, BodyView } from '../../src/analysis/analysis.ts';
import { rootView } from '../../src/analysis/views.ts';
import { arrange } from '../../src/diagram/layout/arrange.ts';
import { fromElk, toElk } from '../../src/diagram/layout/elkGraph.ts';
import type { ElkGraph } from '../../src/diagram/layout/elkGraph.ts';
import type { Layered, LayeredEdge, LayeredGraph, LayeredNode } from '../../src/diagram/layout/layered.ts';
import { buildDiagram } from '../../src/diagram/model/model.ts';
import { remembering } from '../../src/diagram/layout/remembering.ts';
import { parseSource } from '../../src/language/parse.ts';
import { certain } from '../../src/layers/known.ts';
import { expandNetwork, openProgram } from '../../src/network/expand.ts';
import type { DiagramBody, DiagramModel } from '../../src/protocol/diagram.ts';

const elk = new ELK();
const layered: Layered = async (graph) =>
  fromElk(graph, (await elk.layout(toElk(graph) as ElkNode)) as ElkGraph);

const WARM_UP = 3;

export interface Measured {
  readonly network: string;
  readonly layers: number;
  /** Milliseconds: medians. */
  readonly 'model, closed': number;
  readonly 'layout, closed': number;
  readonly 'items, all open': number;
  readonly 'layout, all open': number;
  readonly 'again, one box opened': number;
  readonly 'flat ELK': number;
}

export async function measure(path: string, rounds: number): Promise<Measured> {
  const analysed = read(path);
  const closed = buildDiagram(analysed, new Set(), []);
  const everything = openAll(analysed);
  const all = buildDiagram(analysed, everything, []);
  const flat = flatGraph(analysed);
  const [firstBox] = all.open;
  const one = buildDiagram(analysed, new Set([firstBox ?? '']), []);

  const modelTime = await median(rounds, () => Promise.resolve(buildDiagram(analysed, new Set(), [])));
  const closedTime = await median(rounds, () => arrange(closed, remembering(layered)));
  const allTime = await median(rounds, () => arrange(all, remembering(layered)));
  const againTime = await median(
    rounds,
    () => arrange(one, remembering(layered)),
    async () => {
      await arrange(closed, layered);
    },
  );
  const flatTime = await median(rounds, () => layered(flat));
  return {
    network: analysed.network.name,
    layers: certain(analysed.totals.layers),
    'model, closed': modelTime,
    'layout, closed': closedTime,
    'items, all open': count(all.body),
    'layout, all open': allTime,
    'again, one box opened': againTime,
    'flat ELK': flatTime,
  };
}

function read(path: string): AnalysedNetwork {
  const program = openProgram(pathToFileURL(path).href, (uri) => {
    const file = fileURLToPath(uri);
    return existsSync(file) ? parseSource(uri, readFileSync(file, 'utf8')) : undefined;
  });
  const [first] = program.networks;
  const expanded = first && expandNetwork(program, first);
  if (!expanded) throw new Error(`${path} has no network.`);
  return analyse(expanded);
}

/** The first rounds warm up and do not count. */
async function median(
  rounds: number,
  run: () => Promise<unknown>,
  before?: () => Promise<void>,
): Promise<number> {
  const times: number[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    await before?.();
    const started = performance.now();
    await run();
    if (round >= 0) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return Number((times[Math.floor(times.length / 2)] ?? NaN).toFixed(1));
}

function openAll(analysed: AnalysedNetwork): ReadonlySet<string> {
  const open = new Set<string>();
  const note = (body: DiagramBody): void => {
    for (const item of body.items) {
      if (item.type !== 'box') continue;
      open.add(item.id);
      if (item.content) note(item.content);
    }
  };
  for (let before = -1; before < open.size;) {
    before = open.size;
    note((buildDiagram(analysed, open, []) satisfies DiagramModel).body);
  }
  return open;
}

const count = (body: DiagramBody): number =>
  body.items.reduce(
    (sum, item) => sum + 1 + (item.type === 'box' && item.content ? count(item.content) : 0),
    0,
  );

/** Every layer a node, as drawn without blocks, loops and chips. */
function flatGraph(analysed: AnalysedNetwork): LayeredGraph {
  const nodes: LayeredNode[] = [];
  const edges: LayeredEdge[] = [];
  const add = (sources: readonly number[]): number => {
    const width = 200;
    const index = nodes.length;
    nodes.push({
      width,
      height: 42,
      ports: [
        ...sources.map((_, at) => ({ x: (width * (at + 1)) / (sources.length + 1), side: 'top' as const })),
        { x: 100, side: 'bottom' },
      ],
    });
    sources.forEach((source, port) => {
      const out = (nodes[source]?.ports.length ?? 1) - 1;
      edges.push({ from: [source, out], to: [index, port], straight: false, width: 2 });
    });
    return index;
  };
  const addBody = (view: BodyView, inputs: readonly number[]): number => {
    const results: number[] = [];
    const valueOf = (source: (typeof view.body)['output']): number =>
      'input' in source ? (inputs[source.input] ?? 0) : (results[source.node] ?? 0);
    for (const node of view.body.nodes) {
      const sources = node.inputs.map(valueOf);
      const inner = node.kind === 'call' ? view.open(node) : undefined;
      results[node.index] = inner ? addBody(inner, sources) : add(sources);
    }
    return valueOf(view.body.output);
  };
  addBody(rootView(analysed), [add([])]);
  return { nodes, edges };
}
