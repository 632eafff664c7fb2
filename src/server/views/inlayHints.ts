import type { InlayHint, Range } from 'vscode-languageserver';
import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import { bodiesOf } from '../../network/network.ts';
import type { Node } from '../../network/network.ts';
import type { Location } from '../../syntax/tree.ts';
import { shapeText } from '../texts/useText.ts';

/** More different shapes than these are told by the first and the last. */
const shownShapes = 3;

interface LinesOf {
  /** The line, from 0, in which an offset stands. */
  line(offset: number): number;
  /** The offset behind the last character of a line that is no white space. */
  lineEnd(line: number): number;
  readonly place: (location: Location) => Range;
}

interface LineShapes {
  end: number;
  start: number;
  readonly shapes: Set<string>;
}

/** The output shape of the last step of every line; in a block, those of its different uses. */
export function inlayHints(
  uri: string,
  networks: readonly AnalysedNetwork[],
  lines: LinesOf,
  from: number,
  to: number,
): InlayHint[] {
  const byLine = new Map<number, LineShapes>();
  for (const { network } of networks) {
    for (const body of bodiesOf(network.body)) {
      for (const node of body.nodes) {
        const { location } = node;
        if (location.uri === uri && location.end >= from && location.end <= to) {
          note(byLine, lines.line(location.end), node);
        }
      }
    }
  }
  return [...byLine].flatMap(([line, { shapes }]) => {
    if (shapes.size === 0) return [];
    const end = lines.lineEnd(line);
    return {
      position: lines.place({ uri, start: end, end }).start,
      label: shapesLabel([...shapes]),
      paddingLeft: true,
      tooltip: shapes.size > 1 ? 'Output shapes of the different uses' : 'Output shape',
    };
  });
}

/** The step that ends last speaks for its line; of two, the one that holds the other. */
function note(byLine: Map<number, LineShapes>, line: number, node: Node): void {
  const { start, end } = node.location;
  const before = byLine.get(line);
  const beyond = !before || end > before.end || (end === before.end && start < before.start);
  const here = beyond ? { start, end, shapes: new Set<string>() } : before;
  if (here.start !== start || here.end !== end) return;
  here.shapes.add(shapeText(node.output));
  byLine.set(line, here);
}

function shapesLabel(shapes: readonly string[]): string {
  return shapes.length <= shownShapes ? shapes.join(' | ') : `${shapes[0]} … ${shapes.at(-1)}`;
}
