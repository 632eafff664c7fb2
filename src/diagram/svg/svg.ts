/**
 * The one drawer: a positioned diagram to SVG text, for the webview, the exported file and the terminal.
 * Everything that comes from a `.cnn` file passes through `escapeXml`.
 */
import type {
  DiagramKind,
  DiagramMistake,
  PositionedChip,
  PositionedDiagram,
  PositionedEdge,
  PositionedItem,
  PositionedVolume,
} from '../../protocol/diagram.ts';
import { drawEdge } from './edgePath.ts';
import { exact, extent, fieldSize, percent, shapeOnScreen, shortBytes } from '../../wording/figures.ts';
import {
  BAR,
  CHEVRON,
  FRAME_HEADER,
  TEXT_END,
  TEXT_INDENT,
  chipText,
  frameText,
  itemText,
} from '../layout/metrics.ts';
import { diagramStyle } from './theme.ts';
import type { DiagramTheme } from './theme.ts';
import { element, escapeXml } from './xml.ts';

export { exportTheme, webviewTheme, diagramStyle } from './theme.ts';
export type { DiagramTheme } from './theme.ts';

/** A complete `<svg>` element. With a `file` theme it is a document of its own: no references, no scripts. */
export function drawSvg(diagram: PositionedDiagram, theme: DiagramTheme): string {
  const forPage = theme.use === 'webview';
  const title = `Diagram of ${diagram.network}`;
  const levels = levelsOf(diagram.items);
  const frames = diagram.items.filter((item) => item.open);
  const nodes = diagram.items.filter((item) => !item.open);
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'cnn',
      width: diagram.width,
      height: diagram.height,
      viewBox: `0 0 ${Math.ceil(diagram.width)} ${Math.ceil(diagram.height)}`,
      role: forPage ? 'tree' : 'img',
      'aria-label': `${title}, ${describe(diagram)}`,
    },
    forPage ? '' : element('title', {}, escapeXml(title)),
    forPage ? '' : element('desc', {}, escapeXml(describe(diagram))),
    forPage ? '' : `<style>${escapeXml(diagramStyle(theme))}</style>`,
    element('rect', { class: 'page', width: diagram.width, height: diagram.height }),
    element('g', { class: 'volumes', 'aria-hidden': true }, ...diagram.volumes.map(drawVolume)),
    element('g', { class: 'frames' }, ...frames.map((item) => drawItem(item, levels.get(item.id), forPage))),
    element('g', { class: 'edges', 'aria-hidden': true }, ...inOrder(diagram.edges).map(drawEdge)),
    element('g', { class: 'nodes' }, ...nodes.map((item) => drawItem(item, levels.get(item.id), forPage))),
  );
}

/** The main path above what goes around it. */
function inOrder(edges: readonly PositionedEdge[]): readonly PositionedEdge[] {
  return [...edges.filter((edge) => edge.role !== 'main'), ...edges.filter((edge) => edge.role === 'main')];
}

function describe({ totals }: PositionedDiagram): string {
  return `${exact(totals.parameters)} parameters, ${exact(totals.macs)} MACs, depth ${exact(totals.depth)}`;
}

function drawItem(item: PositionedItem, level: number | undefined, forPage: boolean): string {
  const { face } = item;
  const inside = item.open ? drawFrame(item) : drawNode(item);
  return element(
    'g',
    {
      class: classes('item', item.kind, item.open && 'frame', item.auxiliary && 'side', worst(item.mistakes)),
      'data-id': item.id,
      transform: `translate(${face.x} ${face.y})`,
      role: forPage ? 'treeitem' : 'group',
      'aria-label': spoken(item),
      'aria-level': forPage ? level : undefined,
      'aria-expanded': forPage && item.type === 'box' ? String(item.open) : undefined,
      tabindex: forPage ? -1 : undefined,
    },
    element('title', {}, escapeXml(tooltip(item))),
    inside,
    drawMark(item.mistakes, face.width),
    ...item.chips.map((chip) => drawChip(chip, item, forPage)),
  );
}

function drawNode(item: PositionedItem): string {
  const { width, height } = item.face;
  const text = itemText(item);
  const isBox = item.type === 'box';
  const left = TEXT_INDENT + (isBox ? CHEVRON : 0);
  return [
    item.count > 1 ? element('rect', { class: 'stack', x: 3, y: 3, width, height, rx: 4 }) : '',
    element('rect', { class: 'face', width, height, rx: 4 }),
    element('path', {
      class: 'stripe',
      d: `M5 0.5H4A3.5 3.5 0 0 0 0.5 4V${height - 4}A3.5 3.5 0 0 0 4 ${height - 0.5}H5Z`,
    }),
    isBox ? drawChevron(item, TEXT_INDENT, 17) : '',
    drawTitle(text, left, 18),
    text.shape === ''
      ? ''
      : element('text', { class: 'size', x: width - TEXT_END, y: 18 }, escapeXml(text.shape)),
    text.detail === ''
      ? ''
      : element('text', { class: 'detail', x: TEXT_INDENT, y: 34 }, escapeXml(text.detail)),
    text.bar ? drawBar(item.share, width - TEXT_END - BAR.width, 28) : '',
  ].join('');
}

function drawFrame(item: PositionedItem): string {
  const { width, height } = item.face;
  const text = itemText(item);
  const summary = frameText(item);
  return [
    element('rect', { class: 'face', width, height, rx: 6 }),
    // Only the title line is clicked: through the ground one drags.
    element('rect', { class: 'hit', width, height: FRAME_HEADER }),
    item.closable ? drawChevron(item, item.titleX, 18) : '',
    drawTitle(text, item.titleX + (item.closable ? CHEVRON : 0), 19),
    summary === ''
      ? ''
      : element(
          'text',
          { class: 'detail end', x: width - 12, y: 19, 'text-anchor': 'end' },
          escapeXml(summary),
        ),
  ].join('');
}

function drawTitle(text: { readonly title: string; readonly label: string }, x: number, y: number): string {
  const title = element('text', { class: 'title', x, y }, escapeXml(text.title));
  if (text.label === '') return title;
  // In one text element, so that the name follows the title whatever font is there.
  return element(
    'text',
    { x, y },
    element('tspan', { class: 'title' }, escapeXml(text.title)),
    element('tspan', { class: 'label', dx: 7 }, escapeXml(text.label)),
  );
}

function drawChevron(item: PositionedItem, x: number, y: number): string {
  const d = item.open ? `M${x} ${y - 5.5}l4 4l4 -4` : `M${x + 1.5} ${y - 8}l4 4l-4 4`;
  return element(
    'g',
    { class: 'chevron', 'data-toggle': item.id },
    element('rect', { class: 'hit', x: x - 8, y: y - 15, width: 24, height: 24 }),
    element('path', { d }),
  );
}

function drawBar(share: number, x: number, y: number): string {
  const { width, height } = BAR;
  return (
    element('rect', { class: 'bar', x, y, width, height, rx: height / 2 }) +
    element('rect', {
      class: 'bar-filled',
      x,
      y,
      width: Math.max(height, width * share),
      height,
      rx: height / 2,
    })
  );
}

function drawChip(chip: PositionedChip, item: PositionedItem, forPage: boolean): string {
  const { width, height } = chip;
  return element(
    'g',
    {
      class: classes('chip', chip.kind, worst(chip.mistakes)),
      'data-id': chip.id,
      transform: `translate(${chip.x - item.face.x} ${chip.y - item.face.y})`,
      role: forPage ? 'treeitem' : 'group',
      'aria-label': [chip.title, ...chip.mistakes.map((mistake) => mistake.message)].join('; '),
      tabindex: forPage ? -1 : undefined,
    },
    element('title', {}, escapeXml(chipTooltip(chip))),
    element('rect', { class: 'pill', width, height, rx: height / 2 }),
    element('circle', { class: 'dot', cx: 11, cy: height / 2, r: 4 }),
    element('text', { x: 20, y: 14 }, escapeXml(chipText(chip))),
  );
}

/** A round mark at the corner, with the editor's sentences as its title. */
function drawMark(mistakes: readonly DiagramMistake[], width: number): string {
  if (worst(mistakes) === undefined) return '';
  return element(
    'g',
    { class: 'mark', transform: `translate(${width - 1} 1)` },
    element('title', {}, escapeXml(mistakes.map((mistake) => mistake.message).join('\n'))),
    element('circle', { r: 7.5 }),
    element('path', { d: 'M0 -3.6V0.6M0 3.4V3.5' }),
  );
}

function drawVolume(volume: PositionedVolume): string {
  const { face, length } = volume;
  const [dx, dy] = [length * 0.7, length * 0.34];
  const left = volume.x - (face + dx) / 2;
  const right = left + face;
  const foot = volume.y;
  const top = foot - face;
  const height = Math.max(face, 3);
  return element(
    'g',
    { class: 'volume', 'data-item': volume.item },
    element('path', { class: 'front', d: box(left, top, right, top + height) }),
    element('path', { d: `M${n(left)} ${n(top)}l${n(dx)} ${n(-dy)}h${n(face)}l${n(-dx)} ${n(dy)}z` }),
    element('path', { d: `M${n(right)} ${n(top)}l${n(dx)} ${n(-dy)}v${n(height)}l${n(-dx)} ${n(dy)}z` }),
    element('text', { class: 'caption', x: volume.x, y: foot + 15 }, escapeXml(volume.shape.join(' × '))),
  );
}

const n = (value: number): number => Math.round(value * 10) / 10;
const box = (left: number, top: number, right: number, foot: number): string =>
  `M${n(left)} ${n(top)}H${n(right)}V${n(foot)}H${n(left)}z`;

/** How deep each item stands in opened boxes, from 1. Boxes stand before what they hold. */
function levelsOf(items: readonly PositionedItem[]): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  for (const { id, parent } of items)
    levels.set(id, (parent === undefined ? 0 : (levels.get(parent) ?? 0)) + 1);
  return levels;
}

function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter((name) => name !== false && name !== undefined).join(' ');
}

function worst(mistakes: readonly DiagramMistake[]): 'error' | 'warning' | undefined {
  if (mistakes.some((mistake) => mistake.severity === 'error')) return 'error';
  return mistakes.some((mistake) => mistake.severity === 'warning') ? 'warning' : undefined;
}

/** Exact figures, a line each. */
function tooltip(item: PositionedItem): string {
  const { facts } = item;
  const times = item.count > 1 ? ` ×${item.count}` : '';
  return [
    item.title + times + (item.label === undefined ? '' : ` (${item.label})`),
    ...figures(facts),
    item.share > 0 ? `${percent(item.share)} of the network's MACs` : '',
    ...item.mistakes.map((mistake) => mistake.message),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function chipTooltip(chip: PositionedChip): string {
  return [chip.title, ...figures(chip.facts), ...chip.mistakes.map((mistake) => mistake.message)]
    .filter((line) => line !== '')
    .join('\n');
}

function figures(facts: PositionedItem['facts']): string[] {
  return [
    facts.output ? `output ${shapeOnScreen(facts.output)}` : '',
    facts.parameters?.value === 0 ? '' : `${exact(facts.parameters?.value)} parameters`,
    facts.macs?.value === 0 ? '' : `${exact(facts.macs?.value)} MACs`,
    facts.memory === 0 ? '' : `${shortBytes(facts.memory)} of activations an image`,
    typeof facts.field === 'object'
      ? `receptive field ${fieldSize(facts.field)}, every ${extent(facts.field.stride)} px`
      : `receptive field ${fieldSize(facts.field)}`,
  ];
}

function spoken(item: PositionedItem): string {
  const text = itemText(item);
  const kinds: Partial<Record<DiagramKind, string>> = { block: 'block', broken: 'mistake' };
  return [
    kinds[item.kind],
    item.title + (item.count > 1 ? `, ${item.count} times` : ''),
    item.label,
    text.shape === '?' || text.shape === '' ? '' : `output ${text.shape}`,
    text.detail,
    ...item.mistakes.map((mistake) => mistake.message),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}
