/** What is told of a layer, a call or several of them together. */
import type { BodyView, Cost, LayerFigures, ReceptiveField } from '../../analysis/analysis.ts';
import { noCost } from '../../analysis/bodies.ts';
import type { Known } from '../../layers/known.ts';
import type { AnyLayer, LayerKind } from '../../layers/layer.ts';
import { dimensions } from '../../layers/shape.ts';
import type { Shape } from '../../layers/shape.ts';
import type { Node } from '../../network/network.ts';
import type { DiagramFacts, DiagramKind, Quantity } from '../../protocol/diagram.ts';
import { oncePer } from './oncePer.ts';
import { viewOf } from './steps.ts';
import type { Step } from './steps.ts';

const shapeOf = (shape: Shape | undefined): readonly number[] | undefined => shape && dimensions(shape);

export function fieldOf(field: ReceptiveField): DiagramFacts['field'] {
  if (field === undefined || field === 'global') return field;
  const { size, smallest, stride, padding, seen } = field;
  return { size, stride, padding, ...(smallest && { smallest }), ...(seen && { seen }) };
}

export function costOf({ analysed, node }: Step): Cost {
  return analysed.costs[node.index] ?? noCost;
}

/** Of a layer with its formulas; of a call with everything inside. */
export function factsOf(view: BodyView, step: Step): DiagramFacts {
  const { analysed, node } = step;
  const figures = node.kind === 'layer' ? analysed.layers[node.index] : undefined;
  const ends = { inputs: node.inputShapes.map(shapeOf), output: shapeOf(node.output) };
  const field = fieldAfter(view, step);
  return figures ? { ...ends, ...layerFacts(figures), field } : totalFacts(costOf(step), ends, field);
}

/** Of the step's result, where its body is called so. */
export function fieldAfter(view: BodyView, step: Step): DiagramFacts['field'] {
  return fieldOf(viewOf(view, step).fieldOf(step.node));
}

function layerFacts(
  figures: LayerFigures,
): Pick<DiagramFacts, 'parameters' | 'nonTrainable' | 'macs' | 'elementwise' | 'memory' | 'remarks'> {
  return {
    parameters: figures.parameters,
    nonTrainable: figures.nonTrainable,
    macs: figures.macs,
    elementwise: figures.elementwise,
    memory: figures.memory,
    remarks: figures.remarks,
  };
}

const quantity = (value: Known): Quantity | undefined => (value === undefined ? undefined : { value });

export function totalFacts(
  cost: Cost,
  ends: Pick<DiagramFacts, 'inputs' | 'output'>,
  field: DiagramFacts['field'],
): DiagramFacts {
  return {
    ...ends,
    parameters: quantity(cost.trainable),
    nonTrainable: cost.nonTrainable,
    macs: quantity(cost.macs),
    elementwise: quantity(cost.elementwise),
    memory: cost.memory,
    field,
    remarks: [],
  };
}

/** `Conv 3×3, 128 /2`, `Bottleneck(128, stride: 2)`, or the text of what could not be understood. */
export function titleOf({ analysed, node }: Step): string {
  if (node.kind !== 'layer') return node.text;
  const figures = analysed.layers[node.index];
  return figures?.applied ? appliedTitle(figures)(node.layer) : node.layer.name;
}

/** Equal layers have one object as their figures. */
const appliedTitle = oncePer(({ applied }: LayerFigures) =>
  oncePer((layer: AnyLayer): string => {
    const brief = applied && layer.brief?.(applied);
    return brief ? `${layer.name} ${brief}` : layer.name;
  }),
);

export function kindOf(node: Node): DiagramKind {
  return node.kind === 'layer'
    ? (node.layer.kind satisfies LayerKind)
    : node.kind === 'call'
      ? 'block'
      : 'broken';
}
