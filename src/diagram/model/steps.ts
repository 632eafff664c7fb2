/**
 * The steps of one body as the diagram shows them: calls of blocks that read as one layer are replaced by
 * that layer. Everything here belongs to the body, wherever it is called, and is worked out once for it; what
 * belongs to one call (paths, the chain of calls) is asked for with that call's view, for what is drawn.
 */
import type { AnalysedBody, BodyView } from '../../analysis/analysis.ts';
import { analyseBody } from '../../analysis/bodies.ts';
import { isHandedOn } from '../../analysis/views.ts';
import type { AnyLayer } from '../../layers/layer.ts';
import type { Body, CallNode, LoopPosition, Node, Source } from '../../network/network.ts';
import type { SourcePlace } from '../../protocol/diagram.ts';
import { oncePer } from './oncePer.ts';

/** A value within a body: a step's result, by its place in the list of steps; below zero, an input of the body. */
export type ValueSource = number;

export const inputValue = (input: number): ValueSource => -1 - input;
/** What a call is handed over, and its body does not read: nothing flows there. */
export const unread: ValueSource = -Infinity;
export const isOfStep = (source: ValueSource): boolean => source >= 0;

/** What is there of a step wherever its body is called. */
interface Plain {
  readonly node: Node;
  /** The body that the node stands in. */
  readonly analysed: AnalysedBody;
  /** The calls that lead to that body from the one that is drawn, outermost first. */
  readonly calls: readonly CallNode[];
  /** Those of them that the step stands for, as the layer that their block reads as; innermost first. */
  readonly standsFor: readonly CallNode[];
  readonly label: string | undefined;
}

export interface Step extends Plain {
  readonly inputs: readonly ValueSource[];
  readonly loops: readonly LoopPosition[];
  readonly auxiliary: number | undefined;
}

export interface StepList {
  readonly steps: readonly Step[];
  /** By node index: the value that is the node's result. */
  readonly results: readonly ValueSource[];
  readonly output: ValueSource;
  /** What the auxiliary heads end with. */
  readonly auxiliaryOutputs: readonly ValueSource[];
}

const chipKinds: ReadonlySet<string> = new Set(['normalization', 'activation', 'regularization']);
const isChipLayer = (layer: AnyLayer): boolean => layer.operands === 'one' && chipKinds.has(layer.kind);
export const isChip = ({ node }: Plain): boolean => node.kind === 'layer' && isChipLayer(node.layer);

/** More chips than this in a row are drawn as layers of their own, and a block of more is no single layer. */
export const MOST_CHIPS = 8;

/** The steps of a body, the calls that read as one layer replaced by it. */
export const stepsOf = oncePer((body: Body): StepList => {
  const steps: Step[] = [];
  const results: ValueSource[] = [];
  const valueOf = (source: Source): ValueSource =>
    'input' in source ? inputValue(source.input) : (results[source.node] ?? inputValue(body.inputs.length));
  const analysed = analyseBody(body);

  for (const node of body.nodes) {
    if (isHandedOn(body, node)) {
      results[node.index] = node.inputs.map(valueOf)[0] ?? unread;
      continue;
    }
    const loops = node.loops.every(repeats) ? node.loops : node.loops.filter(repeats);
    const { auxiliary } = node;
    const inner = node.kind === 'call' && node.inputs.length === 1 ? plainSteps(node.body) : undefined;
    if (node.kind === 'call' && inner) {
      let inputs = node.inputs.map(valueOf);
      for (const each of throughCall(node, inner)) {
        steps.push({ ...each, inputs, loops, auxiliary });
        inputs = [steps.length - 1];
      }
    } else {
      const reads = node.kind === 'call' ? readInputs(node.body) : undefined;
      const inputs = node.inputs.map((source, at) =>
        reads === undefined || reads.has(at) ? valueOf(source) : unread,
      );
      const { label } = node;
      steps.push({ node, analysed, calls: none, standsFor: none, label, inputs, loops, auxiliary });
    }
    results[node.index] = steps.length - 1;
  }
  return {
    steps,
    results,
    output: valueOf(body.output),
    auxiliaryOutputs: body.auxiliaries.map((head) => valueOf(head.output)),
  };
});

/** The inputs of a body that something in it reads, or that it ends with. */
const readInputs = oncePer((body: Body): ReadonlySet<number> => {
  const read = new Set<number>();
  const note = (source: Source): void => {
    if ('input' in source) read.add(source.input);
  };
  for (const node of body.nodes) {
    const inside = node.kind === 'call' ? readInputs(node.body) : undefined;
    node.inputs.forEach((source, at) => {
      if (inside === undefined || inside.has(at)) note(source);
    });
  }
  for (const { output } of [body, ...body.auxiliaries]) note(output);
  return read;
});

const none: readonly CallNode[] = [];
const repeats = (loop: LoopPosition): boolean => loop.count > 1;

/** The steps of a called block in the terms of the body that calls it: the call's name belongs to its layer. */
function throughCall(call: CallNode, inner: readonly Plain[]): Plain[] {
  const host = inner.findIndex((step) => !isChip(step));
  const named = host < 0 ? inner.length - 1 : host;
  return inner.map((step, position) => ({
    ...step,
    calls: [call, ...step.calls],
    standsFor: position === named ? [...step.standsFor, call] : step.standsFor,
    label: (position === named ? call.label : undefined) ?? step.label,
  }));
}

/**
 * The steps of a block that reads as one layer with chips (a convolution with its norm) or as some chips;
 * undefined for a block with more to it.
 */
const plainSteps = oncePer((body: Body): readonly Plain[] | undefined => {
  if (!isShortChain(body)) return undefined;
  const analysed = analyseBody(body);
  const steps: Plain[] = [];
  for (const node of body.nodes) {
    const inner = node.kind === 'call' ? plainSteps(node.body) : undefined;
    if (node.kind !== 'call') {
      steps.push({ node, analysed, calls: none, standsFor: none, label: node.label });
    } else if (inner) {
      steps.push(...throughCall(node, inner));
    } else {
      return undefined;
    }
    const hosts = steps.filter((step) => !isChip(step)).length;
    if (hosts > 1 || steps.length - hosts > MOST_CHIPS) return undefined;
  }
  return steps;
});

function isShortChain({ nodes, output, auxiliaries }: Body): boolean {
  return (
    nodes.length > 0 &&
    nodes.length <= MOST_CHIPS + 1 &&
    auxiliaries.length === 0 &&
    'node' in output &&
    output.node === nodes.length - 1 &&
    nodes.every((node, index) => {
      const source = node.inputs[0];
      if (!source || node.inputs.length !== 1 || node.index !== index) return false;
      if (node.loops.some(repeats)) return false;
      return 'input' in source ? index === 0 && source.input === 0 : source.node === index - 1;
    })
  );
}

/** Its path, as a weight's begins: the identity of what is drawn for it. */
export function idOf(view: BodyView, { calls, node }: Step): string {
  return [...view.path, ...calls.flatMap((call) => call.path), ...node.path].join('.');
}

/** The view of the body that the step's node stands in. */
export function viewOf(view: BodyView, { calls }: Step): BodyView {
  return calls.reduce((at, call) => at.open(call) ?? at, view);
}

/** How many of the calls that led to a step are told of it. */
export const MOST_CALLS = 32;

/** Its own text, then the calls that led to it, innermost first. */
export function sourcesOf(view: BodyView, { node, calls, standsFor }: Step): readonly SourcePlace[] {
  const chain = [...view.chain, ...calls].slice(-MOST_CALLS);
  const led = chain.map(({ location }) => location).reverse();
  let sources = [node.location, ...led].map(placeOf);
  // The layer stands for the call: its text is the call's, and the declaration's after it.
  for (const { location } of standsFor) sources = [placeOf(location), ...sources.filter(isOther(location))];
  return sources;
}

const isOther =
  (place: SourcePlace) =>
  ({ uri, start, end }: SourcePlace): boolean =>
    uri !== place.uri || start !== place.start || end !== place.end;

export function placeOf({ uri, start, end }: SourcePlace): SourcePlace {
  return { uri, start, end };
}
