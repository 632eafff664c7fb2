import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import { summaryOf } from '../../analysis/summary.ts';
import type { FieldSummary } from '../../analysis/summary.ts';
import { times } from '../../layers/known.ts';
import { fieldSize, unknown, exact } from '../../wording/figures.ts';
import {
  displayPath,
  filesOf,
  inTurn,
  mistakeLines,
  placeMistakes,
  hasErrors,
  chooseAlone,
  statusOf,
} from '../program.ts';
import { print, printError, printJson } from '../print.ts';
import { readSettings } from '../settings.ts';
import { table } from '../terminal.ts';
import { networkOptions } from '../usage.ts';
import { defineCommand } from './command.ts';

/** Prints what the networks cost; mistakes go to standard error, and 1 is returned when one is an error. */
export const summary = defineCommand({
  name: 'summary',
  usage: [{ words: 'FILE…', does: ['shapes, parameters, MACs and receptive fields, layer by layer'] }],
  options: networkOptions,
  takes: () => 'files',
  run(paths, options) {
    readSettings(options.set);
    const { files, refused, isAll } = filesOf(paths);
    const { made: each, refused: unread } = inTurn(files, 'Summed up', (file) => {
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
    if (summaries.length === 0 && refused + unread === 0)
      printError(`There is no network in ${paths.join(', ')}.`);
    if (options.json) printJson(summaries, 2);
    else if (summaries.length > 0) {
      const tables = each.flatMap((one) => one.tables);
      tables.forEach((lines, index) => print(...(index > 0 ? [''] : []), ...lines));
    }
    return statusOf(refused + unread, isAll && !each.some(({ failed }) => failed));
  },
});

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
    analysed.network.name +
      (network.complete ? '' : totals.complete ? ' (? is not known)' : ' (with mistakes: ? is not known)'),
    ...table(['layer', 'type', 'output', 'parameters', 'MACs', 'field'], rows, 3),
    ...facts.map(([name, value]) => `${name.padEnd(16)}${value}`),
  ];
}

const shapeText = (shape: readonly number[] | null): string => shape?.join('x') ?? unknown;

const sides = ([height, width]: readonly [number, number]): string =>
  height === width ? side(height) : `${side(height)}x${side(width)}`;

const side = (length: number): string => exact(Number(length.toFixed(3)));

function receptiveFieldText(field: FieldSummary): string {
  const size = fieldSize(field ?? undefined, sides);
  if (field === null || field === 'global') return size;
  return `${size}, stride ${sides(field.stride)}, padding ${sides(field.padding)}`;
}
