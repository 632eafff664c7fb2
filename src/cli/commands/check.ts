import {
  filesOf,
  inTurn,
  placeMistakes,
  mistakeLines,
  chooseAlone,
  explained,
  hasErrors,
  statusOf,
} from '../program.ts';
import { readSettings } from '../settings.ts';
import { printJson, print } from '../print.ts';
import { networkOptions } from '../usage.ts';
import { defineCommand } from './command.ts';

/** Prints each mistake; 1 when one is an error or not all was read. */
export const check = defineCommand({
  name: 'check',
  usage: [
    {
      words: 'FILE…',
      does: [
        'mistakes as file:line:column: severity: message [code]; exit status 1 on errors;',
        'of a folder all .cnn files in it, here, in format and in summary',
      ],
    },
  ],
  options: networkOptions,
  takes: () => 'files',
  run(paths, options) {
    readSettings(options.set);
    const { files, refused, isAll } = filesOf(paths);
    const { made: each, refused: unread } = inTurn(files, 'Checked', (file) => {
      const chosen = chooseAlone(file, options);
      const placed = placeMistakes(chosen);
      const told = placed.map((mistake) => {
        const { file, line, column, endLine, endColumn, severity, code, message, chain, related } = mistake;
        const [calls, places] = [chain, related ?? []].map((each) => explained(each, chosen.understanding));
        return { file, line, column, endLine, endColumn, severity, code, message, calls, related: places };
      });
      const lines = options.json ? [] : placed.flatMap((mistake) => mistakeLines(mistake, chosen));
      return { told, lines, failed: hasErrors(chosen) };
    });
    if (options.json)
      printJson(
        each.flatMap(({ told }) => told),
        2,
      );
    else each.forEach(({ lines }) => print(...lines));
    return statusOf(refused + unread, isAll && !each.some(({ failed }) => failed));
  },
});
