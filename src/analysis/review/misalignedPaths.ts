import { sameShape } from '../../layers/shape.ts';
import { borderText, pairText } from '../../layers/parts/windows.ts';
import type { Body, LayerNode, Node, Source } from '../../network/network.ts';
import type { Paths } from '../fields.ts';
import { differ, jumpAlong, middleAlong, ownUnits } from '../fields.ts';
import { analyseBody } from '../bodies.ts';
import { lastSeen } from '../patterns.ts';
import { reachWithin } from '../reaches.ts';
import { enlarging } from './evidence/facts.ts';
import type { Reviewing } from './evidence/reviewing.ts';
import { padsUnevenly, pairOf } from './evidence/windowsOf.ts';
import { calleeAt } from './evidence/written.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

/**
 * Values that are added position by position, though their fields' centres lie apart, or as far apart as their
 * positions do not. Told where the paths meet first; what a path brings along is told where it arose. Upsampled
 * values never lie exactly on what they are added to, and are left alone. A hint where `same` padding shifts a path:
 * TensorFlow's own models are so, and train well.
 */
export function misalignedPaths(reviewing: Reviewing): readonly Mistake[] {
  const upsampling = new Upsampling(reviewing);
  const causality = new Causality();
  const found: Mistake[] = [];
  for (const body of reviewing.bodies) {
    for (const index of reviewing.facts(body).merges) {
      const layer = reviewing.layer(body, body.nodes[index]!);
      if (!layer?.applied.inputs.every((shape) => sameShape(shape, layer.applied.output))) continue;
      const { node, applied } = layer;
      if ((node.layer.gates?.(applied) ?? []).length > 0) continue;
      if (node.inputs.some((source) => upsampling.in(body, source))) continue;
      const told = shiftedOperand(reviewing, body, node, causality);
      if (told) found.push(told);
    }
  }
  return found;
}

/** The fields of a value on the body's inputs, by input; undefined where it sees none of one. */
function fieldsOf(reviewing: Reviewing, body: Body, source: Source): readonly (Paths | undefined)[] {
  if ('input' in source) {
    return body.inputs.map((_, input) => (input === source.input ? ownUnits(undefined) : undefined));
  }
  const reaches = reviewing.analysed(body).reaches[source.node] ?? [];
  return reaches.map(({ direct }) => (direct.global ? undefined : direct.local));
}

function shiftedOperand(
  reviewing: Reviewing,
  body: Body,
  node: LayerNode,
  causality: Causality,
): Mistake | undefined {
  const [first, ...others] = node.inputs.map((source) => fieldsOf(reviewing, body, source));
  for (const [index, other] of others.entries()) {
    for (const [input, field] of (first ?? []).entries()) {
      const against = other[input];
      if (!field || !against || field.misaligned || against.misaligned) continue;
      const says = difference(
        field,
        against,
        body === reviewing.bodies[0] ? 'the input' : `${body.name}'s input`,
        (axis) => causality.of(body, node.inputs[0]!, node.inputs[index + 1]!, axis),
      );
      if (says) return told(reviewing, body, node, index + 1, says);
    }
  }
  return undefined;
}

const axes = [
  { axis: 0, unit: 'row', further: 'further down', back: 'further up' },
  { axis: 1, unit: 'column', further: 'further right', back: 'further left' },
] as const;

/**
 * The share of a step between neighbours that no padding can mend: a 2x2 pooling lies so beside a 3x3 convolution, as
 * in ResNet-D (He et al., 2018, "Bag of tricks for image classification with convolutional neural networks").
 */
const tolerated = 1 / 4;

interface Difference {
  readonly text: string;
  /** Else the paths' positions lie as far apart, and only begin elsewhere. */
  readonly isOfStrides: boolean;
}

/** How the second path lies to the first; undefined where they lie alike. */
function difference(
  first: Paths,
  second: Paths,
  where: string,
  isCausal: (axis: 0 | 1) => boolean,
): Difference | undefined {
  const strides = axes.find(({ axis }) => differ(jumpAlong(first, axis), jumpAlong(second, axis)));
  if (strides) {
    const { axis, unit } = strides;
    const text = `its positions lie ${amount(jumpAlong(second, axis))} ${unit}s of ${where} apart, those of the first ${amount(jumpAlong(first, axis))}`;
    return { text, isOfStrides: true };
  }
  const shifts = axes.flatMap(({ axis, unit, further, back }) => {
    const [middle, other] = [middleAlong(first, axis), middleAlong(second, axis)];
    const shift = middle === undefined || other === undefined ? 0 : (other - middle) / 2;
    if (Math.abs(shift) < tolerated * (jumpAlong(first, axis) ?? 1) + 1e-6 || isCausal(axis)) return [];
    const size = Math.abs(shift);
    return `${amount(size)} ${unit}${size === 1 ? '' : 's'} ${shift > 0 ? further : back}`;
  });
  if (shifts.length === 0) return undefined;
  return { text: `it looks ${shifts.join(' and ')} in ${where} than the first`, isOfStrides: false };
}

const amount = (value: number | undefined) => String(Number((value ?? 0).toFixed(2)));

function told(reviewing: Reviewing, body: Body, node: LayerNode, index: number, says: Difference): Mistake {
  const { name } = node.layer;
  const uneven = says.isOfStrides
    ? undefined
    : unevenPadding(reviewing, body, [node.inputs[0]!, node.inputs[index]!]);
  const operands = [0, index].flatMap((operand) => {
    const source = node.inputs[operand];
    const maker: Node | undefined = source && 'node' in source ? body.nodes[source.node] : undefined;
    return maker
      ? [
          {
            text: `${operand === 0 ? 'the first value' : 'the other value'} is made here`,
            location: maker.location,
          },
        ]
      : [];
  });
  return mistakeOf({
    code: 'misaligned-paths',
    severity: uneven ? 'hint' : 'warning',
    message:
      `${name} merges paths that are misaligned: at the same position, its ${ordinal(index + 1)} value is off: ${says.text}.` +
      (uneven ?? ''),
    location: calleeAt(reviewing.sources, node.location),
    chain: reviewing.chainTo(body),
    related: operands,
  });
}

const ordinal = (number: number) => ['first', 'second', 'third', 'fourth'][number - 1] ?? `${number}th`;

/** Says which stride `same` pads unevenly on the way to one of these values; undefined where none does. */
function unevenPadding(reviewing: Reviewing, body: Body, values: readonly Source[]): string | undefined {
  const wanted = new Set(values.flatMap((source) => ('node' in source ? [source.node] : [])));
  for (const index of wanted) {
    const node = body.nodes[index]!;
    for (const source of node.inputs) if ('node' in source) wanted.add(source.node);
    if (node.kind === 'call') {
      const inside = unevenPadding(reviewing, node.body, [node.body.output]);
      if (inside !== undefined) return inside;
      continue;
    }
    const windows = reviewing.facts(body).layers[index]?.windows;
    if (node.kind !== 'layer' || !windows || !padsUnevenly(windows)) continue;
    if (node.arguments?.['padding'] !== 'same') continue;
    const { kernel, stride, input } = windows;
    const half = borderText([kernel[0] >> 1, kernel[0] >> 1, kernel[1] >> 1, kernel[1] >> 1]);
    return (
      ` \`same\` pads ${node.layer.name}'s ${pairText(kernel, 'x')} windows at stride ${pairOf(stride)} on ${input.height}x${input.width} ` +
      `more at the bottom and right, as TensorFlow's own models have it; \`padding: ${half}\` centres them, as PyTorch's have it.`
    );
  }
  return undefined;
}

/** So many steps are followed, in one network, to see whether paths are causal. */
const mostFollowed = 20_000;

/**
 * Paths that part from one value and see, along an axis, nothing behind their own position: a causal convolution beside
 * a shortcut looks back on purpose.
 */
class Causality {
  #left = mostFollowed;

  of(body: Body, first: Source, second: Source, axis: 0 | 1): boolean {
    const parting = partingOf(body, first, second, Math.min(this.#left, furthestParting));
    const last = Math.max(indexOf(first), indexOf(second));
    this.#left -= parting ? 3 * (last - indexOf(parting)) : furthestParting;
    if (!parting || this.#left < 0) return false;
    return [first, second].every((path) => {
      const local = reachWithin(body, parting, path, analyseBody)?.local;
      return local?.axes[axis].every((pattern) => pattern.period === 1 && lastSeen(pattern, 0) === 0);
    });
  }
}

const indexOf = (source: Source) => ('node' in source ? source.node : -1);

/** Paths that parted longer ago than so many steps are not followed back. */
const furthestParting = 1_000;

/** The last value that both are made from; undefined where it lies more than `furthest` steps before them. */
function partingOf({ nodes }: Body, first: Source, second: Source, furthest: number): Source | undefined {
  const marks = new Map<string, number>();
  const keyOf = (source: Source) => ('node' in source ? `${source.node}` : `input ${source.input}`);
  const mark = (source: Source, by: number) => {
    marks.set(keyOf(source), (marks.get(keyOf(source)) ?? 0) | by);
    return marks.get(keyOf(source)) === 3 ? source : undefined;
  };
  let inputs = mark(first, 1) ?? mark(second, 2);
  if (inputs) return inputs;
  const last = Math.max(indexOf(first), indexOf(second));
  for (let index = last; index >= 0; index--) {
    if (last - index > furthest) return undefined;
    const by = marks.get(`${index}`);
    if (by === undefined) continue;
    if (by === 3) return { node: index };
    for (const source of nodes[index]!.inputs) {
      const met = mark(source, by);
      if (met && 'input' in met) inputs ??= met;
    }
  }
  return inputs;
}

/** Which values are made, within their body, by way of an upsampling. */
class Upsampling {
  readonly #reviewing: Reviewing;
  readonly #somewhere: boolean;
  readonly #ofNodes = new Map<Body, readonly boolean[]>();

  constructor(reviewing: Reviewing) {
    this.#reviewing = reviewing;
    this.#somewhere = reviewing.bodies.some((body) => reviewing.facts(body).enlarges);
  }

  in(body: Body, source: Source): boolean {
    return this.#somewhere && 'node' in source && this.#of(body)[source.node] === true;
  }

  #of(body: Body): readonly boolean[] {
    const known = this.#ofNodes.get(body);
    if (known) return known;
    const made: boolean[] = [];
    for (const node of body.nodes) {
      const before = node.inputs.some((source) => 'node' in source && made[source.node]);
      made.push(before || this.#upsamples(body, node));
    }
    this.#ofNodes.set(body, made);
    return made;
  }

  #upsamples(body: Body, node: Node): boolean {
    if (node.kind === 'call') return this.in(node.body, node.body.output);
    const step = this.#reviewing.facts(body).layers[node.index]?.step;
    return step !== undefined && enlarging.has(step.kind);
  }
}
