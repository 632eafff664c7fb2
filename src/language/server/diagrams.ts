import { buildDiagram } from '../../diagram/model.ts';
import type { DiagramLayout } from '../../diagram/layout.ts';
import { LayoutError } from '../../diagram/layout.ts';
import { drawSvg, exportTheme } from '../../diagram/svg.ts';
import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import type { Program } from '../../network/expand.ts';
import type { Mistake } from '../../network/mistake.ts';
import type { DiagramAnswer, DiagramRequest } from '../../protocol/diagram.ts';
import type { SvgAnswer, SvgRequest } from '../../protocol/languageServer.ts';
import type { Understanding } from './understanding.ts';

/** The positioned diagram of a network as its text stands. */
export async function diagramAnswer(
  understanding: Understanding | undefined,
  request: DiagramRequest,
  layout: DiagramLayout,
  topic?: string,
): Promise<DiagramAnswer> {
  const networks = (understanding?.networks ?? []).map(({ network }) => network.name);
  const found = understanding && choose(understanding, request.network);
  if (!understanding || found === undefined) {
    return { kind: 'none', message: 'The file can no longer be read: open it in the editor.', networks };
  }
  if (typeof found === 'string') return { kind: 'none', message: found, networks };
  try {
    const mistakes = drawnMistakes(understanding.program, found);
    const model = buildDiagram(found, new Set(request.open), mistakes, request.previous);
    const diagram = await layout.layoutDiagram(model, topic);
    return { kind: 'diagram', diagram, networks, version: understanding.version };
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    if (error.reason === 'superseded' || error.reason === 'closed') return { kind: 'superseded' };
    return { kind: 'none', message: error.message, networks };
  }
}

/**
 * Where they lie, in imported files too, unlike the editor's, which places them in the open file: a mark belongs on
 * the layer itself.
 */
export function drawnMistakes(program: Program, { network, mistakes }: AnalysedNetwork): Mistake[] {
  return [...program.mistakes, ...network.mistakes, ...mistakes];
}

/** The network of that name, or the first; else why there is none. */
function choose(understanding: Understanding, name: string | undefined): AnalysedNetwork | string {
  const { networks } = understanding;
  const named = name === undefined ? networks[0] : networks.find(({ network }) => network.name === name);
  if (named) return named;
  if (name !== undefined && networks.length > 0)
    return `This file has no network ${name} any more: choose another.`;
  return 'This file has no network: write `network Name { input 32x32x3 … }` to see its diagram.';
}

export async function svgAnswer(
  understanding: Understanding | undefined,
  request: SvgRequest,
  layout: DiagramLayout,
): Promise<SvgAnswer> {
  // A topic of its own: an export and the panel's diagram do not supersede each other.
  const answer = await diagramAnswer(understanding, request, layout, `svg ${request.uri}`);
  switch (answer.kind) {
    case 'diagram': {
      const { diagram } = answer;
      return { kind: 'svg', svg: drawSvg(diagram, exportTheme(request.theme)), network: diagram.network };
    }
    case 'none':
      return { kind: 'none', message: answer.message };
    case 'superseded':
      return { kind: 'none', message: 'Another export of this file began: this one was left out.' };
  }
}
