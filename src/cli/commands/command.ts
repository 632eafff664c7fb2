import type { ParseArgsConfig, parseArgs } from 'node:util';

type Specs = NonNullable<ParseArgsConfig['options']>;

/** The options as they were given: texts, which the command turns into what they mean. */
type Given<Options extends Specs> = ReturnType<typeof parseArgs<{ options: Options }>>['values'];

/** A command of the terminal. Everything that the command line knows about it stands here; see catalogue.ts. */
export interface Command<Options extends Specs = Specs> {
  readonly name: string;
  /** Its lines of `cnn --help`, one entry for each way to call it: what follows its name, and what that does. */
  readonly usage: readonly { readonly words: string; readonly does: readonly string[] }[];
  /** The lines of `cnn --help` about options that it alone has. */
  readonly optionUsage?: readonly string[];
  readonly options: Options;
  takes(options: Given<Options>): 'files' | 'one file' | 'no file';
  /** Gives the exit status. */
  run(files: readonly string[], options: Given<Options>): number | Promise<number>;
}

/** Fixes a command's type from its options, so that what it runs sees these. */
export const defineCommand = <const Options extends Specs>(command: Command<Options>): Command => command;
