/**
 * The steps of one body as the diagram shows them: calls of blocks that read as one layer are replaced by
 * that layer, and norms, activations and dropouts become chips of the layer that they belong to.
 */
import type { BodyView } from '../analysis/analysis.ts';
import type { AnyLayer } from '../layers/layer.ts';
import type { AuxiliaryHead, Body, CallNode, LoopPosition, Node, Source } from '../network/network.ts';
import type { SourcePlace } from '../protocol/diagram.ts';

/** A value within a body: a step's result (by its place in the list of steps) or one of the body's inputs. */
export type ValueSource = { readonly step: number } | { readonly input: number };

export interface Step {
  /** All segments of its path, joined by dots. */
  readonly id: string;
  readonly node: Node;
  /** Of the body that it stands in: that of an inner body, where a call was replaced by its layer. */
  readonly view: BodyView;
  /** Its own step, then the calls that led to it, innermost first. */
  readonly sources: readonly SourcePlace[];
  readonly inputs: readonly ValueSource[];
  readonly loops: readonly LoopPosition[];
  readonly auxiliary?: number;
  readonly label?: string;
}

export interface StepList {
  readonly steps: readonly Step[];
  readonly output: ValueSource;
  readonly auxiliaries: readonly { readonly head: AuxiliaryHead; readonly output: ValueSource }[];
}

/** A step that is drawn as a node or box, with its chips. */
export interface Host {
  readonly step: Step;
  readonly above: readonly Step[];
  readonly below: readonly Step[];
  /** Values that it reads, an entry an operand. */
  readonly inputs: readonly ValueSource[];
  /** Indexes, in the list of steps, of itself and its chips. */
  readonly members: readonly number[];
}

const chipKinds: ReadonlySet<string> = new Set(['normalization', 'activation', 'regularization']);

const isChipLayer = (layer: AnyLayer): boolean => layer.operands === 'one' && chipKinds.has(layer.kind);
const isChip = (step: Step): boolean => step.node.kind === 'layer' && isChipLayer(step.node.layer);

/** The steps of a body, the calls that read as one layer replaced by it. */
export function stepsOf(view: BodyView): StepList {
  const steps: Step[] = [];
  /** By node index: the step whose result is the node's. */
  const results = new Map<number, ValueSource>();
  const valueOf = (source: Source): ValueSource =>
    'input' in source ? source : (results.get(source.node) ?? { input: -1 });
  const chain = view.chain.map((site) => placeOf(site.location)).reverse();

  for (const node of view.body.nodes) {
    const loops = node.loops.filter((loop) => loop.count > 1);
    const inner = node.kind === 'call' ? plainSteps(view, node) : undefined;
    if (inner) {
      let value = valueOf(node.inputs[0] ?? { input: 0 });
      for (const [position, step] of inner.steps.entries()) {
        const isNamed = position === inner.named;
        steps.push({
          ...step,
          // The layer stands for the call: its text is the call's, and the declaration's after it.
          sources: isNamed
            ? [placeOf(node.location), ...step.sources.filter(isOther(node.location))]
            : step.sources,
          inputs: [value],
          loops,
          auxiliary: node.auxiliary,
          label: (isNamed ? node.label : undefined) ?? step.label,
        });
        value = { step: steps.length - 1 };
      }
      results.set(node.index, value);
      continue;
    }
    steps.push({
      id: [...view.path, ...node.path].join('.'),
      node,
      view,
      sources: [placeOf(node.location), ...chain],
      inputs: node.inputs.map(valueOf),
      loops,
      auxiliary: node.auxiliary,
      label: node.label,
    });
    results.set(node.index, { step: steps.length - 1 });
  }
  return {
    steps,
    output: valueOf(view.body.output),
    auxiliaries: view.body.auxiliaries.map((head) => ({ head, output: valueOf(head.output) })),
  };
}

/**
 * The steps of a call that reads as one layer with chips (a convolution with its norm) or as chips alone;
 * undefined for a block with more to it. `named` is the one that the call's name belongs to.
 */
function plainSteps(
  view: BodyView,
  call: CallNode,
): { readonly steps: readonly Step[]; readonly named: number } | undefined {
  if (call.inputs.length !== 1 || (layersDrawn(call.body) ?? 2) > 1) return undefined;
  const inner = view.open(call);
  if (!inner) return undefined;
  const { steps } = stepsOf(inner);
  const host = steps.findIndex((step) => !isChip(step));
  return { steps, named: host < 0 ? steps.length - 1 : host };
}

const drawn = new WeakMap<Body, number | 'not a chain'>();

/**
 * How many nodes besides chips a body draws, its blocks opened, if it is a plain chain of one input;
 * undefined if it isn't. Asked once a body: bodies are shared and nest deeply.
 */
function layersDrawn(body: Body): number | undefined {
  let count = drawn.get(body);
  if (count === undefined) {
    count = isChain(body) ? 0 : 'not a chain';
    for (const node of body.nodes) {
      if (typeof count !== 'number' || count > 1) break;
      const inside: number | undefined =
        node.kind === 'call'
          ? layersDrawn(node.body)
          : node.kind === 'layer' && isChipLayer(node.layer)
            ? 0
            : 1;
      count = inside === undefined ? 'not a chain' : count + inside;
    }
    drawn.set(body, count);
  }
  return typeof count === 'number' ? count : undefined;
}

function isChain({ nodes, output, auxiliaries }: Body): boolean {
  return (
    nodes.length > 0 &&
    auxiliaries.length === 0 &&
    'node' in output &&
    output.node === nodes.length - 1 &&
    nodes.every((node, index) => {
      const source = node.inputs[0];
      if (!source || node.inputs.length !== 1 || node.index !== index) return false;
      if (node.loops.some((loop) => loop.count > 1)) return false;
      return 'input' in source ? index === 0 && source.input === 0 : source.node === index - 1;
    })
  );
}

/** Which steps are drawn by themselves, and which are chips of which. In the order of the steps. */
export function hostsOf({ steps, output, auxiliaries }: StepList): Host[] {
  const readers = steps.map<number[]>(() => []);
  const read = (source: ValueSource, by: number): void => {
    if ('step' in source) readers[source.step]?.push(by);
  };
  steps.forEach((step, index) => step.inputs.forEach((source) => read(source, index)));
  [output, ...auxiliaries.map((auxiliary) => auxiliary.output)].forEach((source) => read(source, -1));

  const hosts = new Map<number, { above: number[]; below: number[] }>();
  /** By step: the host that it is a chip of. */
  const hostOf = new Map<number, { host: number; side: 'above' | 'below' }>();

  /** The layer that a row of chips from `index` on leads to, with nothing else reading in between. */
  const ledFrom = (index: number): number | undefined => {
    let at = index;
    for (;;) {
      const [next, ...others] = readers[at] ?? [];
      if (next === undefined || next < 0 || others.length > 0) return undefined;
      const from = steps[at];
      const to = steps[next];
      if (!from || !to || !sameplace(from, to) || to.inputs.length !== 1) return undefined;
      if (!isChip(to)) return to.node.kind === 'layer' ? next : undefined;
      at = next;
    }
  };

  for (const [index, step] of steps.entries()) {
    const settled = hostOf.get(index);
    if (settled) continue;
    const source = step.inputs[0];
    const before = source && 'step' in source ? source.step : undefined;
    const previous = before === undefined ? undefined : steps[before];
    if (isChip(step)) {
      const onlyReader = before !== undefined && readers[before]?.length === 1;
      const owner = before === undefined ? undefined : (hostOf.get(before)?.host ?? before);
      const follows =
        onlyReader &&
        previous !== undefined &&
        owner !== undefined &&
        hosts.has(owner) &&
        sameplace(previous, step);
      const led = ledFrom(index);
      // Where the layer before is led by a norm itself (pre-activation), so is the next one.
      const inPreActivation =
        follows &&
        kindIs(step, 'normalization') &&
        (hosts.get(owner)?.above ?? []).some((above) => kindIs(steps[above], 'normalization'));
      if (follows && !(inPreActivation && led !== undefined)) {
        hosts.get(owner)?.below.push(index);
        hostOf.set(index, { host: owner, side: 'below' });
        continue;
      }
      if (led !== undefined) {
        const above: number[] = [];
        for (let at = index; at !== led; at = readers[at]?.[0] ?? led) {
          above.push(at);
          hostOf.set(at, { host: led, side: 'above' });
        }
        hosts.set(led, { above, below: [] });
        continue;
      }
    }
    if (!hosts.has(index)) hosts.set(index, { above: [], below: [] });
  }

  const pick = (indexes: readonly number[]): Step[] => indexes.flatMap((index) => steps[index] ?? []);
  return [...hosts.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([index, { above, below }]) => {
      const step = steps[index];
      if (!step) return [];
      const first = steps[above[0] ?? index] ?? step;
      return [
        {
          step,
          above: pick(above),
          below: pick(below),
          inputs: first.inputs,
          members: [...above, index, ...below],
        },
      ];
    });
}

/** Both stand in the same executions of the same loops, and in the same head or none. */
function sameplace(a: Step, b: Step): boolean {
  return (
    a.auxiliary === b.auxiliary &&
    a.loops.length === b.loops.length &&
    a.loops.every((loop, depth) => {
      const other = b.loops[depth];
      return other !== undefined && loop.loop === other.loop && loop.iteration === other.iteration;
    })
  );
}

const kindIs = (step: Step | undefined, kind: string): boolean =>
  step?.node.kind === 'layer' && step.node.layer.kind === kind;

const isOther =
  (place: SourcePlace) =>
  ({ uri, start, end }: SourcePlace): boolean =>
    uri !== place.uri || start !== place.start || end !== place.end;

export function placeOf({ uri, start, end }: SourcePlace): SourcePlace {
  return { uri, start, end };
}
