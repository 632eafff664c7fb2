import { pairText } from '../../layers/parts/windows.ts';
import type { ReviewedLayer, Reviewing } from './evidence/reviewing.ts';
import { counted, percent } from './evidence/reviewing.ts';
import type { Windows } from './evidence/windowsOf.ts';
import { pairOf } from './evidence/windowsOf.ts';
import { calleeAt, setArgument } from './evidence/written.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { mistakeOf } from '../../syntax/mistakes.ts';

/** A share of the values that is nobody's concern: a row and a column of a picture of 224. */
const negligible = 0.01;

/** Windows that do not come out even with the size, so that the last rows or columns are never read. */
export function borderLost(reviewing: Reviewing): readonly Mistake[] {
  const found: Mistake[] = [];
  for (const body of reviewing.bodies) {
    const { losesBorder, layers } = reviewing.facts(body);
    if (!losesBorder) continue;
    for (const [index, facts] of layers.entries()) {
      const layer = reviewing.layer(body, body.nodes[index]!);
      if (!layer || !facts?.windows || lostShare(facts.windows, facts.lost) < negligible) continue;
      found.push(told(reviewing, layer, facts.windows, facts.lost));
    }
  }
  return found;
}

const lostShare = ({ input }: Windows, [rows, columns]: readonly [number, number]) =>
  1 - ((input.height - rows) * (input.width - columns)) / (input.height * input.width);

function told(
  reviewing: Reviewing,
  { body, node }: ReviewedLayer,
  windows: Windows,
  lost: readonly [number, number],
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
    `${last} ${many ? 'are' : 'is'} never read (${percent(lostShare(windows, lost))} of the values). ` +
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
