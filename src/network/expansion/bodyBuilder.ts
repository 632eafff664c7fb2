import type { Shape } from '../../layers/shape.ts';
import { calledBy } from '../network.ts';
import type { AuxiliaryHead, LoopPosition, Node, Source } from '../network.ts';
import type { Location } from '../../syntax/tree.ts';
import type { Work } from '../account.ts';
import type { MapValue } from '../values/values.ts';
import type { FinishedBody } from '../finished.ts';

/** A node while its body is made. */
type Labelled = { -readonly [Property in keyof Node]: Node[Property] };

interface Paths {
  readonly taken: Set<string>;
  readonly calls: Set<string>;
  /** What stands before the last segment of one that is taken. */
  readonly prefixes: Set<string>;
}

/** A body while it is made. The nodes are appended in an order in which sources stand before readers. */
export class BodyBuilder {
  readonly nodes: Node[] = [];
  readonly inputs: readonly (Shape | undefined)[];
  readonly auxiliaries: AuxiliaryHead[] = [];
  readonly names: { name: string; source: Source; location: Location }[] = [];
  /** Layers in it and below. */
  layerCount = 0;
  /** The same with every call counted as one at least. */
  extent = 0;
  loopCount = 0;
  /** The bodies that it calls, by their keys, and what expanding those took that were not expanded before. */
  called: Set<string> | undefined;
  readonly calledWork: Work = { steps: 0, nodes: 0 };
  /** How deep calls nest in it; 1 without any. */
  height = 1;
  callsSound = true;
  /** What its layers were when they were applied, each once. */
  readonly applied = new Set<object>();
  #paths: Paths | undefined;

  readonly name: string;
  readonly location: Location;

  constructor(name: string, location: Location, inputs: readonly (Shape | undefined)[]) {
    this.name = name;
    this.location = location;
    this.inputs = inputs;
  }

  /** Takes the object over, numbered as the next. */
  addNode(node: Node): MapValue {
    this.nodes.push(node);
    return { kind: 'map', source: { node: node.index }, shape: node.output };
  }

  noteCall(key: string, { height, sound }: { readonly height: number; readonly sound: boolean }) {
    (this.called ??= new Set()).add(key);
    this.height = Math.max(this.height, 1 + height);
    this.callsSound &&= sound;
  }

  /** Takes back the last node, whose layer another takes over (a merge that coalesces); a call's layers stay. */
  removeLast() {
    this.nodes.pop();
    this.layerCount--;
    this.extent--;
  }

  /**
   * Whether no node has that path, and no call is above or below it (whose inner paths could be the same).
   * The path then counts as taken.
   */
  takePath(path: readonly string[], isCall: boolean): boolean {
    const { taken, calls, prefixes } = (this.#paths ??= {
      taken: new Set(),
      calls: new Set(),
      prefixes: new Set(),
    });
    const whole = path.length === 1 ? path[0]! : path.join('.');
    let free = !taken.has(whole) && !(isCall && prefixes.has(whole));
    let prefix = '';
    for (let index = 0; index < path.length - 1; index++) {
      prefix += index === 0 ? path[index]! : `.${path[index]}`;
      if (calls.has(prefix)) free = false;
      prefixes.add(prefix);
    }
    taken.add(whole);
    if (isCall) calls.add(whole);
    return free;
  }

  /** Notes the name that the source gives to a value; `made`: it is the name of the node, too, that made it. */
  nameValue({ source }: MapValue, name: string, location: Location, made: boolean) {
    this.names.push({ name, source, location });
    const node = made && 'node' in source ? this.nodes[source.node] : undefined;
    if (node) (node as Labelled).label = name;
  }

  /** `sound`: nothing was wrong in it, the bodies that it calls left out. */
  finish(output: Source, sound: boolean): FinishedBody {
    const { name, location, inputs, nodes, auxiliaries, names, layerCount, extent, height } = this;
    const called = calledBy(nodes);
    const body = { identity: {}, name, location, inputs, nodes, called, output, auxiliaries, names };
    return { body, layerCount, extent, height, sound: sound && this.callsSound };
  }
}

/** So many paths of a kind are shared. */
const mostShared = 500;
const mostKinds = 1_000;
const shared = new Map<string, (readonly string[])[]>();

/** The path of an unnamed step directly in a body: the same object in all bodies, of which many are alike. */
function sharedPath(kind: string, number: number): readonly string[] {
  if (number > mostShared) return [`${kind}${number}`];
  let ofKind = shared.get(kind);
  if (!ofKind) {
    // Kinds are words of the text, half-typed ones among them.
    if (shared.size >= mostKinds) shared.clear();
    ofKind = [];
    shared.set(kind, ofKind);
  }
  return (ofKind[number] ??= [`${kind}${number}`]);
}

/** Where paths are counted: the body, or the named flow, loop-free, in which a step stands. */
export class PathScope {
  readonly prefix: readonly string[];
  #counts: Map<string, number> | undefined;

  constructor(prefix: readonly string[] = []) {
    this.prefix = prefix;
  }

  /** `Conv2`: the next of its kind. */
  count(kind: string): string {
    return `${kind}${this.#number(kind)}`;
  }

  /** The path of the next step of a kind. */
  next(kind: string): readonly string[] {
    const number = this.#number(kind);
    return this.prefix.length === 0 ? sharedPath(kind, number) : [...this.prefix, `${kind}${number}`];
  }

  #number(kind: string): number {
    const counts = (this.#counts ??= new Map<string, number>());
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    return number;
  }
}

/** The indexes of the loops that a name stands in within its path scope. */
export function loopIndexes(loops: readonly LoopPosition[], from: number): string[] {
  return loops.slice(from).map((loop) => String(loop.iteration));
}
