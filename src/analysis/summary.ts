import { dimensions } from '../layers/shape.ts';
import type { AnalysedNetwork, ReceptiveField } from './analysis.ts';
import { isHandedOn, layersOf } from './views.ts';

type Sides = readonly [number, number];
export type FieldSummary = { readonly size: Sides; readonly stride: Sides; readonly padding: Sides } | null;

/** What `cnn summary --json` prints for a network. Unknown after a mistake is null, an unknown shape empty. */
export interface NetworkSummary {
  readonly network: string;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly parameters: { readonly trainable: number; readonly nonTrainable: number };
  readonly macs: number;
  /** Bytes of every layer's output: float32, one image. */
  readonly activationMemory: number;
  readonly depth: number;
  readonly receptiveField: FieldSummary;
  /** Without those of the auxiliary heads, and each `Identity` that only brings a merge its operand; `parameters` are the trainable ones. */
  readonly layers: readonly {
    readonly name: string;
    readonly type: string;
    readonly output: readonly number[];
    readonly parameters: number;
    readonly macs: number;
    readonly receptiveField: FieldSummary;
  }[];
}

export function summaryOf(analysed: AnalysedNetwork): NetworkSummary {
  const { network, totals } = analysed;
  return {
    network: network.name,
    input: network.input ? dimensions(network.input) : [],
    output: totals.output ? dimensions(totals.output) : [],
    parameters: { trainable: totals.parameters.trainable, nonTrainable: totals.parameters.nonTrainable },
    macs: totals.macs,
    activationMemory: totals.memory.forward,
    depth: totals.depth,
    receptiveField: fieldSummary(totals.receptiveField),
    layers: layersOf(analysed)
      .filter(({ auxiliary, body, node }) => !auxiliary && !isHandedOn(body, node))
      .map(({ name, node, figures, field }) => ({
        name,
        type: node.layer.name,
        output: node.output ? dimensions(node.output) : [],
        parameters: figures.parameters.value,
        macs: figures.macs.value,
        receptiveField: fieldSummary(field),
      })),
  };
}

function fieldSummary(field: ReceptiveField): FieldSummary {
  return field ? { size: field.size, stride: field.stride, padding: field.padding } : null;
}
