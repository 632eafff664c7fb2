import { engines } from '../training/engines/catalogue.ts';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What was asked cannot be done as asked: shown as one sentence, exit status 2. */
export class UsageError extends Error {}

export const commands = ['check', 'format', 'summary', 'diagram', 'train', 'profile', 'engines'] as const;
export type Command = (typeof commands)[number];

export const help = `Usage: cnn COMMAND FILE… [options]

  cnn check FILE…             mistakes as file:line:column: severity: message [code]; exit status 1 on errors;
                              of a folder all .cnn files in it, here, in format and in summary
  cnn format FILE…            rewrites the files in place, in the house style; --check writes nothing and tells
                              which differ, exit status 1
  cnn summary FILE…           shapes, parameters, MACs and receptive fields, layer by layer
  cnn diagram FILE            the diagram as SVG
  cnn train FILE              train a network; the run is kept and can be resumed
  cnn train --resume RUN      go on with a run
  cnn profile FILE            time per layer, forward and backward, beside the predicted cost
  cnn engines                 which engines can train here, and why the others can't

  --network N       one network of the file          --set k=v        a parameter of the network (repeatable)
  --json            machine-readable output          --help, --version

format:   --check        write nothing
diagram:  --output FILE.svg   instead of standard output     --theme light|dark
          --open PATH         a box to open (repeatable), or --open all
train:    --recipe NAME  --engine ${engines.map(({ id }) => id).join('|')}|auto  --epochs N  --batch N  --seed N
          --data DIR     a folder or an archive with the data set, or a mirror's URL
          --checksum X   md5:… or sha256:… of the archive that --data names
          --download     agree to download the data set
          --run DIR      where the run is kept (default: runs/ beside the file)
profile:  --engine E  --batch N  --runs N`;

const everywhere = {
  network: { type: 'string' },
  set: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;
const engine = { engine: { type: 'string' }, batch: { type: 'string' } } as const;
const optionsOf = {
  check: everywhere,
  format: { check: { type: 'boolean' } },
  summary: everywhere,
  diagram: {
    ...everywhere,
    output: { type: 'string', short: 'o' },
    theme: { type: 'string' },
    open: { type: 'string', multiple: true },
  },
  train: {
    ...everywhere,
    ...engine,
    recipe: { type: 'string' },
    epochs: { type: 'string' },
    seed: { type: 'string' },
    data: { type: 'string' },
    checksum: { type: 'string' },
    download: { type: 'boolean' },
    run: { type: 'string' },
    resume: { type: 'string' },
  },
  profile: { ...everywhere, ...engine, recipe: { type: 'string' }, runs: { type: 'string' } },
  engines: { json: { type: 'boolean' } },
} satisfies Record<Command, ParseArgsConfig['options']>;

/** The options of all commands together, as text: the commands turn them into what they mean. */
export interface Options {
  network?: string;
  set?: string[];
  json?: boolean;
  check?: boolean;
  output?: string;
  theme?: string;
  open?: string[];
  engine?: string;
  batch?: string;
  recipe?: string;
  epochs?: string;
  seed?: string;
  data?: string;
  checksum?: string;
  download?: boolean;
  run?: string;
  resume?: string;
  runs?: string;
}

export interface Invocation {
  readonly command: Command;
  readonly files: readonly string[];
  readonly options: Options;
}

/** @throws UsageError in one sentence that says what to write instead. */
export function readInvocation(words: readonly string[]): Invocation {
  const [first, ...rest] = words;
  const command = commands.find((name) => name === first);
  if (!command) {
    throw new UsageError(
      first === undefined
        ? `No command given: say one of ${commands.join(', ')}, or --help.`
        : `There is no command "${first}": the commands are ${commands.join(', ')}.`,
    );
  }
  try {
    const { values, positionals } = parseArgs({
      args: rest,
      options: optionsOf[command],
      allowPositionals: true,
    });
    const options = values as Options;
    const needsFile = command !== 'engines' && !(command === 'train' && options.resume !== undefined);
    if (needsFile && positionals.length === 0) {
      throw new UsageError(`cnn ${command} needs a .cnn file: cnn ${command} FILE.`);
    }
    const takesOne = command === 'diagram' || command === 'train' || command === 'profile';
    if ((takesOne && positionals.length > 1) || (!needsFile && positionals.length > 0)) {
      throw new UsageError(
        `cnn ${command} takes ${needsFile ? 'one file' : 'no file here'}, not "${positionals.join(' ')}".`,
      );
    }
    return { command, files: positionals, options };
  } catch (error) {
    if (error instanceof TypeError)
      throw new UsageError(`${error.message.split(/\.\s/)[0]}: see cnn --help.`);
    throw error;
  }
}

/** A whole number of at least `minimum`, or undefined where the option is absent. */
export function wholeNumber(options: Options, name: keyof Options, minimum: number): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new UsageError(`--${name} takes a whole number of ${minimum} or more, not "${String(text)}".`);
  }
  return value;
}
