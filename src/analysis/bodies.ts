import type { Known } from '../layers/known.ts';
import { plus } from '../layers/known.ts';
import type { Body, Source } from '../network/network.ts';
import type { AnalysedBody, Cost, LayerFigures } from './analysis.ts';
import { layerFacts } from './layerFigures.ts';
import { bodyReaches } from './reaches.ts';
import type { Reaches } from './reaches.ts';

export const noCost: Cost = {
  layers: 0,
  trainable: 0,
  nonTrainable: 0,
  macs: 0,
  elementwise: 0,
  memory: 0,
  memoryWithoutInPlace: 0,
};

/** Of a step that is not understood: not even how many layers it stands for is known. */
const unknownCost: Cost = {
  layers: undefined,
  trainable: undefined,
  nonTrainable: undefined,
  macs: undefined,
  elementwise: undefined,
  memory: undefined,
  memoryWithoutInPlace: undefined,
};

type Sum = { -readonly [Quantity in keyof Cost]: Cost[Quantity] };

function addTo(sum: Sum, cost: Cost) {
  sum.layers = plus(sum.layers, cost.layers);
  sum.trainable = plus(sum.trainable, cost.trainable);
  sum.nonTrainable = plus(sum.nonTrainable, cost.nonTrainable);
  sum.macs = plus(sum.macs, cost.macs);
  sum.elementwise = plus(sum.elementwise, cost.elementwise);
  sum.memory = plus(sum.memory, cost.memory);
  sum.memoryWithoutInPlace = plus(sum.memoryWithoutInPlace, cost.memoryWithoutInPlace);
}

/** What several steps cost together. */
export function totalCost(costs: Iterable<Cost>): Cost {
  const total: Sum = { ...noCost };
  for (const cost of costs) addTo(total, cost);
  return total;
}

/** What is known of a body wherever it stands. */
type BodyFigures = Omit<RelativeBody, 'body'>;

/** A body with what holds relative to its inputs, which the views of its calls make absolute. */
export interface RelativeBody extends AnalysedBody {
  /** By node index and body input; undefined where that is not known. */
  readonly reaches: Reaches;
  /**
   * Layers that count on the longest path from each input, by node index; -Infinity where there is none. Undefined
   * where a step on the way is not understood.
   */
  readonly depths: readonly Known<readonly number[]>[];
}

const analysed = new WeakMap<Body, RelativeBody>();
const figures = new WeakMap<Body['identity'], BodyFigures>();

/** Analyses a body once, however often it is called, by whomever and wherever it stands. */
export function analyseBody(body: Body): RelativeBody {
  const known = analysed.get(body);
  if (known) return known;
  const found = figures.get(body.identity) ?? analyseAnew(body);
  figures.set(body.identity, found);
  const made = { ...found, body };
  analysed.set(body, made);
  return made;
}

function analyseAnew(body: Body): BodyFigures {
  const count = body.inputs.length;
  const inputDepths = body.inputs.map((_, input) =>
    Array.from({ length: count }, (__, other) => (input === other ? 0 : -Infinity)),
  );
  const depths: Known<readonly number[]>[] = [];
  const layers: (LayerFigures | undefined)[] = [];
  const costs: Cost[] = [];
  const cost: Sum = { ...noCost };
  const auxiliaryCost: Sum = { ...noCost };
  let complete = true;
  let last: RelativeBody | undefined;
  const depthOf = (source: Source) => ('node' in source ? depths[source.node] : inputDepths[source.input]!);
  const nowhere = Array.from({ length: count }, () => -Infinity);

  for (const node of body.nodes) {
    let nodeCost = noCost;
    let depth: Known<readonly number[]>;
    let figures: LayerFigures | undefined;
    switch (node.kind) {
      case 'layer': {
        const facts = layerFacts(node);
        figures = facts.figures;
        nodeCost = facts.cost;
        const { gates } = facts;
        const added = node.layer.countsInDepth ? 1 : 0;
        if (node.inputs.length === 1 && gates?.length === 0 && added === 0) depth = depthOf(node.inputs[0]!);
        else if (gates) {
          let longest: number[] | undefined = nowhere.slice();
          for (const [index, source] of node.inputs.entries()) {
            if (!gates.some(({ operand }) => operand === index))
              longest = lengthened(longest, depthOf(source), added);
          }
          depth = longest;
        }
        complete &&= figures.applied !== undefined;
        break;
      }
      case 'call': {
        // Neighbours are often alike.
        const inner: RelativeBody = node.body === last?.body ? last : analyseBody(node.body);
        last = inner;
        nodeCost = inner.cost;
        addTo(auxiliaryCost, inner.auxiliaryCost);
        complete &&= inner.complete;
        const { output } = node.body;
        const within =
          'node' in output ? inner.depths[output.node] : passedAlong(node.inputs.length, output.input);
        if (!within) break;
        let longest: number[] | undefined = nowhere.slice();
        for (const [index, source] of node.inputs.entries()) {
          if (within[index] !== -Infinity) longest = lengthened(longest, depthOf(source), within[index]!);
        }
        depth = longest;
        break;
      }
      case 'broken':
        nodeCost = unknownCost;
        complete = false;
        break;
    }
    depths.push(depth);
    layers.push(figures);
    costs.push(nodeCost);
    addTo(node.auxiliary === undefined ? cost : auxiliaryCost, nodeCost);
  }
  if (body.inputs.includes(undefined)) complete = false;
  const reaches = bodyReaches(body, (called) => analyseBody(called));
  return { layers, costs, cost, auxiliaryCost, complete, reaches, depths };
}

const passedAlong = (inputs: number, input: number) =>
  Array.from({ length: inputs }, (_, other) => (input === other ? 0 : -Infinity));

/** Takes the paths that lead on from where `before` leads, as far as they are the longest. */
function lengthened(
  longest: number[] | undefined,
  before: Known<readonly number[]>,
  further: number,
): number[] | undefined {
  if (!longest || !before) return undefined;
  for (let input = 0; input < longest.length; input++) {
    longest[input] = Math.max(longest[input]!, before[input]! + further);
  }
  return longest;
}
