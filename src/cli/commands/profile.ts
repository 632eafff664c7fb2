import { run, selectionOf } from '../jobs.ts';
import { engineOptions, networkOptions, wholeNumber } from '../usage.ts';
import { defineCommand } from './command.ts';

/** Prints the time of each layer beside its predicted cost. */
export const profile = defineCommand({
  name: 'profile',
  usage: [{ words: 'FILE', does: ['time per layer, forward and backward, beside the predicted cost'] }],
  optionUsage: ['--engine E  --batch N  --runs N'],
  options: { ...networkOptions, ...engineOptions, runs: { type: 'string' } },
  takes: () => 'one file',
  run([file = ''], options) {
    return run(
      {
        kind: 'profile',
        ...selectionOf(file, options),
        recipe: options.recipe,
        engine: options.engine ?? 'auto',
        batch: wholeNumber(options, 'batch', 1),
        runs: wholeNumber(options, 'runs', 1) ?? 5,
      },
      options,
    );
  },
});
