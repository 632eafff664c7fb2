/** Items as the layout sees them: rectangles that include their chips, with fixed ports. */
import type { DiagramBox, DiagramItem } from '../../protocol/diagram.ts';
import type { Arranged, Block } from './arranged.ts';
import { CHIP_GAP, CHIP_HEIGHT, FRAME_HEADER, FRAME_PADDING, NODE_HEIGHT, frameTitle } from './metrics.ts';

/** Between two operands' ports of a merge. */
const PORT_SPACING = 34;

export function closedBlock(
  item: DiagramItem,
  width: number,
  operands: number,
  beside: ReadonlySet<number>,
): Block {
  const ports = portsOf(operands, beside, width);
  const above = item.chipsAbove.length > 0 ? CHIP_HEIGHT + CHIP_GAP : 0;
  const below = item.chipsBelow.length > 0 ? CHIP_HEIGHT + CHIP_GAP : 0;
  return {
    item,
    width,
    height: above + NODE_HEIGHT + below,
    face: { x: 0, y: above, width, height: NODE_HEIGHT },
    inputs: ports,
    outputs: Array.from({ length: item.type === 'box' ? item.outputs : 1 }, (_, index) =>
      index === 0 ? width / 2 : width / 2 + index * PORT_SPACING,
    ),
  };
}

/** The main operands around the middle, one of them in it; those `beside`, shortcuts and gates, right of them. */
function portsOf(operands: number, beside: ReadonlySet<number>, width: number): number[] {
  const main = operands - beside.size;
  const before = Math.floor((main - 1) / 2);
  const spacing = Math.min(PORT_SPACING, (width - 20) / Math.max(1, 2 * operands));
  let mainSeen = 0;
  let besideSeen = 0;
  return Array.from({ length: operands }, (_, port) => {
    const place = beside.has(port) ? main + besideSeen++ : mainSeen++;
    return width / 2 + (place - before) * spacing;
  });
}

/** Of a frame's title line, from its border. */
const TITLE_INDENT = 12;
/** Between the title line's texts and the line that enters. */
const TITLE_GAP = 14;

/** A frame around its content, with a title line. */
export function openBlock(item: DiagramBox, content: Arranged): Block {
  const above = item.chipsAbove.length > 0 ? CHIP_HEIGHT + CHIP_GAP : 0;
  const below = item.chipsBelow.length > 0 ? CHIP_HEIGHT + CHIP_GAP : 0;
  const text = frameTitle(item);
  const inner = content.width + 2 * FRAME_PADDING;
  const line = content.inputs[0];
  // The title stands left of the line that enters, the figures right of it, where that fits; else both right.
  const wide = Math.max(inner, 2 * (TITLE_INDENT + TITLE_GAP) + text.title + text.figures);
  const middle = (wide - inner) / 2;
  const entering = line === undefined ? undefined : line + FRAME_PADDING + middle;
  const fits =
    entering === undefined ||
    (entering >= TITLE_INDENT + text.title + TITLE_GAP &&
      entering <= wide - TITLE_INDENT - text.figures - TITLE_GAP);
  const titleX = fits ? TITLE_INDENT : (line ?? 0) + FRAME_PADDING + TITLE_GAP;
  const width = fits
    ? wide
    : Math.max(inner, titleX + text.title + 2 * TITLE_GAP + text.figures + TITLE_INDENT);
  const left = FRAME_PADDING + (fits ? middle : 0);
  const foot = content.outputs.length > 0 ? 0 : FRAME_PADDING;
  const height = FRAME_HEADER + content.height + foot;
  return {
    item,
    width,
    height: above + height + below,
    face: { x: 0, y: above, width, height },
    inputs: content.inputs.map((x) => x + left),
    outputs: content.outputs.map((x) => x + left),
    content,
    contentX: left,
    titleX,
  };
}
