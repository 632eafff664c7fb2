/** Networks for the tests of the diagram: the samples, and texts written for a test. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { analyse } from '../../src/analysis/analyse.ts';
import type { AnalysedNetwork } from '../../src/analysis/analysis.ts';
import { buildDiagram } from '../../src/diagram/model/model.ts';
import { parseSource } from '../../src/language/parse.ts';
import { expandNetwork, openProgram } from '../../src/network/expand.ts';
import type { Program } from '../../src/network/expand.ts';
import type { DiagramBody, DiagramItem, DiagramModel, ShownItem } from '../../src/protocol/diagram.ts';
import type { Mistake } from '../../src/syntax/mistakes.ts';

export interface Understood {
  readonly analysed: AnalysedNetwork;
  readonly mistakes: readonly Mistake[];
}

function understand(program: Program): Understood {
  const [first] = program.networks;
  const expanded = first && expandNetwork(program, first);
  if (!expanded) throw new Error(`${program.uri} has no network.`);
  const analysed = analyse(expanded);
  return { analysed, mistakes: [...program.mistakes, ...expanded.mistakes, ...analysed.mistakes] };
}

export function sample(name: string): Understood {
  const uri = pathToFileURL(fileURLToPath(new URL(`../../samples/${name}.cnn`, import.meta.url))).href;
  return understand(
    openProgram(uri, (wanted) => {
      const path = fileURLToPath(wanted);
      return existsSync(path) ? parseSource(wanted, readFileSync(path, 'utf8')) : undefined;
    }),
  );
}

export const textUri = 'file:///text.cnn';

export function fromText(text: string): Understood {
  return understand(openProgram(textUri, (uri) => (uri === textUri ? parseSource(uri, text) : undefined)));
}

export function diagram(
  { analysed, mistakes }: Understood,
  open: Iterable<string> = [],
  previous?: readonly ShownItem[],
): DiagramModel {
  return buildDiagram(analysed, new Set(open), mistakes, previous);
}

/** Every item shown, boxes before what they hold. */
export function allItems(body: DiagramBody): DiagramItem[] {
  return body.items.flatMap((item) => [
    item,
    ...(item.type === 'box' && item.content ? allItems(item.content) : []),
  ]);
}

export function titles(body: DiagramBody): string[] {
  return body.items.map((item) =>
    item.type === 'box' && item.count > 1 ? `${item.title} ×${item.count}` : item.title,
  );
}

export function itemOf(model: DiagramModel, id: string): DiagramItem {
  const found = allItems(model.body).find((item) => item.id === id);
  if (!found)
    throw new Error(
      `No item ${id} among ${allItems(model.body)
        .map((item) => item.id)
        .join(', ')}.`,
    );
  return found;
}
