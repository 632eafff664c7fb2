import type { Body, CallNode, Node, Source } from '../network/network.ts';
import { analyseBody } from './bodies.ts';
import type { RelativeBody } from './bodies.ts';
import type { AnalysedNetwork, BodyView, LayerView, Lost, ReceptiveField } from './analysis.ts';
import { retraced, unitsOf } from './reaches.ts';
import type { Reaches } from './reaches.ts';
import { asReceptiveField, mergeSights, sightThrough, wholeSight } from './sights.ts';
import type { Sight } from './sights.ts';
import type { CallSite } from '../syntax/mistakes.ts';

/** One call of a body; see `BodyView`. */
export class CallView implements BodyView {
  readonly analysed: RelativeBody;
  readonly body: Body;
  readonly path: readonly string[];
  readonly auxiliary: boolean;
  readonly #caller: { readonly view: CallView; readonly node: CallNode } | undefined;
  readonly #sights: readonly (Sight | undefined)[];
  #retraced: Reaches | undefined;
  readonly #opened = new Map<number, CallView>();

  constructor(
    body: Body,
    sights: readonly (Sight | undefined)[],
    caller?: { view: CallView; node: CallNode },
  ) {
    this.analysed = analyseBody(body);
    this.body = body;
    this.#sights = sights;
    this.#caller = caller;
    this.path = caller ? [...caller.view.path, ...caller.node.path] : [];
    this.auxiliary = caller ? caller.view.auxiliary || caller.node.auxiliary !== undefined : false;
  }

  get chain(): readonly CallSite[] {
    const chain: CallSite[] = [];
    for (let caller = this.#caller; caller; caller = caller.view.#caller) {
      chain.push({ text: `in ${caller.node.text}`, location: caller.node.location });
    }
    return chain.reverse();
  }

  get inputFields(): readonly ReceptiveField[] {
    return this.#sights.map((sight) => sight && asReceptiveField(sight));
  }

  sightOf(source: Source): Sight | undefined {
    if ('input' in source) return this.#sights[source.input];
    const reaches = this.analysed.reaches[source.node];
    const sight = reaches && sightThrough(reaches, this.#sights);
    if (sight?.lost !== 'holes') return sight;
    this.#retraced ??= retraced(this.body, this.#sights, analyseBody);
    const [traced] = this.#retraced[source.node] ?? [];
    return traced && mergeSights(traced.direct, traced.gated);
  }

  /** The field of a node's result, or why it is not known, though what is before it is. */
  seenBy(node: Node): { readonly field: ReceptiveField; readonly lost: Lost | undefined } {
    const sight = this.sightOf({ node: node.index });
    const field = sight && asReceptiveField(sight);
    return { field, lost: sight && field === undefined ? (sight.lost ?? 'long') : undefined };
  }

  fieldOf(node: Node): ReceptiveField {
    return this.seenBy(node).field;
  }

  open(call: Node): CallView | undefined {
    if (call.kind !== 'call') return undefined;
    const known = this.#opened.get(call.index);
    if (known) return known;
    const sights = call.inputs.map((source) => this.sightOf(source));
    const view = new CallView(call.body, sights, { view: this, node: call });
    this.#opened.set(call.index, view);
    return view;
  }
}

const roots = new WeakMap<Body, CallView>();

export function rootViewOf(body: Body): CallView {
  const known = roots.get(body);
  if (known) return known;
  const view = new CallView(
    body,
    body.inputs.map((shape) => shape && wholeSight(unitsOf(shape))),
  );
  roots.set(body, view);
  return view;
}

/** The network's own body, from which `open` leads into its calls. */
export const rootView = (network: AnalysedNetwork): BodyView => rootViewOf(network.network.body);

const handedOn = new WeakMap<Body, ReadonlySet<Node>>();

/** Whether it is an `Identity` that brings a merge what it was given: no step of its own for a reader. */
export function isHandedOn(body: Body, node: Node): boolean {
  if (!passesOn(node)) return false;
  const known = handedOn.get(body);
  if (known) return known.has(node);
  const found = new Set(body.nodes.filter(passesOn));
  const take = (source: Source) => {
    const read = 'node' in source ? body.nodes[source.node] : undefined;
    if (read) found.delete(read);
  };
  const isRead = new Set<Node>();
  for (const reader of body.nodes) {
    const isMerge = reader.kind === 'layer' && reader.layer.operands === 'many';
    for (const source of reader.inputs) {
      if (!isMerge) take(source);
      const read = 'node' in source ? body.nodes[source.node] : undefined;
      if (read) isRead.add(read);
    }
  }
  for (const { output } of [body, ...body.auxiliaries]) take(output);
  for (const each of found) if (!isRead.has(each)) found.delete(each);
  handedOn.set(body, found);
  return found.has(node);
}

const passesOn = (node: Node): boolean => node.kind === 'layer' && node.layer.passesOn === true;

const flat = new WeakMap<Body, readonly LayerView[]>();

/** All layers in order, auxiliaries included, each as it stands in its chain of calls. Made once, when asked for. */
export function layersOf(network: AnalysedNetwork): readonly LayerView[] {
  const { body } = network.network;
  const known = flat.get(body);
  if (known) return known;
  const layers: LayerView[] = [];
  collect(rootViewOf(body), layers);
  flat.set(body, layers);
  return layers;
}

function collect(view: CallView, layers: LayerView[]) {
  const { chain } = view;
  for (const node of view.body.nodes) {
    if (node.kind === 'layer') {
      const path = [...view.path, ...node.path];
      layers.push({
        path,
        name: path.join('.'),
        chain,
        node,
        body: view.body,
        figures: view.analysed.layers[node.index]!,
        ...view.seenBy(node),
        auxiliary: view.auxiliary || node.auxiliary !== undefined,
      });
    }
    const inner = view.open(node);
    if (inner) collect(inner, layers);
  }
}
