import { pairText } from '../../layers/parts/windows.ts';
import { shapeText } from '../../layers/shape.ts';
import type { Body, Node, Source } from '../../network/network.ts';
import type { Reader } from './evidence/facts.ts';
import type { ReviewedLayer, Reviewing } from './evidence/reviewing.ts';
import { givesOut, percent } from './evidence/reviewing.ts';
import { pairOf, readAlong } from './evidence/windowsOf.ts';
import { argumentAt } from './evidence/written.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

/**
 * A stride larger than the kernel, where nothing else reads the pixels left out. So a shortcut's 1x1 is fine beside
 * a path that reads everything; a pooling of 1 is how subsampling is written; and a residual unit whose paths leave
 * out the same pixels (ResNet as published) is taken as meant.
 */
export function strideSkips(reviewing: Reviewing): readonly Mistake[] {
  if (!reviewing.bodies.some((body) => reviewing.facts(body).skips)) return [];
  const reading = new Reading(reviewing);
  const [root] = reviewing.bodies;
  const found: Mistake[] = [];
  for (const body of reviewing.bodies) {
    const values: Source[] = body.nodes.map(({ index }) => ({ node: index }));
    if (body === root) values.unshift({ input: 0 });
    for (const value of values) {
      if (isReadInside(reviewing, body, value)) continue;
      for (const skipper of reading.skippersOf(body, value)) found.push(told(reviewing, skipper));
    }
  }
  return found;
}

/** A block's result, read inside the block already. */
function isReadInside(reviewing: Reviewing, body: Body, value: Source): boolean {
  const node = 'node' in value ? body.nodes[value.node] : undefined;
  if (node?.kind !== 'call') return false;
  const { output } = node.body;
  return 'input' in output || reviewing.readers(node.body, output).length > 0;
}

class Reading {
  readonly #reviewing: Reviewing;
  readonly #ofInputs = new Map<Body, (readonly ReviewedLayer[])[]>();

  constructor(reviewing: Reviewing) {
    this.#reviewing = reviewing;
  }

  /** The layers that read a value and skip pixels; none where something reads all of it, or it is given out. */
  skippersOf(body: Body, value: Source): readonly ReviewedLayer[] {
    if (givesOut(body, value)) return [];
    const readers = this.#reviewing.readers(body, value);
    const skippers: ReviewedLayer[] = [];
    for (const reader of readers) {
      const inner = this.#skippersIn(body, reader);
      if (inner.length === 0) return [];
      skippers.push(...inner);
    }
    return readers.length > 1 && isResidualUnit(body, readers) ? [] : skippers;
  }

  #skippersIn(body: Body, { node: index, operand }: Reader): readonly ReviewedLayer[] {
    const node = body.nodes[index]!;
    if (node.kind === 'call') {
      const known = this.#ofInputs.get(node.body) ?? [];
      this.#ofInputs.set(node.body, known);
      return (known[operand] ??= this.skippersOf(node.body, { input: operand }));
    }
    const { share, windows } = this.#reviewing.facts(body).layers[node.index] ?? {};
    const layer = this.#reviewing.layer(body, node);
    if (!layer || !windows || share === undefined || share === 1) return [];
    const isSubsampling =
      layer.node.layer.kind === 'pooling' && windows.kernel[0] === 1 && windows.kernel[1] === 1;
    return isSubsampling ? [] : [layer];
  }
}

/** Whether what several steps make of a value is merged again in the same body, element by element. */
function isResidualUnit(body: Body, readers: readonly Reader[]): boolean {
  const reached = new Map<number, Set<number>>();
  for (const { node } of readers) reached.set(node, new Set([node]));
  for (const node of body.nodes) {
    const from = new Set(
      node.inputs.flatMap((source) => ('node' in source ? [...(reached.get(source.node) ?? [])] : [])),
    );
    const own = reached.get(node.index);
    if (own) for (const start of from) own.add(start);
    else if (from.size > 0) reached.set(node.index, from);
    if (node.kind !== 'layer' || !isElementwise(node)) continue;
    const operands = node.inputs.map((source) => ('node' in source ? reached.get(source.node) : undefined));
    if (readers.every((reader) => operands.some((operand) => operand?.has(reader.node)))) return true;
  }
  return false;
}

/** A merge of values of equal shape. */
const isElementwise = ({ layer, inputShapes, output }: Extract<Node, { kind: 'layer' }>) =>
  layer.operands === 'many' &&
  inputShapes.every((shape) => shape && output && shapeText(shape) === shapeText(output));

function told(reviewing: Reviewing, { body, node }: ReviewedLayer): Mistake {
  const { windows, share } = reviewing.facts(body).layers[node.index]!;
  const { kernel, stride, input } = windows!;
  const [rows, columns] = [readAlong(windows!, 0), readAlong(windows!, 1)];
  const enough = [Math.max(kernel[0], stride[0]), Math.max(kernel[1], stride[1])] as const;
  const message =
    `${node.layer.name}'s stride ${pairOf(stride)} is larger than its ${pairText(kernel, 'x')} window: only ${rows} of ${input.height} rows and ` +
    `${columns} of ${input.width} columns are read, ${percent(1 - share)} of the values never. ` +
    `A ${pairText(enough, 'x')} window reads them all; MaxPool(1, stride: ${pairOf(stride)}) says that they are meant to be left out.`;
  return mistakeOf({
    code: 'stride-skips',
    message,
    location: argumentAt(reviewing.sources, node.location, 'stride')?.whole ?? node.location,
    chain: reviewing.chainTo(body),
  });
}
