/** What bench/size.mjs measures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { analyse } from '../../src/analysis/analyse.ts';
import { bodiesOf } from '../../src/network/network.ts';
import { parseSource } from '../../src/language/parse.ts';
import { certain } from '../../src/layers/known.ts';
import { expandNetwork, openProgram } from '../../src/network/expand.ts';
import type { ParsedFile } from '../../src/syntax/parsedFile.ts';

const WARM_UP = 3;

export interface Measured {
  readonly network: string;
  readonly layers: number;
  /** Different ones, the network's own included. */
  readonly bodies: number;
  /** Steps of the different bodies: what is expanded and analysed. */
  readonly nodes: number;
  /** To expand and analyse it. */
  readonly milliseconds: number;
  readonly 'microseconds per layer': number;
  readonly 'microseconds per node': number;
}

export function measure(folder: string, rounds: number): Measured[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.cnn'));
  return files
    .flatMap((file) => measureFile(pathToFileURL(join(folder, file)).href, rounds))
    .sort((a, b) => a.layers - b.layers);
}

function measureFile(uri: string, rounds: number): Measured[] {
  const parsed = new Map<string, ParsedFile>();
  const load = (wanted: string) => {
    const path = fileURLToPath(wanted);
    const known = parsed.get(wanted);
    if (known || !existsSync(path)) return known;
    const made = parseSource(wanted, readFileSync(path, 'utf8'));
    parsed.set(wanted, made);
    return made;
  };
  return openProgram(uri, load).networks.map((declaration) => {
    const times: number[] = [];
    for (let round = -WARM_UP; round < rounds; round++) {
      const program = openProgram(uri, load);
      const started = process.cpuUsage();
      analyse(expandNetwork(program, declaration)!);
      const { user, system } = process.cpuUsage(started);
      if (round >= 0) times.push((user + system) / 1000);
    }
    times.sort((a, b) => a - b);
    const milliseconds = times[Math.floor(times.length / 2)]!;
    const { network, totals } = analyse(expandNetwork(openProgram(uri, load), declaration)!);
    const layers = certain(totals.layers);
    const bodies = bodiesOf(network.body);
    const nodes = bodies.reduce((total, body) => total + body.nodes.length, 0);
    return {
      network: network.name,
      layers,
      bodies: bodies.length,
      nodes,
      milliseconds: Number(milliseconds.toFixed(2)),
      'microseconds per layer': Number(((1000 * milliseconds) / layers).toFixed(2)),
      'microseconds per node': Number(((1000 * milliseconds) / nodes).toFixed(2)),
    };
  });
}
