import type { AppliedLayer } from '../../../layers/layer.ts';
import { bodiesOf } from '../../../network/network.ts';
import type { Body, CallNode, LayerNode, Node, Source } from '../../../network/network.ts';
import type { ParsedFile } from '../../../syntax/parsedFile.ts';
import type { AnalysedNetwork, LayerFigures } from '../../analysis.ts';
import { analyseBody } from '../../bodies.ts';
import type { RelativeBody } from '../../bodies.ts';
import type { BodyFacts, Reader } from './facts.ts';
import { factsOf } from './facts.ts';
import type { CallSite, Mistake } from '../../../syntax/mistakes.ts';
import { exact } from '../../../wording/figures.ts';

/** The texts that a network is made from, by URI. */
export type Sources = (uri: string) => ParsedFile | undefined;

/** A layer as it stands in a body, its arguments, inputs and output known. */
export interface ReviewedLayer {
  readonly body: Body;
  readonly node: LayerNode;
  readonly figures: LayerFigures;
  readonly applied: AppliedLayer;
}

interface Caller {
  readonly body: Body;
  readonly node: CallNode;
}

/**
 * One network under review: its different bodies and how values go from one to another. A body is looked at once,
 * however often it is called, so that a review costs what the different bodies hold.
 */
export class Reviewing {
  readonly network: AnalysedNetwork;
  readonly sources: Sources;
  /** Every different body, callers before the bodies that only they call; first the network's own. */
  readonly bodies: readonly Body[];
  #callers: Map<Body, Caller[]> | undefined;

  constructor(network: AnalysedNetwork, sources: Sources) {
    this.network = network;
    this.sources = sources;
    this.bodies = bodiesOf(network.network.body);
  }

  analysed(body: Body): RelativeBody {
    return analyseBody(body);
  }

  facts(body: Body): BodyFacts {
    return factsOf(body);
  }

  /** A layer with its figures; undefined where something about it is unknown. */
  layer(body: Body, node: Node): ReviewedLayer | undefined {
    if (node.kind !== 'layer') return undefined;
    const figures = this.analysed(body).layers[node.index];
    return figures?.applied && { body, node, figures, applied: figures.applied };
  }

  callers(body: Body): readonly Caller[] {
    this.#callers ??= callersIn(this.bodies);
    return this.#callers.get(body) ?? [];
  }

  /** The steps of the same body that read a value. */
  readers(body: Body, source: Source): readonly Reader[] {
    return this.facts(body).readers()(source);
  }

  /** The shortest chain of calls that leads to a body, outermost first. */
  chainTo(body: Body): readonly CallSite[] {
    const chain: CallSite[] = [];
    for (let at = this.callers(body)[0]; at; at = this.callers(at.body)[0]) {
      chain.push({ text: `in ${at.node.text}`, location: at.node.location });
    }
    return chain.reverse();
  }
}

function callersIn(bodies: readonly Body[]): Map<Body, Caller[]> {
  const callers = new Map<Body, Caller[]>();
  for (const body of bodies) {
    for (const node of body.nodes) {
      if (node.kind !== 'call') continue;
      const known = callers.get(node.body);
      if (known) known.push({ body, node });
      else callers.set(node.body, [{ body, node }]);
    }
  }
  return callers;
}

export const sameSource = (a: Source, b: Source) =>
  'node' in a ? 'node' in b && a.node === b.node : 'input' in b && a.input === b.input;

/** A body gives the value out, as its result or that of an auxiliary head. */
export const givesOut = (body: Body, source: Source) =>
  sameSource(body.output, source) || body.auxiliaries.some((head) => sameSource(head.output, source));

/** One warning of the reviewer's: everything that it has to say of a network. */
export type Warning = (reviewing: Reviewing) => readonly Mistake[];

/** `3 rows`, `1 row` */
export const counted = (count: number, what: string) => `${exact(count)} ${what}${count === 1 ? '' : 's'}`;

/** A share of 1 in percent, never rounded to none or all: `27 %`, `0.9 %`. */
export function percent(share: number): string {
  const hundredths = 100 * share;
  const digits = hundredths < 1 || hundredths > 99 ? 1 : 0;
  return `${Math.min(Math.max(hundredths, 0.1), 99.9).toFixed(digits)} %`;
}
