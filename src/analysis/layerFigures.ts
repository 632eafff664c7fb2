import type { AsFarAsKnown, Known, PartlyKnownLayer } from '../layers/known.ts';
import { asFarAsKnown, wholeInputs } from '../layers/known.ts';
import type { AnyLayer, AppliedLayer, FieldStep, Figure, WeightSpec } from '../layers/layer.ts';
import type { Shape } from '../layers/shape.ts';
import { elements } from '../layers/shape.ts';
import type { LayerNode } from '../network/network.ts';
import type { Cost, LayerFigures } from './analysis.ts';
import type { Gate } from './sights.ts';

export const bytesPerNumber = 4;

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

export interface LayerFacts {
  readonly figures: LayerFigures;
  readonly cost: Cost;
  readonly gates: Known<readonly Gate[]>;
  readonly step: Known<FieldStep>;
}

/** By checked arguments, of which there is one object for a layer with these arguments on these shapes. */
const ofApplied = new WeakMap<object, LayerFacts>();

/** What is known of a layer wherever it stands. */
export function layerFacts(node: LayerNode): LayerFacts {
  const before = node.arguments && ofApplied.get(node.arguments);
  if (before) return before;
  const { layer } = node;
  const known = partly(node);
  const far = asFarAsKnown(known);
  const figures = layerFigures(known, far);
  const made = {
    figures,
    cost: costOf(node, figures),
    gates: layer.gates ? far((applied) => gatesOf(layer, applied)) : noGates,
    step: far((applied) => layer.receptiveField(applied)),
  };
  if (node.arguments) ofApplied.set(node.arguments, made);
  return made;
}

const nothing: Figure = { value: 0, formula: '0' };
const size = ({ shape }: WeightSpec) => shape.reduce((product, side) => product * side, 1);

const noGates: readonly Gate[] = [];

const gatesOf = (layer: AnyLayer, applied: AppliedLayer): readonly Gate[] =>
  (layer.gates?.(applied) ?? []).map((operand) => gate(operand, applied.inputs[operand]!, applied.output));

function gate(operand: number, input: Shape, output: Shape): Gate {
  if (output.kind === 'vector') return { operand, stretches: [false, false], units: undefined };
  const units = [output.height, output.width] as const;
  if (input.kind === 'vector') return { operand, stretches: [true, true], units };
  return { operand, stretches: [input.height < output.height, input.width < output.width], units };
}

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
