import type { Body, LayerNode, Source } from '../../network/network.ts';
import type { Reviewing } from './reviewing.ts';

/** The layer that made a value, wherever it stands, or the input of the body that the value came in by. */
export type Origin =
  { readonly body: Body; readonly node: LayerNode } | { readonly input: number } | undefined;

/** Where the values of all bodies come from, looked at through layers that are `transparent`. Each body once. */
export class Origins {
  readonly #transparent: (node: LayerNode) => boolean;
  readonly #ofNodes = new Map<Body, readonly Origin[]>();

  constructor(transparent: (node: LayerNode) => boolean) {
    this.#transparent = transparent;
  }

  /** Undefined after a mistake. */
  of(body: Body, source: Source): Origin {
    return 'input' in source ? source : this.#in(body)[source.node];
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

  #in(body: Body): readonly Origin[] {
    const known = this.#ofNodes.get(body);
    if (known) return known;
    const made: Origin[] = [];
    const from = (source: Source | undefined) => source && ('input' in source ? source : made[source.node]);
    for (const node of body.nodes) {
      switch (node.kind) {
        case 'layer':
          made.push(
            node.inputs.length === 1 && this.#transparent(node) ? from(node.inputs[0]) : { body, node },
          );
          break;
        case 'call': {
          const inner = this.of(node.body, node.body.output);
          made.push(inner && 'input' in inner ? from(node.inputs[inner.input]) : inner);
          break;
        }
        case 'broken':
          made.push(undefined);
      }
    }
    this.#ofNodes.set(body, made);
    return made;
  }
}
