/** The measures of the drawing, in pixels at zoom 1, and what is written where. */
import type {
  DiagramFacts,
  DiagramItem,
  DiagramKind,
  Placed,
  PositionedItem,
} from '../../protocol/diagram.ts';
import { extent, fieldSize, short, shapeOnScreen } from '../../wording/figures.ts';
import { fitted, textWidth } from './textWidth.ts';
import type { Font } from './textWidth.ts';

export const fonts = {
  title: { size: 12.5, bold: true },
  label: { size: 11.5 },
  shape: { size: 12.5 },
  detail: { size: 11 },
  chip: { size: 11 },
  caption: { size: 10.5 },
} as const satisfies Record<string, Font>;

export const NODE_HEIGHT = 42;
export const CHIP_HEIGHT = 20;
/** Between a layer and its chips. */
export const CHIP_GAP = 4;
/** Of the first chip, from its layer's left border. */
export const CHIP_INDENT = 14;
/** Of the text, from the left border, past the coloured stripe. */
export const TEXT_INDENT = 14;
export const TEXT_END = 10;
/** Title line of an opened box. */
export const FRAME_HEADER = 30;
/** At the sides of an opened box's content, and below it where nothing leaves. */
export const FRAME_PADDING = 16;
export const BAR = { width: 70, height: 5 } as const;
/** Room for the triangle that opens a box. */
export const CHEVRON = 15;
/** Where the column of volumes ends and the network begins. */
export const VOLUME_COLUMN = 150;
export const MARGIN = 20;

const TITLE_MOST = 330;
const LABEL_MOST = 120;
const CHIP_MOST = 150;

/** What is written on an item; drawer and layout read it from here, so that what is measured is what is drawn. */
interface ItemText {
  readonly title: string;
  readonly label: string;
  readonly shape: string;
  readonly detail: string;
  /** Whether a bar shows its share of the cost. */
  readonly bar: boolean;
}

type Written = Pick<
  DiagramItem | PositionedItem,
  'type' | 'title' | 'label' | 'kind' | 'facts' | 'share' | 'auxiliary'
> & { readonly count?: number };

export function itemText(item: Written): ItemText {
  const count = item.count ?? 1;
  const times = item.type === 'box' && count > 1 ? ` ×${count}` : '';
  return {
    title: fitted(item.title, fonts.title, TITLE_MOST) + times,
    label: item.label === undefined ? '' : fitted(item.label, fonts.label, LABEL_MOST),
    shape: item.facts.output ? shapeOnScreen(item.facts.output) : item.kind === 'broken' ? '' : '?',
    detail: detailOf(item.kind, item.facts),
    bar: item.type === 'box' && item.share > 0,
  };
}

/** `7`, `188–204` where it differs by position. */
function fieldOf({ field }: DiagramFacts): string {
  return typeof field === 'object' && field.smallest
    ? `${extent(field.smallest)}–${extent(field.size)}`
    : fieldSize(field);
}

/** `9.41 K · 118 M MACs · field 7` */
function detailOf(kind: DiagramKind, facts: DiagramFacts): string {
  if (kind === 'input') {
    const channels = facts.output?.length === 3 ? facts.output[2] : undefined;
    return channels === 3 ? 'one image, RGB' : channels === 1 ? 'one image, grey' : 'one image';
  }
  if (kind === 'broken') return 'not understood';
  const parts = [
    facts.parameters?.value === 0 ? '' : `${short(facts.parameters?.value)} params`,
    facts.macs?.value === 0 ? '' : `${short(facts.macs?.value)} MACs`,
    `field ${fieldOf(facts)}`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** At the right of an opened box's title line: `379 K params · 373 M MACs · 28×28×512` */
export function frameText(item: Written): string {
  const { detail, shape } = itemText(item);
  return [detail, shape].filter((part) => part !== '').join(' · ');
}

const chipNames: Readonly<Record<string, string>> = { BatchNorm: 'norm', LocalResponseNorm: 'LRN' };

export function chipText(chip: { readonly title: string }): string {
  const name = chip.title.split(' ', 1)[0] ?? '';
  // Chips are many: the names that every reader abbreviates are written short, and whole in the tooltip.
  return fitted(chipNames[name] ?? chip.title, fonts.chip, CHIP_MOST);
}

export function chipWidth(chip: { readonly title: string }): number {
  return Math.ceil(20 + textWidth(chipText(chip), fonts.chip) + 9);
}

function chipRowWidth(chips: readonly { readonly title: string }[]): number {
  return chips.length === 0 ? 0 : chips.reduce((width, chip) => width + chipWidth(chip) + 6, -6);
}

/** The least width of a closed item. */
export function naturalWidth(item: DiagramItem): number {
  const text = itemText(item);
  const chevron = item.type === 'box' ? CHEVRON : 0;
  const label = text.label === '' ? 0 : 7 + textWidth(text.label, fonts.label);
  const first =
    TEXT_INDENT +
    chevron +
    textWidth(text.title, fonts.title) +
    label +
    (text.shape === '' ? 0 : 18 + textWidth(text.shape, fonts.shape)) +
    TEXT_END;
  const second =
    TEXT_INDENT + textWidth(text.detail, fonts.detail) + (text.bar ? 12 + BAR.width : 0) + TEXT_END;
  const chips = Math.max(chipRowWidth(item.chipsAbove), chipRowWidth(item.chipsBelow));
  return Math.ceil(Math.max(first, second, CHIP_INDENT + chips + 6, 90));
}

/** Of an opened box's title line: its title with triangle and name, and the figures at its right. */
export function frameTitle(item: DiagramItem): { readonly title: number; readonly figures: number } {
  const text = itemText(item);
  const label = text.label === '' ? 0 : 7 + textWidth(text.label, fonts.label);
  return {
    title: CHEVRON + textWidth(text.title, fonts.title) + label,
    figures: textWidth(frameText(item), fonts.detail),
  };
}

/** Of an edge's line. */
export function edgeWidth(shape: readonly number[] | undefined): number {
  const channels = shape?.at(-1) ?? 1;
  return Math.round((0.7 + 0.46 * Math.log2(Math.max(1, channels))) * 10) / 10;
}

export const bottom = (placed: Placed): number => placed.y + placed.height;
