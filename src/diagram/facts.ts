/** What is told of a layer, a call or several of them together. */
import type { BodyView, Cost, LayerFigures, ReceptiveField } from '../analysis/analysis.ts';
import { noCost } from '../analysis/bodies.ts';
import type { LayerKind } from '../layers/layer.ts';
import { dimensions } from '../layers/shape.ts';
import type { Shape } from '../layers/shape.ts';
import type { Node } from '../network/network.ts';
import type { DiagramFacts, DiagramField, DiagramKind } from '../protocol/diagram.ts';

export const shapeOf = (shape: Shape | undefined): readonly number[] | undefined =>
  shape && dimensions(shape);

export function fieldOf(field: ReceptiveField): DiagramField | null | undefined {
  return field && { size: field.size, stride: field.stride, padding: field.padding };
}

const quantities = Object.keys(noCost) as readonly (keyof Cost)[];

export function totalCost(costs: readonly Cost[]): Cost {
  const total = { ...noCost } as Record<keyof Cost, number>;
  for (const cost of costs) for (const quantity of quantities) total[quantity] += cost[quantity];
  return total;
}

export function costOf(view: BodyView, node: Node): Cost {
  return view.analysed.costs[node.index] ?? noCost;
}

/** Of a layer with its formulas; of a call with everything inside. */
export function factsOf(view: BodyView, node: Node): DiagramFacts {
  const figures = node.kind === 'layer' ? view.analysed.layers[node.index] : undefined;
  const ends = { inputs: node.inputShapes.map(shapeOf), output: shapeOf(node.output) };
  const field = fieldOf(view.fieldOf(node));
  return figures ? { ...ends, ...layerFacts(figures), field } : totalFacts(costOf(view, node), ends, field);
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

export function totalFacts(
  cost: Cost,
  ends: Pick<DiagramFacts, 'inputs' | 'output'>,
  field: DiagramField | null | undefined,
): DiagramFacts {
  return {
    ...ends,
    parameters: { value: cost.trainable },
    nonTrainable: cost.nonTrainable,
    macs: { value: cost.macs },
    elementwise: { value: cost.elementwise },
    memory: cost.memory,
    field,
    remarks: [],
  };
}

/** `Conv 3×3, 128 /2`, `Bottleneck(128, stride: 2)`, or the text of what could not be understood. */
export function titleOf(view: BodyView, node: Node): string {
  if (node.kind !== 'layer') return node.text;
  const applied = view.analysed.layers[node.index]?.applied;
  const brief = applied && node.layer.brief?.(applied);
  return brief ? `${node.layer.name} ${brief}` : node.layer.name;
}

export function kindOf(node: Node): DiagramKind {
  return node.kind === 'layer'
    ? (node.layer.kind satisfies LayerKind)
    : node.kind === 'call'
      ? 'block'
      : 'broken';
}
