import { pairText } from '../../layers/parts/windows.ts';
import { Origins } from './evidence/origins.ts';
import type { ReviewedLayer, Reviewing } from './evidence/reviewing.ts';
import { counted, percent } from './evidence/reviewing.ts';
import { handsOn } from './evidence/roles.ts';
import type { Windows } from './evidence/windowsOf.ts';
import { pairOf } from './evidence/windowsOf.ts';
import { calleeAt, setArgument } from './evidence/written.ts';
import { pad } from '../../layers/pad.ts';
import type { Border } from '../../layers/tensorOps.ts';
import type { Body, LayerNode, Source } from '../../network/network.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

/** A share of the values that is nobody's concern: a row and a column of a picture of 224. */
const negligible = 0.01;

/**
 * Windows that do not come out even with the size, so that the last rows or columns are never read. Zeros that a `Pad`
 * put there are nobody's loss: with the convolution's own padding they would be no rows at all.
 */
export function borderLost(reviewing: Reviewing): readonly Mistake[] {
  const found: Mistake[] = [];
  const origins = new Origins(keepsPositions);
  for (const body of reviewing.bodies) {
    const { losesBorder, layers } = reviewing.facts(body);
    if (!losesBorder) continue;
    for (const [index, facts] of layers.entries()) {
      const layer = reviewing.layer(body, body.nodes[index]!);
      const { windows, lost = [0, 0] } = facts ?? {};
      if (!layer || !windows || lostShare(windows, lost) < negligible) continue;
      const [rows, columns] = zerosAt(reviewing, origins, body, layer.node.inputs[0]!);
      const held = [Math.max(0, lost[0] - rows), Math.max(0, lost[1] - columns)] as const;
      if (lostShare(windows, held) >= negligible)
        found.push(told(reviewing, layer, windows, held, rows + columns > 0));
    }
  }
  return found;
}

/** Each position of the output is made of that of the input alone. */
const keepsPositions = (node: LayerNode) =>
  ['activation', 'normalization', 'regularization'].includes(node.layer.kind) || handsOn(node);

/** How many rows and columns of zeros a `Pad`, or several, put at the bottom and right of a value. */
function zerosAt(
  reviewing: Reviewing,
  origins: Origins,
  body: Body,
  source: Source,
): readonly [number, number] {
  let [rows, columns] = [0, 0];
  let origin = origins.outermost(reviewing, body, source);
  while (origin && 'node' in origin && origin.node.layer === pad) {
    const size = origin.node.arguments?.['size'] as Border | undefined;
    if (!size) break;
    rows += size[1];
    columns += size[3];
    origin = origins.outermost(reviewing, origin.body, origin.node.inputs[0]!);
  }
  return [rows, columns];
}

const lostShare = ({ input }: Windows, [rows, columns]: readonly [number, number]) =>
  1 - ((input.height - rows) * (input.width - columns)) / (input.height * input.width);

function told(
  reviewing: Reviewing,
  { body, node }: ReviewedLayer,
  windows: Windows,
  lost: readonly [number, number],
  isPadded: boolean,
): Mistake {
  const { kernel, stride, input } = windows;
  const [rows, columns] = lost;
  const last = [
    ...(rows > 0 ? [rows === 1 ? 'the last row' : `the last ${counted(rows, 'row')}`] : []),
    ...(columns > 0 ? [columns === 1 ? 'the last column' : `the last ${counted(columns, 'column')}`] : []),
  ].join(' and ');
  const many = rows + columns > 1;
  const canCeil = 'ceil' in node.layer.parameters;
  const remedy = canCeil
    ? '`ceil: true` reads them, too, or a size that fits'
    : '`padding: same` or more padding reads them, too, or a size that fits';
  const message =
    `${node.layer.name}'s ${pairText(kernel, 'x')} windows at stride ${pairOf(stride)} do not come out even on ${input.height}x${input.width}: ` +
    `${isPadded ? 'besides zeros of Pad, ' : ''}${last} ${many ? 'are' : 'is'} never read (${percent(lostShare(windows, lost))} of the values). ` +
    `${many ? remedy : remedy.replace('them', 'it')}.`;
  const fix = canCeil
    ? setArgument(reviewing.sources, node.location, node.layer.name, 'ceil', 'true')
    : undefined;
  return mistakeOf({
    code: 'border-lost',
    message,
    location: calleeAt(reviewing.sources, node.location),
    chain: reviewing.chainTo(body),
    fixes: fix ? [fix] : [],
  });
}
