import { filesOf, inTurn, placeMistakes, mistakeLines, chooseAlone, hasErrors } from '../program.ts';
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
  },
});
