/** Checks of the diagram's messages on arrival. */
import type { Checker } from './check.ts';
import { atMost, boolean, list, number, object, optional, text, union, word } from './check.ts';
import type {
  DiagramAnswer,
  DiagramFacts,
  DiagramField,
  DiagramFromWebview,
  DiagramMistake,
  DiagramRequest,
  DiagramSeen,
  DiagramTotals,
  DiagramToWebview,
  PositionedChip,
  PositionedDiagram,
  PositionedEdge,
  PositionedItem,
  PositionedVolume,
  Quantity,
  ShownItem,
  SourcePlace,
} from './diagram.ts';

const place = object<SourcePlace>({ uri: text, start: number, end: number });
const fromWebview: Checker<DiagramFromWebview> = union<DiagramFromWebview>({
  ready: object({ kind: word('ready'), open: list(text), network: optional(text) }),
  open: object({ kind: word('open'), open: list(text) }),
  network: object({ kind: word('network'), network: text }),
  select: object({ kind: word('select'), id: text, source: place }),
  export: object({ kind: word('export'), theme: word('light', 'dark') }),
});

/** Whether a message that arrived in the extension host is one of the page's. */
export function isDiagramFromWebview(value: unknown): value is DiagramFromWebview {
  return fromWebview(value, '') === undefined;
}

/** A tuple of two numbers. */
const pair: Checker<readonly [number, number]> = (value, path) =>
  Array.isArray(value) && value.length === 2 ? list(number)(value, path) : `${path}: expected two numbers`;
const pairOrNone: Checker<readonly [number, number] | null> = (value, path) =>
  value === null ? undefined : pair(value, path);
const seen = list(object<DiagramSeen>({ period: number, shift: number, units: list(pairOrNone) }));
const seenBoth: Checker<NonNullable<DiagramField['seen']>> = (value, path) =>
  Array.isArray(value) && value.length === 2 ? list(seen)(value, path) : `${path}: expected two lists`;
const field = object<DiagramField>({
  size: pair,
  smallest: optional(pair),
  stride: pair,
  padding: pair,
  seen: optional(seenBoth),
});
const fieldOrGlobal: Checker<DiagramField | 'global'> = (value, path) =>
  value === 'global' ? undefined : field(value, path);
const severity = word('error', 'warning', 'hint');
const mistake = object<DiagramMistake>({ severity, code: text, message: text, place });
const quantity = object<Quantity>({ value: number, formula: optional(text) });
/** JSON turns the undefined of a list into null. */
const shapeOrUnknown: Checker<readonly number[] | undefined> = (value, path) =>
  value === undefined || value === null ? undefined : list(number)(value, path);
const facts = object<DiagramFacts>({
  inputs: list(shapeOrUnknown),
  output: optional(list(number)),
  parameters: optional(quantity),
  nonTrainable: optional(number),
  macs: optional(quantity),
  elementwise: optional(quantity),
  memory: optional(number),
  field: optional(fieldOrGlobal),
  remarks: list(text),
});
const kind = word(
  'convolution',
  'dense',
  'pooling',
  'normalization',
  'activation',
  'regularization',
  'merge',
  'shape',
  'output',
  'input',
  'block',
  'broken',
);
const placed = { x: number, y: number, width: number, height: number };
const chip = object<PositionedChip>({
  ...placed,
  id: text,
  title: text,
  label: optional(text),
  kind,
  source: place,
  facts,
  mistakes: list(mistake),
});
const item = object<PositionedItem>({
  ...placed,
  id: text,
  title: text,
  label: optional(text),
  kind,
  sources: list(place),
  share: number,
  mistakes: list(mistake),
  facts,
  auxiliary: boolean,
  declared: optional(place),
  type: word('node', 'box'),
  of: optional(word('call', 'loop', 'equal', 'auxiliary')),
  count: number,
  closable: boolean,
  open: boolean,
  parent: optional(text),
  face: object<PositionedItem['face']>(placed),
  titleX: number,
  chips: list(chip),
});
const edge = object<PositionedEdge>({
  from: optional(text),
  to: optional(text),
  container: optional(text),
  role: word('main', 'shortcut', 'auxiliary'),
  points: list(pair),
  width: number,
  arrow: boolean,
  shape: optional(list(number)),
  label: optional(text),
  operand: optional(number),
});
const volume = object<PositionedVolume>({
  shape: list(number),
  item: text,
  x: number,
  y: number,
  face: number,
  length: number,
});

const rename: Checker<readonly [string, string]> = (value, path) =>
  Array.isArray(value) && value.length === 2 ? list(text)(value, path) : `${path}: expected two texts`;

export const positionedDiagram: Checker<PositionedDiagram> = object<PositionedDiagram>({
  uri: text,
  network: text,
  totals: object<DiagramTotals>({
    complete: boolean,
    parameters: optional(number),
    nonTrainable: optional(number),
    macs: optional(number),
    memory: optional(number),
    depth: optional(number),
    field: optional(fieldOrGlobal),
    layers: optional(number),
  }),
  mistakes: list(mistake),
  open: list(text),
  renamed: list(rename),
  notice: optional(text),
  width: number,
  height: number,
  items: list(item),
  edges: list(edge),
  volumes: list(volume),
});

export const diagramToWebview: Checker<DiagramToWebview> = union<DiagramToWebview>({
  diagram: object({
    kind: word('diagram'),
    diagram: positionedDiagram,
    networks: list(text),
    file: text,
    opened: list(text),
  }),
  waiting: object({ kind: word('waiting'), activity: text }),
  stale: object({ kind: word('stale'), reason: text }),
  empty: object({ kind: word('empty'), message: text, networks: list(text) }),
  cursor: object({ kind: word('cursor'), uri: text, offset: number }),
});

const shown = object<ShownItem>({ id: text, parent: optional(text), title: text });

/** More than a diagram ever shows (src/diagram/model/drawn.ts): nobody asks for so much. */
const MOST_IDS = 20_000;

export const diagramRequest: Checker<DiagramRequest> = object<DiagramRequest>({
  uri: text,
  network: optional(text),
  open: atMost(MOST_IDS, list(text)),
  previous: optional(atMost(MOST_IDS, list(shown))),
});

export const diagramAnswer: Checker<DiagramAnswer> = union<DiagramAnswer>({
  diagram: object({
    kind: word('diagram'),
    diagram: positionedDiagram,
    networks: list(text),
    version: number,
  }),
  none: object({ kind: word('none'), message: text, networks: list(text) }),
  superseded: object({ kind: word('superseded') }),
});
