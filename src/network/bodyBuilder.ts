import type { Shape } from '../layers/shape.ts';
import type {
  AuxiliaryHead,
  Body,
  BrokenNode,
  CallNode,
  LayerNode,
  LoopPosition,
  Node,
  Source,
} from './network.ts';
import type { Location } from './syntax.ts';
import type { MapValue } from './values.ts';

/** What the bounds of an expansion count. */
export interface Work {
  steps: number;
  nodes: number;
}

type Made<N extends Node> = Omit<N, 'index'>;

/** A body while it is made. The nodes are appended in an order in which sources stand before readers. */
export class BodyBuilder {
  readonly nodes: Node[] = [];
  readonly inputs: (Shape | undefined)[] = [];
  readonly auxiliaries: AuxiliaryHead[] = [];
  readonly names: { name: string; source: Source; location: Location }[] = [];
  /** Layers in it and below. */
  layerCount = 0;
  /** The same with every call counted as one at least. */
  extent = 0;
  loopCount = 0;
  /** The bodies that it calls, by their keys, and what expanding those took that were not expanded before. */
  readonly called = new Set<string>();
  readonly calledWork: Work = { steps: 0, nodes: 0 };
  /** How deep calls nest in it; 1 without any. */
  height = 1;
  callsSound = true;
  readonly #paths = new Set<string>();
  readonly #callPaths = new Set<string>();
  readonly #prefixes = new Set<string>();

  readonly name: string;
  readonly location: Location;

  constructor(name: string, location: Location) {
    this.name = name;
    this.location = location;
  }

  addInput(shape: Shape | undefined): MapValue {
    this.inputs.push(shape);
    return this.input(this.inputs.length - 1);
  }

  input(index: number): MapValue {
    return { kind: 'map', builder: this, source: { input: index }, shape: this.inputs[index] };
  }

  /** Takes the object over and numbers it. */
  addNode(made: Made<LayerNode> | Made<CallNode> | Made<BrokenNode>): MapValue {
    const node = Object.assign(made, { index: this.nodes.length }) as Node;
    this.nodes.push(node);
    return { kind: 'map', builder: this, source: { node: node.index }, shape: node.output };
  }

  noteCall({ height, sound }: { readonly height: number; readonly sound: boolean }) {
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
    const whole = path.join('.');
    let free = !this.#paths.has(whole) && !(isCall && this.#prefixes.has(whole));
    let prefix = '';
    for (const segment of path.slice(0, -1)) {
      prefix += prefix === '' ? segment : `.${segment}`;
      if (this.#callPaths.has(prefix)) free = false;
      this.#prefixes.add(prefix);
    }
    this.#paths.add(whole);
    if (isCall) this.#callPaths.add(whole);
    return free;
  }

  /** Notes the name that the source gives to a value; `made`: it is the name of the node, too, that made it. */
  nameValue({ source }: MapValue, name: string, location: Location, made: boolean) {
    this.names.push({ name, source, location });
    if (made && 'node' in source) this.nodes[source.node] = { ...this.nodes[source.node]!, label: name };
  }

  finish(output: Source): Body {
    const { name, location, inputs, nodes, auxiliaries, names } = this;
    return { identity: {}, name, location, inputs, nodes, output, auxiliaries, names };
  }
}

/** Where paths are counted: the body, or the named flow, loop-free, in which a step stands. */
export class PathScope {
  readonly prefix: readonly string[];
  readonly #counts = new Map<string, number>();

  constructor(prefix: readonly string[] = []) {
    this.prefix = prefix;
  }

  /** `Conv2`: the next of its kind. */
  count(kind: string): string {
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    return `${kind}${number}`;
  }
}

/** The indexes of the loops that a name stands in within its path scope. */
export function loopIndexes(loops: readonly LoopPosition[], from: number): string[] {
  return loops.slice(from).map((loop) => String(loop.iteration));
}
