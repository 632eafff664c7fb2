import type { MapShape, Shape } from '../../layers/shape.ts';
import type { Body, Node, Source } from '../network.ts';
import type { Location } from '../../syntax/tree.ts';

/** A step that changes a feature map's shape. */
interface Change {
  readonly name: string;
  readonly location: Location;
  readonly from: MapShape;
  readonly to: MapShape;
}

/** Steps that are walked back through, in all: beyond, no origin is named. */
const mostSteps = 5_000;

interface Value {
  readonly source: Source;
  readonly shape: Shape | undefined;
}

/**
 * Where two values came to differ. In height or width: on each path, from where both branched off, the first step that
 * rounds or cuts what the others halve and double, and the last that changes the size; else in channels: the last that
 * changes these.
 */
export function partings(
  nodes: readonly Node[],
  { source: one, shape: oneShape }: Value,
  { source: other, shape: otherShape }: Value,
): readonly { readonly text: string; readonly location: Location }[] {
  if (!isMap(oneShape) || !isMap(otherShape)) return [];
  const isOfSize = !isSameSize(oneShape, otherShape);
  const left = { steps: mostSteps };
  const [first, second] = [pathTo(nodes, one, left), pathTo(nodes, other, left)];
  const known = new Set(second.map(({ key }) => key));
  const common = first.find(({ key }) => known.has(key))?.key;
  return [first, second].flatMap((path) => {
    const end = path.findIndex(({ key }) => key === common);
    const changes = path
      .slice(0, end < 0 ? undefined : end)
      .flatMap(({ changes: own }) => own)
      .reverse();
    if (!isOfSize) {
      const last = changes.findLast(({ from, to }) => from.channels !== to.channels);
      return last
        ? [{ text: `${last.name} makes ${last.to.channels} channels here`, location: last.location }]
        : [];
    }
    const sizes = changes.filter(({ from, to }) => !isSameSize(from, to));
    const told = new Set([sizes.find((each) => !isEven(each)), sizes.at(-1)]);
    return [...told].flatMap((change) =>
      change
        ? [
            {
              text: `${change.name} makes ${size(change.to)} of ${size(change.from)} here`,
              location: change.location,
            },
          ]
        : [],
    );
  });
}

const size = ({ height, width }: MapShape): string => `${height}x${width}`;
const isSameSize = (a: MapShape, b: MapShape): boolean => a.height === b.height && a.width === b.width;

interface PathStep {
  readonly key: string;
  /** The last first. */
  readonly changes: readonly Change[];
}

const keyOf = (source: Source): string =>
  'node' in source ? `node ${source.node}` : `input ${source.input}`;

/** The values that one was made of, by the first operand of each step, the value itself first. */
function pathTo(nodes: readonly Node[], value: Source, left: { steps: number }): PathStep[] {
  const path: PathStep[] = [];
  for (let at: Source | undefined = value; at && left.steps > 0; left.steps--) {
    const node: Node | undefined = 'node' in at ? nodes[at.node] : undefined;
    const through: Through | undefined = node?.kind === 'call' ? throughBody(node.body, left) : undefined;
    path.push({ key: keyOf(at), changes: node ? (through?.changes ?? ownChange(node)) : [] });
    at = node?.inputs[through?.input ?? 0];
  }
  return path;
}

interface Through {
  readonly changes: readonly Change[];
  readonly input: number;
}

/** Along what a body gives out, and by which of its inputs that came in. */
function throughBody(body: Body, left: { steps: number }): Through {
  const changes: Change[] = [];
  for (let at: Source = body.output; left.steps > 0; left.steps--) {
    if ('input' in at) return { changes, input: at.input };
    const node: Node | undefined = body.nodes[at.node];
    if (!node) break;
    const through: Through | undefined = node.kind === 'call' ? throughBody(node.body, left) : undefined;
    for (const change of through?.changes ?? ownChange(node)) changes.push(change);
    const next: Source | undefined = node.inputs[through?.input ?? 0];
    if (!next) break;
    at = next;
  }
  return { changes, input: 0 };
}

function ownChange(node: Node): Change[] {
  const [from] = node.inputShapes;
  const to = node.output;
  if (!isMap(from) || !isMap(to)) return [];
  if (isSameSize(from, to) && from.channels === to.channels) return [];
  const name = node.kind === 'layer' ? node.layer.name : node.text;
  return [{ name, location: node.location, from, to }];
}

const isMap = (shape: Shape | undefined): shape is MapShape => shape?.kind === 'map';

/** A whole number of times larger or smaller along both axes: nothing is rounded, nothing cut. */
function isEven({ from, to }: Change): boolean {
  const divides = (a: number, b: number): boolean => Math.max(a, b) % Math.min(a, b) === 0;
  return divides(from.height, to.height) && divides(from.width, to.width);
}
