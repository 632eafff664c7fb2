/**
 * The room gives `cnn`: what the editor can, from a terminal, a file a command in commands/.
 * It never imports server/ or vscode/.
 */
import { inspect } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { TrainingFailure, systemWords } from '../training/failure.ts';
import { OutputError } from './output.ts';
import { print, printError, watchStreams } from './print.ts';
import { help, readInvocation } from './commands/catalogue.ts';
import { UsageError } from './usage.ts';

async function main(words: readonly string[]): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    print(...help.split('\n'));
    return 0;
  }
  if (words.includes('--version')) {
    print(packageJson.version);
    return 0;
  }
  return readInvocation(words)();
}

/** What is the person's to mend, as one sentence; what is ours keeps its stack, as a report needs it. */
function complain(caught: unknown): number {
  if (caught instanceof UsageError || caught instanceof TrainingFailure || caught instanceof OutputError) {
    printError(`cnn: ${caught.message}`);
    return caught instanceof UsageError ? 2 : 1;
  }
  const why = systemWords(caught);
  if (why !== undefined) {
    const { path } = caught as NodeJS.ErrnoException;
    printError(`cnn: ${path ?? 'a file'} can’t be used: ${why}.`);
    return 1;
  }
  printError('cnn: something went wrong that should not have; please report this:');
  printError(...inspect(caught).split('\n'));
  return 70;
}

watchStreams();
main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (caught: unknown) => {
    process.exitCode = complain(caught);
  },
);
