import type { AppliedLayer, Figure, WeightSpec } from '../layers/layer.ts';
import { elements } from '../layers/shape.ts';
import type { Body, LayerNode, Source } from '../network/network.ts';
import type { AnalysedBody, Cost, LayerFigures } from './analysis.ts';
import { callReach, itself, layerReach, unreached } from './fields.ts';
import type { Reach } from './fields.ts';

export const bytesPerNumber = 4;

export const noCost: Cost = {
  layers: 0,
  trainable: 0,
  nonTrainable: 0,
  macs: 0,
  elementwise: 0,
  memory: 0,
  memoryWithoutInPlace: 0,
};

type Sum = { -readonly [Quantity in keyof Cost]: Cost[Quantity] };

function addTo(sum: Sum, cost: Cost) {
  sum.layers += cost.layers;
  sum.trainable += cost.trainable;
  sum.nonTrainable += cost.nonTrainable;
  sum.macs += cost.macs;
  sum.elementwise += cost.elementwise;
  sum.memory += cost.memory;
  sum.memoryWithoutInPlace += cost.memoryWithoutInPlace;
}

/** What is known of a body wherever it stands. */
type BodyFigures = Omit<RelativeBody, 'body'>;

/** A body with what holds relative to its inputs, which the views of its calls make absolute. */
export interface RelativeBody extends AnalysedBody {
  /** By node index and body input; undefined where the node's shape is unknown. */
  readonly reaches: readonly (readonly Reach[] | undefined)[];
  /** Layers that count on the longest path from each input, by node index; -Infinity where there is none. */
  readonly depths: readonly (readonly number[])[];
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
  const inputReaches = body.inputs.map((_, input) =>
    Array.from({ length: count }, (__, other) => (input === other ? itself : unreached)),
  );
  const inputDepths = body.inputs.map((_, input) =>
    Array.from({ length: count }, (__, other) => (input === other ? 0 : -Infinity)),
  );
  const reaches: (readonly Reach[] | undefined)[] = [];
  const depths: (readonly number[])[] = [];
  const layers: (LayerFigures | undefined)[] = [];
  const costs: Cost[] = [];
  const cost: Sum = { ...noCost };
  const auxiliaryCost: Sum = { ...noCost };
  let complete = true;
  let last: RelativeBody | undefined;
  const reachOf = (source: Source) =>
    'node' in source ? reaches[source.node] : body.inputs[source.input] && inputReaches[source.input];
  const depthOf = (source: Source) => ('node' in source ? depths[source.node]! : inputDepths[source.input]!);
  const nowhere = Array.from({ length: count }, () => -Infinity);

  for (const node of body.nodes) {
    const operands = node.inputs.map(reachOf);
    const known = node.output !== undefined && operands.every((operand) => operand !== undefined);
    let nodeCost = noCost;
    let reach: readonly Reach[] | undefined;
    let depth: readonly number[] = nowhere;
    let figures: LayerFigures | undefined;
    switch (node.kind) {
      case 'layer': {
        const facts = layerFacts(node);
        figures = facts.figures;
        nodeCost = facts.cost;
        const { applied } = figures;
        const gates = (applied && node.layer.gates?.(applied)) ?? [];
        const added = node.layer.countsInDepth ? 1 : 0;
        if (node.inputs.length === 1 && gates.length === 0 && added === 0) depth = depthOf(node.inputs[0]!);
        else {
          const longest = nowhere.slice();
          for (const [index, source] of node.inputs.entries()) {
            if (!gates.includes(index)) lengthen(longest, depthOf(source), added);
          }
          depth = longest;
        }
        if (applied && known) reach = layerReach(operands, node.layer.receptiveField(applied), gates, count);
        complete &&= applied !== undefined;
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
        if (known) {
          const outputReach =
            'node' in output ? inner.reaches[output.node] : passedOn(node.body.inputs.length, output.input);
          if (outputReach) reach = callReach(operands, outputReach, count);
        }
        const longest = nowhere.slice();
        for (const [index, source] of node.inputs.entries()) {
          const inside =
            'node' in output ? inner.depths[output.node]![index]! : output.input === index ? 0 : -Infinity;
          lengthen(longest, depthOf(source), inside);
        }
        depth = longest;
        break;
      }
      case 'broken':
        complete = false;
        break;
    }
    reaches.push(reach);
    depths.push(depth);
    layers.push(figures);
    costs.push(nodeCost);
    addTo(node.auxiliary === undefined ? cost : auxiliaryCost, nodeCost);
  }
  if (body.inputs.includes(undefined)) complete = false;
  return { layers, costs, cost, auxiliaryCost, complete, reaches, depths };
}

const passedOn = (inputs: number, input: number) =>
  Array.from({ length: inputs }, (_, other) => (input === other ? itself : unreached));

/** Takes the paths that lead on from where `before` leads, as far as they are the longest. */
function lengthen(longest: number[], before: readonly number[], further: number) {
  for (let input = 0; input < longest.length; input++) {
    longest[input] = Math.max(longest[input]!, before[input]! + further);
  }
}

function costOf(node: LayerNode, figures: LayerFigures): Cost {
  if (!figures.applied) return { ...noCost, layers: 1 };
  return {
    layers: 1,
    trainable: figures.parameters.value,
    nonTrainable: figures.nonTrainable,
    macs: figures.macs.value,
    elementwise: figures.elementwise.value,
    memory: figures.memory,
    memoryWithoutInPlace: node.layer.inPlace ? 0 : figures.memory,
  };
}

interface LayerFacts {
  readonly figures: LayerFigures;
  readonly cost: Cost;
}

/** By checked arguments, of which there is one object for a layer with these arguments on these shapes. */
const ofApplied = new WeakMap<object, LayerFacts>();

function layerFacts(node: LayerNode): LayerFacts {
  const known = node.arguments && ofApplied.get(node.arguments);
  if (known) return known;
  const figures = layerFigures(node);
  const made = { figures, cost: costOf(node, figures) };
  if (node.arguments) ofApplied.set(node.arguments, made);
  return made;
}

const nothing: Figure = { value: 0, formula: '0' };
const size = ({ shape }: WeightSpec) => shape.reduce((product, side) => product * side, 1);

function layerFigures({ layer, arguments: given, inputShapes, output }: LayerNode): LayerFigures {
  const inputs = inputShapes.filter((shape) => shape !== undefined);
  if (!given || !output || inputs.length < inputShapes.length) {
    return {
      applied: undefined,
      weights: [],
      parameters: nothing,
      nonTrainable: 0,
      macs: nothing,
      elementwise: nothing,
      memory: 0,
      remarks: [],
    };
  }
  const applied = { arguments: given, inputs, output } as AppliedLayer;
  const weights = layer.weights?.(applied) ?? [];
  const trainable = weights.filter((weight) => weight.trainable);
  const sum = (specs: readonly WeightSpec[]) => specs.reduce((total, weight) => total + size(weight), 0);
  const formula =
    trainable.length === 0
      ? '0'
      : (layer.parameterFormula?.(applied) ?? trainable.map(({ shape }) => shape.join('·')).join(' + '));
  return {
    applied,
    weights,
    parameters: { value: sum(trainable), formula },
    nonTrainable: sum(weights) - sum(trainable),
    macs: layer.macs?.(applied) ?? nothing,
    elementwise: layer.elementwise?.(applied) ?? nothing,
    memory: layer.passesOn ? 0 : elements(output) * bytesPerNumber,
    remarks: layer.remarks?.(applied) ?? [],
  };
}
