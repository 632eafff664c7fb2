import { parseArgs } from 'node:util';
import { UsageError } from '../usage.ts';
import { check } from './check.ts';
import type { Command } from './command.ts';
import { diagram } from './diagram.ts';
import { engines } from './engines.ts';
import { format } from './format.ts';
import { profile } from './profile.ts';
import { summary } from './summary.ts';
import { train } from './train.ts';

/** In the order in which they are told. */
export const commands: readonly Command[] = [check, format, summary, diagram, train, profile, engines];

/** Where in a line of the help stands what a command does. */
const column = 30;

/** What `cnn --help` prints. */
export const help = [
  'Usage: cnn COMMAND FILE… [options]',
  '',
  ...commands.flatMap(({ name, usage }) =>
    usage.flatMap(({ words, does }) =>
      does.map((line, index) => (index === 0 ? `  cnn ${name} ${words}` : '').padEnd(column) + line),
    ),
  ),
  '',
  '  --network N       one network of the file          --set k=v        a parameter of the network (repeatable)',
  '  --json            machine-readable output          --help, --version',
  '',
  ...commands.flatMap(({ name, optionUsage = [] }) =>
    optionUsage.map((line, index) => (index === 0 ? `${name}:` : '').padEnd(10) + line),
  ),
].join('\n');

/**
 * What was asked for, ready to be run.
 * @throws UsageError in one sentence that says what to write instead.
 */
export function readInvocation(words: readonly string[]): () => number | Promise<number> {
  const [first, ...rest] = words;
  const command = commands.find(({ name }) => name === first);
  if (!command) {
    const names = commands.map(({ name }) => name).join(', ');
    throw new UsageError(
      first === undefined
        ? `No command given: say one of ${names}, or --help.`
        : `There is no command "${first}": the commands are ${names}.`,
    );
  }
  const { name } = command;
  const { values, positionals } = parsed(command, rest);
  const takes = command.takes(values);
  if (takes !== 'no file' && positionals.length === 0) {
    throw new UsageError(`cnn ${name} needs a .cnn file: cnn ${name} FILE.`);
  }
  if ((takes === 'one file' && positionals.length > 1) || (takes === 'no file' && positionals.length > 0)) {
    const most = takes === 'one file' ? takes : 'no file here';
    throw new UsageError(`cnn ${name} takes ${most}, not "${positionals.join(' ')}".`);
  }
  return () => command.run(positionals, values);
}

function parsed({ options }: Command, args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    if (error instanceof TypeError)
      throw new UsageError(`${error.message.split(/\.\s/)[0]}: see cnn --help.`);
    throw error;
  }
}
