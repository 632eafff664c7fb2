/**
 * The diagram, as it travels: the model (what there is to see), the positioned diagram (where it stands),
 * what the extension host asks the language server for, and the messages between host and webview.
 * Everything here survives JSON.
 *
 * **The page.** The webview needs two files, `dist/webview/diagram.js` and `dist/webview/diagram.css`, and
 * an empty body, which the script fills. Its content-security policy needs no more than
 * `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-…'`: there are no images, fonts or
 * connections, no inline styles, and the drawing's style sheet is adopted as an object.
 *
 * Its `localResourceRoots` is `dist/webview`. The page says `ready` first, with what it remembers from
 * before it was hidden or restored; until then the host sends nothing. It needs no other source: no images,
 * no fonts, no connections.
 */
/** A range of a file: UTF-16 offsets, `end` excluded. */
export interface SourcePlace {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

/** What colours a node: the layer's kind, or what else stands in a diagram. */
export type DiagramKind =
  | 'convolution'
  | 'dense'
  | 'pooling'
  | 'normalization'
  | 'activation'
  | 'regularization'
  | 'merge'
  | 'shape'
  | 'output'
  | 'input'
  | 'block'
  | 'broken';

/** A count, with how it came about, figures filled in, where there is one formula. */
export interface Quantity {
  readonly value: number;
  readonly formula?: string;
}

/** Height and width. */
export type Extent = readonly [number, number];

/** What one unit sees of the input. */
export interface DiagramField {
  /** Of the positions that see furthest. */
  readonly size: Extent;
  /** Of those that see least, where that differs. */
  readonly smallest?: Extent;
  readonly stride: Extent;
  readonly padding: Extent;
  /** Along height and width, where positions don't see the same, `stride` further on: all of these together. */
  readonly seen?: readonly [readonly DiagramSeen[], readonly DiagramSeen[]];
}

/** From which pixel to which each of the first positions sees; `period` further on it is `shift` pixels further. */
export interface DiagramSeen {
  readonly period: number;
  readonly shift: number;
  /** Null of a position that sees none. */
  readonly units: readonly (Extent | null)[];
}

export interface DiagramMistake {
  readonly severity: 'error' | 'warning' | 'hint';
  /** Of the kind of mistake, stable: at one place each kind is told once. */
  readonly code: string;
  /** The sentence of the editor. */
  readonly message: string;
  readonly place: SourcePlace;
}

/**
 * What is told of a layer, or of a box's layers together, when it is selected. Shapes are [h, w, c] or [c]. What is
 * left out is not known.
 */
export interface DiagramFacts {
  readonly inputs: readonly (readonly number[] | undefined)[];
  readonly output?: readonly number[];
  readonly parameters?: Quantity;
  readonly nonTrainable?: number;
  readonly macs?: Quantity;
  readonly elementwise?: Quantity;
  /** Bytes of the outputs of all its layers, for one image. */
  readonly memory?: number;
  /** After it. */
  readonly field?: DiagramField | 'global';
  /** Remarks of the layer: `padding: 1 differs from same on this even size`. */
  readonly remarks: readonly string[];
}

/** A norm, an activation or a dropout, drawn as a chip at the layer that it belongs to. */
export interface DiagramChip {
  /** Its path, as a node's. */
  readonly id: string;
  readonly title: string;
  readonly label?: string;
  readonly kind: DiagramKind;
  readonly source: SourcePlace;
  readonly facts: DiagramFacts;
  readonly mistakes: readonly DiagramMistake[];
}

/** What a node and a box have in common. */
export interface DiagramItemBase {
  /**
   * Its path (`Bottleneck3.residual.ConvNorm2`), the identity by which it stays open, selected and in place.
   * A loop's is that of its first node and `/repeat`, equal neighbours' that of the first and `/equal`.
   */
  readonly id: string;
  /** `Conv 3×3, 128 /2`, `Bottleneck(128, stride: 2)` */
  readonly title: string;
  /** The name that the source gives it: `stem`. */
  readonly label?: string;
  readonly kind: DiagramKind;
  /** Where it stands, then the calls that led there, innermost first. */
  readonly sources: readonly SourcePlace[];
  readonly chipsAbove: readonly DiagramChip[];
  readonly chipsBelow: readonly DiagramChip[];
  /** Of the network's MACs (of its parameters where it has no MACs), 0 to 1. */
  readonly share: number;
  /** Of itself and of all that a closed box holds. */
  readonly mistakes: readonly DiagramMistake[];
  readonly facts: DiagramFacts;
  /** In an auxiliary head: trained, and absent at inference. */
  readonly auxiliary: boolean;
  /** Of a block call: where the block is declared. */
  readonly declared?: SourcePlace;
}

export interface DiagramNode extends DiagramItemBase {
  readonly type: 'node';
}

export interface DiagramBox extends DiagramItemBase {
  readonly type: 'box';
  /** A block call; a `repeat` or `for`; neighbours in an opened loop, equal ones or a part of very many. */
  readonly of: 'call' | 'loop' | 'equal' | 'auxiliary';
  /** How often what it names stands in it. */
  readonly count: number;
  /** How many values enter it; those of a closed one enter together. */
  readonly inputs: number;
  readonly outputs: number;
  /** False for the one block that a network consists of, which is always open. */
  readonly closable: boolean;
  /** What it holds, when open. */
  readonly content?: DiagramBody;
}

export type DiagramItem = DiagramNode | DiagramBox;

/** An end of an edge: an item of the same body, or a value that enters or leaves the body. */
export type DiagramEnd =
  { readonly item: string; readonly port: number } | { readonly input: number } | { readonly output: number };

export interface DiagramEdge {
  readonly from: DiagramEnd;
  readonly to: DiagramEnd;
  /** `shortcut`: goes around layers to a merge. */
  readonly role: 'main' | 'shortcut' | 'auxiliary';
  /** Brings a merge what scales its other values (squeeze-and-excite): the main path is theirs. */
  readonly gate?: boolean;
  /** Of the value that flows along it; undefined where not known. */
  readonly shape?: readonly number[];
  /** The name of the branch that begins here. */
  readonly label?: string;
  /** Into a merge whose operands have an order: which of them it is, from 1. */
  readonly operand?: number;
}

/** Items in an order in which every source stands before what reads it. */
export interface DiagramBody {
  readonly items: readonly DiagramItem[];
  readonly edges: readonly DiagramEdge[];
}

/** What is left out is not known. */
export interface DiagramTotals {
  /** False after a mistake. */
  readonly complete: boolean;
  readonly parameters?: number;
  readonly nonTrainable?: number;
  readonly macs?: number;
  /** Bytes for one image: the outputs of every layer. */
  readonly memory?: number;
  readonly depth?: number;
  /** Before the first global layer. */
  readonly field?: DiagramField | 'global';
  readonly layers?: number;
}

export interface DiagramModel {
  readonly uri: string;
  readonly network: string;
  readonly body: DiagramBody;
  readonly totals: DiagramTotals;
  /** Mistakes of the network that stand at none of its nodes (a failed `expect`). */
  readonly mistakes: readonly DiagramMistake[];
  /** The boxes that are open, by the ids that they have now. */
  readonly open: readonly string[];
  /** Where an edit changed ids: the old one and the new one of what is the same item. */
  readonly renamed: readonly (readonly [string, string])[];
  /** What is not shown though it was asked for, in a sentence that says what to do. */
  readonly notice?: string;
}

export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PositionedChip extends DiagramChip, Placed {}

/** An item in the diagram's own coordinates (pixels at zoom 1), its chips included in its height. */
export interface PositionedItem extends Omit<DiagramItemBase, 'chipsAbove' | 'chipsBelow'>, Placed {
  readonly type: 'node' | 'box';
  readonly of?: DiagramBox['of'];
  readonly count: number;
  readonly closable: boolean;
  readonly open: boolean;
  /** The opened box that holds it. */
  readonly parent?: string;
  /** Where its own rectangle is, without chips. */
  readonly face: Placed;
  /** Of an opened box: where its title begins, from the face's left, beside the line that enters. */
  readonly titleX: number;
  readonly chips: readonly PositionedChip[];
}

export interface PositionedEdge {
  /** Of the items at its ends; undefined at the border of an opened box, where `container` goes on. */
  readonly from?: string;
  readonly to?: string;
  readonly container?: string;
  readonly role: DiagramEdge['role'];
  readonly points: readonly (readonly [number, number])[];
  /** Of the line; grows with the channels. */
  readonly width: number;
  readonly arrow: boolean;
  readonly shape?: readonly number[];
  readonly label?: string;
  readonly operand?: number;
}

/** A feature map at the left, one a resolution stage. */
export interface PositionedVolume {
  readonly shape: readonly number[];
  /** The first item of its stage. */
  readonly item: string;
  /** The middle of its front face's lower border; the caption stands below. */
  readonly x: number;
  readonly y: number;
  /** Of the front face, by the resolution. */
  readonly face: number;
  /** How far it reaches back, by the channels. */
  readonly length: number;
}

/** What the drawer draws. */
export interface PositionedDiagram extends Omit<DiagramModel, 'body'> {
  readonly width: number;
  readonly height: number;
  /** Every box stands before what it holds. */
  readonly items: readonly PositionedItem[];
  readonly edges: readonly PositionedEdge[];
  readonly volumes: readonly PositionedVolume[];
}

/** An item of the diagram that was last shown, by which an edit's renamed paths are found again. */
export interface ShownItem {
  readonly id: string;
  readonly parent?: string;
  readonly title: string;
}

/** Extension host to language server. */
export interface DiagramRequest {
  readonly uri: string;
  /** Undefined: the file's first network. */
  readonly network?: string;
  /** Paths of opened boxes. */
  readonly open: readonly string[];
  /** `shownItems` (src/diagram/model/carryOver.ts) of the last diagram of the same file and network. */
  readonly previous?: readonly ShownItem[];
}

/** Language server to extension host. */
export type DiagramAnswer =
  | {
      readonly kind: 'diagram';
      readonly diagram: PositionedDiagram;
      /** The file's networks, in its order. */
      readonly networks: readonly string[];
      /** Of the document that the diagram shows. */
      readonly version: number;
    }
  /** There is nothing to draw: `message` says why, in a sentence that says what to do. */
  | { readonly kind: 'none'; readonly message: string; readonly networks: readonly string[] }
  /** A newer request for the same diagram took its place. */
  | { readonly kind: 'superseded' };

export type DiagramToWebview =
  | {
      readonly kind: 'diagram';
      readonly diagram: PositionedDiagram;
      readonly networks: readonly string[];
      /** The file's name, for the header. */
      readonly file: string;
      /** What the person opened, also what is missing while the text is broken: to be remembered. */
      readonly opened: readonly string[];
    }
  /** Something is being done; the page says so once it takes more than a second. */
  | { readonly kind: 'waiting'; readonly activity: string }
  /** What is shown is not the text's any more; `reason` is one sentence. Ends with the next `diagram`. */
  | { readonly kind: 'stale'; readonly reason: string }
  /** Nothing can be shown: `message` says why and what to do. */
  | { readonly kind: 'empty'; readonly message: string; readonly networks: readonly string[] }
  /** Where the editor's cursor is: its node is marked. */
  | { readonly kind: 'cursor'; readonly uri: string; readonly offset: number };

export type DiagramFromWebview =
  /** First of all; what the page remembers. */
  | { readonly kind: 'ready'; readonly open: readonly string[]; readonly network?: string }
  /** Which boxes shall be open from now on. */
  | { readonly kind: 'open'; readonly open: readonly string[] }
  | { readonly kind: 'network'; readonly network: string }
  /** A click on a node: show its source. */
  | { readonly kind: 'select'; readonly id: string; readonly source: SourcePlace }
  /** Write what is shown to an SVG file: `drawSvg(diagram, exportTheme(theme))` of src/diagram/svg/svg.ts. */
  | { readonly kind: 'export'; readonly theme: 'light' | 'dark' };
