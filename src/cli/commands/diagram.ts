import { chooseNetworks, placeMistakes, mistakeLines, hasErrors } from '../program.ts';
import { printError, printText, printJson } from '../print.ts';
import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { DiagramLayout, LayoutError } from '../../diagram/layout/layout.ts';
import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import type { DiagramModel, PositionedDiagram } from '../../protocol/diagram.ts';
import { drawnMistakes } from '../../diagram/model/marks.ts';
import { buildDiagram } from '../../diagram/model/model.ts';
import { drawSvg, exportTheme } from '../../diagram/svg/svg.ts';
import { writeText } from '../output.ts';
import { DiagramTooLarge } from '../../diagram/model/drawn.ts';
import { UsageError, networkOptions } from '../usage.ts';
import { defineCommand } from './command.ts';

/** Writes the SVG of one network's diagram to `--output` or standard output. */
export const diagram = defineCommand({
  name: 'diagram',
  usage: [{ words: 'FILE', does: ['the diagram as SVG'] }],
  optionUsage: [
    '--output FILE.svg   instead of standard output     --theme light|dark',
    '--open PATH         a box to open (repeatable), or --open all',
  ],
  options: {
    ...networkOptions,
    output: { type: 'string', short: 'o' },
    theme: { type: 'string' },
    open: { type: 'string', multiple: true },
  },
  takes: () => 'one file',
  async run([file = ''], options) {
    const chosen = chooseNetworks(file, options);
    const theme = options.theme ?? 'light';
    if (theme !== 'light' && theme !== 'dark') {
      throw new UsageError(`--theme is light or dark, not "${theme}".`);
    }
    const [network, ...others] = chosen.networks;
    if (!network) throw new UsageError(`${file} holds no network to draw.`);
    if (others.length > 0) {
      const names = chosen.networks.map((each) => each.network.name).join(', ');
      throw new UsageError(`${file} holds several networks: choose one of ${names} with --network.`);
    }
    for (const mistake of placeMistakes(chosen)) printError(...mistakeLines(mistake, chosen));
    const worker = join(__dirname, 'layoutWorker.cjs');
    if (!existsSync(worker)) {
      throw new UsageError(
        `${worker}, which lays diagrams out, is missing: it belongs beside the command line.`,
      );
    }
    const layout = new DiagramLayout<DiagramModel>(worker);
    try {
      const mistakes = drawnMistakes(chosen.understanding.program, network);
      const asked = options.open ?? [];
      const open = asked.includes('all') ? 'all' : new Set(asked);
      const positioned = await layout.layoutDiagram(buildDiagram(network, open, mistakes));
      const closed = asked.filter((id) => id !== 'all' && !positioned.open.includes(id));
      if (closed.length > 0 && positioned.notice === undefined) throw noBox(closed, network, positioned);
      if (positioned.notice !== undefined) printError(positioned.notice);
      const svg = drawSvg(positioned, exportTheme(theme));
      if (options.output !== undefined) writeText(options.output, svg);
      else printText(svg);
      if (options.json) {
        const { width, height, notice } = positioned;
        printJson({ network: network.network.name, width, height, notice }, undefined, 'error');
      }
    } catch (error) {
      throw error instanceof DiagramTooLarge || error instanceof LayoutError
        ? new UsageError(error.message)
        : error;
    } finally {
      await layout.dispose();
    }
    return hasErrors(chosen) ? 1 : 0;
  },
});

/** The names of so many boxes are told. */
const mostNamed = 12;

/** What `--open` names is not there, or lies in a box that stays closed. */
function noBox(
  ids: readonly string[],
  { network }: AnalysedNetwork,
  { items }: PositionedDiagram,
): UsageError {
  const boxes = items.filter(({ type, closable }) => type === 'box' && closable).map(({ id }) => id);
  const more = boxes.length > mostNamed ? ', …' : '';
  const there =
    boxes.length > 0
      ? `it shows ${boxes.slice(0, mostNamed).join(', ')}${more}; a box inside another needs that opened, too`
      : 'it has none';
  return new UsageError(`The diagram of ${network.name} shows no box ${ids.join(', ')}: ${there}.`);
}
