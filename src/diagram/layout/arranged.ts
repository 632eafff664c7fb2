/** What a container is once laid out, in its own coordinates, before it stands in the diagram. */
import type { DiagramEdge, DiagramItem, Placed } from '../../protocol/diagram.ts';
import type { MainPath } from './mainPath.ts';

export type Point = readonly [number, number];

/** One container laid out, in its own coordinates. */
export interface Arranged {
  readonly width: number;
  readonly height: number;
  readonly items: readonly ArrangedItem[];
  readonly edges: readonly Route[];
  /** Where values enter at the top, and leave at the bottom. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly path: MainPath;
}

/** An item with its chips: a rectangle from which ports stick out. */
export interface Block {
  readonly item: DiagramItem;
  readonly width: number;
  readonly height: number;
  /** Relative to the block. */
  readonly face: Placed;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly content?: Arranged;
  readonly contentX?: number;
  readonly titleX?: number;
}

interface ArrangedItem extends Block {
  readonly x: number;
  readonly y: number;
}

export interface Route {
  readonly edge: DiagramEdge;
  readonly points: readonly Point[];
}
