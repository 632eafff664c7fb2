/** What is asked of the layered layout: the items of one container, top to bottom. Pixels at zoom 1. */

export interface LayeredPort {
  /** From the node's left border. */
  readonly x: number;
  readonly side: 'top' | 'bottom';
}

export interface LayeredNode {
  readonly width: number;
  readonly height: number;
  readonly ports: readonly LayeredPort[];
  /** Where values enter the container stands above everything, where they leave it below. */
  readonly row?: 'first' | 'last';
}

/** An end: a node's and a port's index. */
export type LayeredEnd = readonly [node: number, port: number];

export interface LayeredEdge {
  readonly from: LayeredEnd;
  readonly to: LayeredEnd;
  /** Of the main path, which shall be a straight line. */
  readonly straight: boolean;
  readonly width: number;
}

export interface LayeredGraph {
  readonly nodes: readonly LayeredNode[];
  readonly edges: readonly LayeredEdge[];
  /** The main path passes branches with more items than it has itself. */
  readonly besideGates?: boolean;
}

export interface LayeredLayout {
  readonly width: number;
  readonly height: number;
  /** Of each node's top left corner. */
  readonly nodes: readonly (readonly [number, number])[];
  /** Of each edge, from its source's border to its target's. */
  readonly edges: readonly (readonly (readonly [number, number])[])[];
}

export type Layered = (graph: LayeredGraph) => Promise<LayeredLayout>;
