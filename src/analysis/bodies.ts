import type { AsFarAsKnown, Known, PartlyKnownLayer } from '../layers/known.ts';
import { asFarAsKnown, plus, wholeInputs } from '../layers/known.ts';
import type { AnyLayer, AppliedLayer, FieldStep, Figure, WeightSpec } from '../layers/layer.ts';
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
  readonly reaches: readonly (readonly Reach[] | undefined)[];
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
  const inputReaches = body.inputs.map((_, input) =>
    Array.from({ length: count }, (__, other) => (input === other ? itself : unreached)),
  );
  const inputDepths = body.inputs.map((_, input) =>
    Array.from({ length: count }, (__, other) => (input === other ? 0 : -Infinity)),
  );
  const reaches: (readonly Reach[] | undefined)[] = [];
  const depths: Known<readonly number[]>[] = [];
  const layers: (LayerFigures | undefined)[] = [];
  const costs: Cost[] = [];
  const cost: Sum = { ...noCost };
  const auxiliaryCost: Sum = { ...noCost };
  let complete = true;
  let last: RelativeBody | undefined;
  const reachOf = (source: Source) =>
    'node' in source ? reaches[source.node] : body.inputs[source.input] && inputReaches[source.input];
  const depthOf = (source: Source) => ('node' in source ? depths[source.node] : inputDepths[source.input]!);
  const nowhere = Array.from({ length: count }, () => -Infinity);

  for (const node of body.nodes) {
    const operands = node.inputs.map(reachOf);
    const known = operands.every((operand) => operand !== undefined);
    let nodeCost = noCost;
    let reach: readonly Reach[] | undefined;
    let depth: Known<readonly number[]>;
    let figures: LayerFigures | undefined;
    switch (node.kind) {
      case 'layer': {
        const facts = layerFacts(node);
        figures = facts.figures;
        nodeCost = facts.cost;
        const { gates, step } = facts;
        const added = node.layer.countsInDepth ? 1 : 0;
        if (node.inputs.length === 1 && gates?.length === 0 && added === 0) depth = depthOf(node.inputs[0]!);
        else if (gates) {
          let longest: number[] | undefined = nowhere.slice();
          for (const [index, source] of node.inputs.entries()) {
            if (!gates.includes(index)) longest = lengthened(longest, depthOf(source), added);
          }
          depth = longest;
        }
        if (step && gates && known) reach = layerReach(operands, step, gates, count);
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
        if (known) {
          const outputReach =
            'node' in output ? inner.reaches[output.node] : passedOn(node.body.inputs.length, output.input);
          if (outputReach) reach = callReach(operands, outputReach, count);
        }
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

function costOf(node: LayerNode, figures: LayerFigures): Cost {
  return {
    layers: 1,
    trainable: figures.parameters?.value,
    nonTrainable: figures.nonTrainable,
    macs: figures.macs?.value,
    elementwise: figures.elementwise?.value,
    memory: figures.memory,
    memoryWithoutInPlace: node.layer.inPlace ? 0 : figures.memory,
  };
}

interface LayerFacts {
  readonly figures: LayerFigures;
  readonly cost: Cost;
  readonly gates: Known<readonly number[]>;
  readonly step: Known<FieldStep>;
}

/** By checked arguments, of which there is one object for a layer with these arguments on these shapes. */
const ofApplied = new WeakMap<object, LayerFacts>();

function layerFacts(node: LayerNode): LayerFacts {
  const before = node.arguments && ofApplied.get(node.arguments);
  if (before) return before;
  const { layer } = node;
  const known = partly(node);
  const far = asFarAsKnown(known);
  const figures = layerFigures(known, far);
  const made = {
    figures,
    cost: costOf(node, figures),
    gates: layer.gates ? far((applied) => layer.gates!(applied)) : noGates,
    step: far((applied) => layer.receptiveField(applied)),
  };
  if (node.arguments) ofApplied.set(node.arguments, made);
  return made;
}

const nothing: Figure = { value: 0, formula: '0' };
const size = ({ shape }: WeightSpec) => shape.reduce((product, side) => product * side, 1);

const noGates: readonly number[] = [];
const nothingUnknown: ReadonlySet<string> = new Set();

const partly = ({
  layer,
  arguments: given,
  partly: some,
  inputShapes,
  output,
}: LayerNode): PartlyKnownLayer => ({
  layer,
  arguments: some ?? (given && { values: given, unknown: nothingUnknown }),
  inputs: inputShapes,
  output,
});

function layerFigures(known: PartlyKnownLayer, far: AsFarAsKnown): LayerFigures {
  const { layer, output } = known;
  const weights = far((each) => layer.weights?.(each) ?? []);
  const applied = wholly(known);
  return {
    applied,
    weights: applied && weights,
    parameters: weights && parametersOf(layer, weights, far),
    nonTrainable: far((each) => untrained(layer.weights?.(each) ?? [])),
    macs: far((each) => layer.macs?.(each) ?? nothing),
    elementwise: far((each) => layer.elementwise?.(each) ?? nothing),
    memory: layer.passesOn ? output && 0 : output && elements(output) * bytesPerNumber,
    remarks: (applied && layer.remarks?.(applied)) ?? [],
  };
}

/** The layer, where nothing of it is unknown. */
function wholly(known: PartlyKnownLayer): AppliedLayer | undefined {
  const { arguments: given, output } = known;
  const inputs = wholeInputs(known);
  if (!given || given.unknown.size > 0 || !output || !inputs) return undefined;
  return { arguments: given.values, inputs, output };
}

const untrained = (specs: readonly WeightSpec[]) => total(specs.filter(({ trainable }) => !trainable));
const total = (specs: readonly WeightSpec[]) => specs.reduce((sum, weight) => sum + size(weight), 0);

function parametersOf(layer: AnyLayer, weights: readonly WeightSpec[], far: AsFarAsKnown): Known<Figure> {
  const trainable = weights.filter((weight) => weight.trainable);
  if (trainable.length === 0) return nothing;
  const formula = layer.parameterFormula
    ? far((applied) => layer.parameterFormula!(applied))
    : trainable.map(({ shape }) => shape.join('·')).join(' + ');
  return formula === undefined ? undefined : { value: total(trainable), formula };
}
