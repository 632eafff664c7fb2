import type { Body, LayerNode, Node, Source } from '../../../network/network.ts';
import type { Reviewing } from './reviewing.ts';

/** The layer that made a value, wherever it stands, or the input of the body that the value came in by. */
type Origin = { readonly body: Body; readonly node: LayerNode } | { readonly input: number } | undefined;

/** Where the values of all bodies come from, looked at through layers that are `transparent`; followed when asked. */
export class Origins {
  readonly #transparent: (node: LayerNode) => boolean;
  readonly #ofNodes = new Map<Node, Origin>();

  constructor(transparent: (node: LayerNode) => boolean) {
    this.#transparent = transparent;
  }

  /** Undefined after a mistake. */
  of(body: Body, source: Source): Origin {
    const passed: Node[] = [];
    let origin: Origin;
    let at: Source | undefined = source;
    while (at) {
      if ('input' in at) {
        origin = at;
        break;
      }
      const node: Node = body.nodes[at.node]!;
      if (this.#ofNodes.has(node)) {
        origin = this.#ofNodes.get(node);
        break;
      }
      passed.push(node);
      at = undefined;
      if (node.kind === 'call') {
        origin = this.of(node.body, node.body.output);
        if (origin && 'input' in origin) at = node.inputs[origin.input];
      } else if (node.kind === 'layer') {
        if (node.inputs.length === 1 && this.#transparent(node)) [at] = node.inputs;
        else origin = { body, node };
      }
    }
    for (const node of passed) this.#ofNodes.set(node, origin);
    return origin;
  }

  /** The same, and what came in from outside is followed out along the shortest chain of calls. */
  outermost(reviewing: Reviewing, body: Body, source: Source): Origin {
    let [at, origin] = [body, this.of(body, source)];
    while (origin && 'input' in origin) {
      const caller = reviewing.callers(at)[0];
      const handed = caller?.node.inputs[origin.input];
      if (!caller || !handed) return origin;
      [at, origin] = [caller.body, this.of(caller.body, handed)];
    }
    return origin;
  }
}
