import { inspect } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { TrainingFailure } from '../training/failure.ts';
import { format } from './commands/format.ts';
import { check, diagram, summary } from './commands/summary.ts';
import { OutputError } from './output.ts';
import { print, printError, watchStreams } from './print.ts';
import { systemWords } from '../training/systemWords.ts';
import { engines, profile, train } from './commands/train.ts';
import { UsageError, help, readInvocation } from './usage.ts';

async function main(words: readonly string[]): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    print(...help.split('\n'));
    return 0;
  }
  if (words.includes('--version')) {
    print(packageJson.version);
    return 0;
  }
  const { command, files, options } = readInvocation(words);
  const [file = ''] = files;
  switch (command) {
    case 'check':
      return check(files, options);
    case 'format':
      return format(files, options);
    case 'summary':
      return summary(files, options);
    case 'diagram':
      return diagram(file, options);
    case 'train':
      return train(files[0], options);
    case 'profile':
      return profile(file, options);
    case 'engines':
      return engines(options);
  }
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
