/**
 * The room gives figures: parameters, MACs, memory, depth, receptive fields, what was expected, and a reviewer's
 * warnings. It never imports the parser, nor what shows the figures.
 */
import { checkFile } from '../network/checks/checkFile.ts';
import type { Program } from '../network/expand.ts';
import { expandNetwork } from '../network/expand.ts';
import type { FileScope } from '../network/fileScope.ts';
import { Mistakes, locate, mistakeKey } from '../syntax/mistakes.ts';
import type { Mistake } from '../syntax/mistakes.ts';
import { codes } from '../syntax/codes.ts';
import { Account, workBetween } from '../network/account.ts';
import type { Work } from '../network/account.ts';
import { bounds } from '../network/bounds.ts';
import type { Value } from '../network/network.ts';
import type { NetworkDeclaration } from '../syntax/tree.ts';
import type { AnalysedNetwork } from './analysis.ts';
import { analyse } from './analyse.ts';
import { review } from './review/review.ts';
import type { Sources } from './review/evidence/reviewing.ts';
import { valueText } from '../network/values/valueText.ts';
import { insideValue } from '../network/values/outsideValue.ts';

/** A file as everybody sees it: its networks with their declared defaults, and what is wrong. */
export interface Understanding {
  readonly program: Program;
  /** In the order of the file. */
  readonly networks: readonly AnalysedNetwork[];
  /**
   * Syntax, names, expansion, failed expectations and what a reviewer would say; each once, all placed in this file, in the order of the
   * text. (What `train` declarations say is checked by src/training/.)
   */
  readonly mistakes: readonly Mistake[];
}

const understood = new WeakMap<FileScope, Understanding>();
/** With the work that each took. */
const variants = new WeakMap<
  FileScope,
  Map<string, { readonly network: AnalysedNetwork; readonly work: Work }>
>();

/** Understands a program, once for the same texts. */
export function understand(program: Program): Understanding {
  const { file } = program;
  if (!file) return { program, networks: [], mistakes: program.mistakes };
  const known = understood.get(file);
  if (known) return known;
  const mistakes = new Mistakes();
  const networks = networksOf(program, mistakes);
  for (const mistake of program.mistakes) mistakes.take(mistake);
  const placed = new Mistakes();
  const sources = sourcesOf(program);
  // What is to be written differently is judged once it is; till then it is not known either what is to be used.
  const errors = program.mistakes.filter(({ severity }) => severity === 'error');
  for (const analysed of networks) {
    const judged = [...analysed.mistakes, ...review(analysed, sources)].filter(
      (mistake) => !errors.some((error) => isForSound(mistake) || overlap(mistake, error)),
    );
    const found = [...analysed.network.mistakes, ...judged];
    for (const mistake of placeMistakes(program, found)) placed.take(mistake);
  }
  for (const mistake of placed.list) mistakes.take(mistake);
  const made = {
    program,
    networks,
    mistakes: mistakes.list.toSorted(
      (a, b) => a.location.start - b.location.start || a.location.end - b.location.end,
    ),
  };
  understood.set(file, made);
  return made;
}

const isForSound = ({ code }: Mistake): boolean => 'withoutErrors' in codes[code];

const overlap = ({ location: a }: Mistake, { location: b }: Mistake): boolean =>
  a.uri === b.uri && a.start < b.end && b.start < a.end;

/** The analysed networks, as far as they take no longer together than a file may: then one mistake says so. */
function networksOf(program: Program, mistakes: Mistakes): AnalysedNetwork[] {
  const networks: AnalysedNetwork[] = [];
  const accounts = [new Account(), new Account(bounds.steps / 10, bounds.nodes / 10)];
  for (const declaration of program.networks) {
    // A network that runs away takes what there is for all; the others of the file are small, most often.
    if (accounts.length > 1 && accounts[0]!.isSpent) accounts.shift();
    const account = accounts[0]!;
    if (account.isSpent) {
      const message = `${declaration.name.name} and the networks below are left out: those above make too many layers, or have reached a bound.`;
      mistakes.add('too-many-layers', locate(program.uri, declaration.name.range), message);
      break;
    }
    networks.push(analyse(expandNetwork(program, declaration, undefined, account)!));
  }
  return networks;
}

/** The texts that a program is made of. */
export const sourcesOf =
  ({ files }: Program): Sources =>
  (uri) =>
    files.get(uri)?.parsed;

/**
 * A network of a file with values for its parameters, once for the same texts and values. `account`: what it may take,
 * with others.
 */
export function understandNetwork(
  program: Program,
  declaration: NetworkDeclaration,
  given: ReadonlyMap<string, Value> = new Map(),
  account = new Account(),
): AnalysedNetwork | undefined {
  const { file } = program;
  if (!file) return undefined;
  if (given.size === 0) {
    return understand(program).networks.find(({ network }) => network.declaration === declaration);
  }
  const made = variants.get(file) ?? new Map<string, { network: AnalysedNetwork; work: Work }>();
  variants.set(file, made);
  const values = [...given].sort(([a], [b]) => (a < b ? -1 : 1));
  const key = JSON.stringify([
    declaration.range.start,
    values.map(([name, value]) => [name, valueText(insideValue(value), 10_000)]),
  ]);
  const known = made.get(key);
  if (known && account.hasRoomFor(known.work)) {
    account.add(known.work);
    return known.network;
  }
  const before = { steps: account.steps, nodes: account.nodes };
  const expanded = expandNetwork(program, declaration, given, account);
  const network = expanded && analyse(expanded);
  const work = workBetween(before, account, { steps: 0, nodes: 0 });
  // One that ended because others took too much is no other's.
  if (network && !account.isSpent) made.set(key, { network, work });
  return network;
}

/**
 * Mistakes as one file shows them: one that lies in an imported file is placed at the innermost call in this
 * file that leads to it (else at the import), and the place itself is related information. What is wrong in an
 * imported file by itself is told at its import, and left out here.
 */
export function placeMistakes(program: Program, mistakes: readonly Mistake[]): Mistake[] {
  const own = program.uri;
  const told = new Set(
    [...program.files.values()]
      .filter(({ uri }) => uri !== own)
      .flatMap((file) => checkFile(file).map(mistakeKey)),
  );
  return mistakes.flatMap((mistake) => {
    if (mistake.location.uri === own) return [mistake];
    if (told.has(mistakeKey(mistake))) return [];
    const at = mistake.chain.findLastIndex(({ location }) => location.uri === own);
    const site = mistake.chain[at];
    const location = site ? site.location : importOf(program, mistake.location.uri);
    if (!location) return [];
    const related = [
      ...mistake.chain.slice(at + 1),
      { text: mistake.message, location: mistake.location },
      ...(mistake.related ?? []),
    ];
    return [{ ...mistake, location, chain: mistake.chain.slice(0, Math.max(at, 0)), related, fixes: [] }];
  });
}

/** The import, in the program's file, that leads to another file. */
function importOf({ file, uri }: Program, wanted: string) {
  const declarations =
    file?.parsed.file.declarations.filter((declaration) => declaration.kind === 'import') ?? [];
  for (const [index, { path }] of declarations.entries()) {
    if (leadsTo(file?.imports[index], wanted)) return { uri, start: path.range.start, end: path.range.end };
  }
  return undefined;
}

function leadsTo(from: FileScope | undefined, wanted: string): boolean {
  const seen = new Set([from]);
  for (const file of seen) {
    if (file?.uri === wanted) return true;
    for (const next of file?.imports ?? []) seen.add(next);
  }
  return false;
}
