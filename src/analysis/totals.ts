import type { Body, ExpandedNetwork, Source } from '../network/network.ts';
import type { ReceptiveField, Totals } from './analysis.ts';
import { analyseBody } from './bodies.ts';
import { asReceptiveField } from './sights.ts';
import { peakMemory, trainingMemory } from './memory.ts';
import type { CallView } from './views.ts';
import { rootViewOf } from './views.ts';

const totals = new WeakMap<Body['identity'], Totals>();

/** What a network is as a whole, computed once wherever it stands. */
export function totalsOf(network: ExpandedNetwork): Totals {
  const { identity } = network.body;
  const known = totals.get(identity);
  if (known) return known;
  const made = sumUp(network);
  totals.set(identity, made);
  return made;
}

function sumUp({ body, input }: ExpandedNetwork): Totals {
  const { cost, auxiliaryCost, complete, depths } = analyseBody(body);
  const depth = 'node' in body.output ? depths[body.output.node]?.[0] : 0;
  return {
    complete: complete && input !== undefined,
    layers: cost.layers,
    parameters: {
      trainable: cost.trainable,
      nonTrainable: cost.nonTrainable,
      auxiliary: auxiliaryCost.trainable,
    },
    macs: cost.macs,
    auxiliaryMacs: auxiliaryCost.macs,
    elementwise: cost.elementwise,
    memory: {
      forward: cost.memory,
      withoutInPlace: cost.memoryWithoutInPlace,
      // Nobody waits for these at a keystroke; both are remembered with the bodies.
      get peak() {
        return peakMemory(body, [true]);
      },
      get training() {
        return trainingMemory(body);
      },
    },
    depth: depth === undefined ? undefined : Math.max(0, depth),
    receptiveField: input && lastLocalField(body),
    output: 'node' in body.output ? body.nodes[body.output.node]?.output : input,
  };
}

/** The field of the last value before the first global layer on the way to the output; gates left out. */
function lastLocalField(body: Body): ReceptiveField {
  return lastLocal(rootViewOf(body), ['global']);
}

/** Of the two the larger, of which one that is still global has nothing before it. */
const larger = (a: ReceptiveField, b: ReceptiveField): ReceptiveField => {
  if (a === undefined || b === undefined) return undefined;
  if (a === 'global' || b === 'global') return a === 'global' ? b : a;
  return b.size[0] * b.size[1] > a.size[0] * a.size[1] ? b : a;
};

/** `inputs`: the last local fields before the body's inputs where those are global. */
function lastLocal(view: CallView, inputs: readonly ReceptiveField[]): ReceptiveField {
  const { body, analysed } = view;
  const found = new Map<number, ReceptiveField>();
  const globals = neededGlobals(view);
  const lastOf = (source: Source): ReceptiveField => {
    const sight = view.sightOf(source);
    const field = sight && asReceptiveField(sight);
    if (field !== 'global') return field;
    return 'input' in source ? inputs[source.input] : found.get(source.node);
  };
  for (const index of globals) {
    const node = body.nodes[index]!;
    if (node.kind === 'call') {
      found.set(index, lastLocal(view.open(node)!, node.inputs.map(lastOf)));
      continue;
    }
    const applied = analysed.layers[index]?.applied;
    const gates = (node.kind === 'layer' && applied && node.layer.gates?.(applied)) || [];
    const before = node.inputs.filter((_, operand) => !gates.includes(operand)).map(lastOf);
    found.set(index, before.reduce(larger, 'global'));
  }
  return lastOf(body.output);
}

/** The nodes with a global result that the output is made from, in order. */
function neededGlobals(view: CallView): number[] {
  const { body } = view;
  const needed = new Set<number>();
  const need = (source: Source) => {
    const sight = view.sightOf(source);
    if ('node' in source && sight && asReceptiveField(sight) === 'global') needed.add(source.node);
  };
  need(body.output);
  for (let index = body.nodes.length - 1; index >= 0; index--) {
    if (needed.has(index)) body.nodes[index]!.inputs.forEach(need);
  }
  return [...needed].sort((a, b) => a - b);
}
