import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import { summaryOf } from '../../analysis/summary.ts';
import type { FieldSummary } from '../../analysis/summary.ts';
import { times } from '../../layers/known.ts';
import { DiagramTooLarge } from '../../diagram/model/drawn.ts';
import { DiagramLayout, LayoutError } from '../../diagram/layout/layout.ts';
import { drawnMistakes } from '../../diagram/model/marks.ts';
import { buildDiagram } from '../../diagram/model/model.ts';
import { drawSvg, exportTheme } from '../../diagram/svg/svg.ts';
import type { DiagramModel } from '../../protocol/diagram.ts';
import { fieldSize, unknown } from '../../wording/figures.ts';
import { writeText } from '../output.ts';
import {
  chooseNetworks,
  displayPath,
  filesOf,
  forget,
  inTurn,
  mistakeLines,
  placeMistakes,
} from '../program.ts';
import type { Chosen } from '../program.ts';
import { print, printError, printJson, printText } from '../print.ts';
import { exact, table } from '../terminal.ts';
import { UsageError } from '../usage.ts';
import type { Options } from '../usage.ts';

const hasErrors = ({ mistakes }: Chosen): boolean => mistakes.some(({ severity }) => severity === 'error');

/** What was understood of a file is forgotten, so that there may be many. */
function chooseAlone(file: string, options: Options): Chosen {
  const chosen = chooseNetworks(file, options);
  forget(chosen.understanding);
  return chosen;
}

/** Prints each mistake as `file:line:column: severity: message [code]`; 1 when one is an error or not all was read. */
export function check(paths: readonly string[], options: Options): number {
  const { files, isAll } = filesOf(paths);
  const each = inTurn(files, 'Checked', (file) => {
    const chosen = chooseAlone(file, options);
    const placed = placeMistakes(chosen);
    const told = placed.map(({ file, line, column, severity, code, message }) => ({
      file,
      line,
      column,
      severity,
      code,
      message,
    }));
    const lines = options.json ? [] : placed.flatMap((mistake) => mistakeLines(mistake, chosen));
    return { told, lines, failed: hasErrors(chosen) };
  });
  if (options.json)
    printJson(
      each.flatMap(({ told }) => told),
      2,
    );
  else each.forEach(({ lines }) => print(...lines));
  return isAll && !each.some(({ failed }) => failed) ? 0 : 1;
}

/** Prints what the networks cost; mistakes go to standard error, and 1 is returned when one is an error. */
export function summary(paths: readonly string[], options: Options): number {
  const { files, isAll } = filesOf(paths);
  const each = inTurn(files, 'Summed up', (file) => {
    const chosen = chooseAlone(file, options);
    const { networks, understanding } = chosen;
    return {
      mistakes: placeMistakes(chosen).flatMap((mistake) => mistakeLines(mistake, chosen)),
      summaries: networks.map((network) => ({
        file: displayPath(understanding.uri),
        ...summaryOf(network),
      })),
      tables: options.json ? [] : networks.map(summaryLines),
      failed: hasErrors(chosen),
    };
  });
  each.forEach(({ mistakes }) => printError(...mistakes));
  const summaries = each.flatMap((one) => one.summaries);
  if (summaries.length === 0) printError(`There is no network in ${paths.join(', ')}.`);
  if (options.json) printJson(summaries, 2);
  else if (summaries.length > 0) {
    const tables = each.flatMap((one) => one.tables);
    tables.forEach((lines, index) => print(...(index > 0 ? [''] : []), ...lines));
  }
  return isAll && !each.some(({ failed }) => failed) ? 0 : 1;
}

function summaryLines(analysed: AnalysedNetwork): string[] {
  const network = summaryOf(analysed);
  const { totals } = analysed;
  const { nonTrainable } = network.parameters;
  const rows = network.layers.map((layer) => [
    layer.name,
    layer.type,
    shapeText(layer.output),
    exact(layer.parameters ?? undefined),
    exact(layer.macs ?? undefined),
    fieldSize(layer.receptiveField ?? undefined, sides),
  ]);
  const auxiliary = totals.parameters.auxiliary;
  const facts: [string, string][] = [
    ['input', shapeText(network.input)],
    ['output', shapeText(network.output)],
    [
      'parameters',
      exact(totals.parameters.trainable) +
        (nonTrainable === 0 ? '' : `, and ${exact(totals.parameters.nonTrainable)} not trained`) +
        (auxiliary !== 0 ? `, and ${exact(auxiliary)} of auxiliary heads` : ''),
    ],
    ['MACs', `${exact(totals.macs)} (FLOPs: ${exact(times(2, totals.macs))})`],
    ['elementwise', exact(totals.elementwise)],
    [
      'activations',
      `${exact(totals.memory.forward)} bytes an image forward (${exact(totals.memory.withoutInPlace)} with activations in place, ` +
        `${exact(totals.memory.peak)} at the peak), ${exact(totals.memory.training)} for training`,
    ],
    ['depth', exact(totals.depth)],
    ['receptive field', receptiveFieldText(network.receptiveField)],
  ];
  return [
    analysed.network.name + (network.complete ? '' : ' (with mistakes: ? is not known)'),
    ...table(['layer', 'type', 'output', 'parameters', 'MACs', 'field'], rows, 3),
    ...facts.map(([name, value]) => `${name.padEnd(16)}${value}`),
  ];
}

const shapeText = (shape: readonly number[] | null): string => shape?.join('x') ?? unknown;

const sides = ([height, width]: readonly [number, number]): string =>
  height === width ? exact(height) : `${exact(height)}x${exact(width)}`;

function receptiveFieldText(field: FieldSummary): string {
  const size = fieldSize(field ?? undefined, sides);
  if (field === null || field === 'global') return size;
  return `${size}, stride ${sides(field.stride)}, padding ${sides(field.padding)}`;
}

/** Writes the SVG of one network's diagram to `--output` or standard output. */
export async function diagram(file: string, options: Options): Promise<number> {
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
    if (positioned.notice !== undefined) printError(positioned.notice);
    const svg = drawSvg(positioned, exportTheme(theme));
    if (options.output !== undefined) writeText(options.output, svg);
    else printText(svg);
    if (options.json) {
      const { width, height } = positioned;
      printJson({ network: network.network.name, width, height }, undefined, 'error');
    }
  } catch (error) {
    throw error instanceof DiagramTooLarge || error instanceof LayoutError
      ? new UsageError(error.message)
      : error;
  } finally {
    await layout.dispose();
  }
  return hasErrors(chosen) ? 1 : 0;
}
