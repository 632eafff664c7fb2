/** A container's layout in ELK's terms, and back. ELK itself is called in layoutJobs.ts only. */
import { ROW_SPACING } from './chain.ts';
import type { LayeredGraph, LayeredLayout } from './layered.ts';

/** The part of ELK's JSON that is used; positions are there once laid out. */
export interface ElkGraph {
  id: string;
  layoutOptions?: Record<string, string>;
  width?: number;
  height?: number;
  x?: number;
  y?: number;
  children?: ElkGraph[];
  ports?: {
    id: string;
    width: number;
    height: number;
    x: number;
    y: number;
    layoutOptions: Record<string, string>;
  }[];
  edges?: {
    id: string;
    sources: string[];
    targets: string[];
    layoutOptions?: Record<string, string>;
    sections?: { startPoint: Point; endPoint: Point; bendPoints?: Point[] }[];
  }[];
}

interface Point {
  x: number;
  y: number;
}

const layoutOptions: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  // Network simplex takes seconds where this takes milliseconds.
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.layered.nodePlacement.bk.edgeStraightening': 'IMPROVE_STRAIGHTNESS',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.crossingMinimization.semiInteractive': 'false',
  'elk.layered.mergeEdges': 'false',
  'elk.spacing.nodeNode': '26',
  'elk.spacing.edgeNode': '20',
  'elk.spacing.edgeEdge': '14',
  'elk.layered.spacing.nodeNodeBetweenLayers': String(ROW_SPACING),
  'elk.layered.spacing.edgeNodeBetweenLayers': '13',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.separateConnectedComponents': 'false',
};

/**
 * The narrowest alignment, which is the default, puts a gate's layers in the main path's column. Downwards
 * from the left, the main path is aligned first.
 */
const alignedDownwards = { 'elk.layered.nodePlacement.bk.fixedAlignment': 'LEFTDOWN' } as const;

export function toElk(graph: LayeredGraph): ElkGraph {
  return {
    id: 'container',
    layoutOptions: { ...layoutOptions, ...(graph.besideGates && alignedDownwards) },
    children: graph.nodes.map((node, index) => ({
      id: `n${index}`,
      width: node.width,
      height: node.height,
      layoutOptions: {
        'elk.portConstraints': 'FIXED_POS',
        'elk.alignment': 'TOP',
        ...(node.row && {
          'elk.layered.layering.layerConstraint': node.row === 'first' ? 'FIRST' : 'LAST',
        }),
      },
      ports: node.ports.map((port, at) => ({
        id: `n${index}p${at}`,
        width: 0,
        height: 0,
        x: port.x,
        y: port.side === 'top' ? 0 : node.height,
        layoutOptions: { 'elk.port.side': port.side === 'top' ? 'NORTH' : 'SOUTH' },
      })),
    })),
    edges: graph.edges.map((edge, index) => ({
      id: `e${index}`,
      sources: [`n${edge.from[0]}p${edge.from[1]}`],
      targets: [`n${edge.to[0]}p${edge.to[1]}`],
      layoutOptions: {
        'elk.layered.priority.straightness': edge.straight ? '10' : '1',
        'elk.layered.priority.shortness': edge.straight ? '10' : '1',
        'elk.edge.thickness': String(edge.width),
      },
    })),
  };
}

export function fromElk(graph: LayeredGraph, laidOut: ElkGraph): LayeredLayout {
  const nodes = new Map((laidOut.children ?? []).map((child) => [child.id, child]));
  const edges = new Map((laidOut.edges ?? []).map((edge) => [edge.id, edge]));
  return {
    width: laidOut.width ?? 0,
    height: laidOut.height ?? 0,
    nodes: graph.nodes.map((_, index) => {
      const { x = 0, y = 0 } = nodes.get(`n${index}`) ?? {};
      return [x, y];
    }),
    edges: graph.edges.map((_, index) => {
      const [section] = edges.get(`e${index}`)?.sections ?? [];
      if (!section) throw new Error(`ELK left edge ${index} of ${graph.edges.length} without a route.`);
      return [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(
        ({ x, y }) => [x, y] as const,
      );
    }),
  };
}
