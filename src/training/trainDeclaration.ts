import type { AnalysedNetwork } from '../analysis/analysis.ts';
import { Account } from '../network/account.ts';
import { bounds } from '../network/bounds.ts';
import { evaluate } from '../network/expansion/evaluate.ts';
import type { Program } from '../network/expand.ts';
import { Expansion, Scope } from '../network/expansion/expansion.ts';
import { locate, mistakeOf } from '../syntax/mistakes.ts';
import type { Mistake } from '../syntax/mistakes.ts';
import { nearestName } from '../wording/spelling.ts';
import type { Node, Value } from '../network/network.ts';
import type { Expression, Identifier, NetworkDeclaration, Range, TrainDeclaration } from '../syntax/tree.ts';
import { unknown } from '../network/values/values.ts';
import { dataSets, findDataSet } from './data/sets/catalogue.ts';
import type { DatasetDescription } from './data/dataset.ts';
import type { FolderProblem, LookAtFolder } from './data/folder/folderDescription.ts';
import { describeFolder, folderPath, folderProblem } from './data/folder/folderDescription.ts';
import type { FoundFolder } from './data/folder/folderScan.ts';
import type { NetworkFaces } from './fit.ts';
import { fitProblems, fittingBatch } from './fit.ts';
import { trainingPictures } from './data/folder/folderSplit.ts';
import { machineProblem } from './run/memory.ts';
import type { Recipe } from './recipe/recipe.ts';
import { readRecipe } from './recipe/reader.ts';
import { outsideValue } from '../network/values/outsideValue.ts';
import type { MistakeCode } from '../syntax/codes.ts';

/** A `train` declaration read: what could be understood of it, and what could not. */
export interface ReadTrain {
  readonly declaration: TrainDeclaration;
  readonly recipe: Recipe;
  /** Where each entry's value stands. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** Undefined where the name means none; that is a mistake then. */
  readonly network: NetworkDeclaration | undefined;
  readonly arguments: ReadonlyMap<string, Value>;
  readonly dataset: DatasetDescription | undefined;
  /** Given where the data set is a folder. */
  readonly folder: FoundFolder | undefined;
  readonly mistakes: readonly Mistake[];
}

export function trainDeclarations({ file }: Program): TrainDeclaration[] {
  return file?.declarations.filter((declaration) => declaration.kind === 'train') ?? [];
}

/** Leaves folders of pictures alone, as where no data is needed. */
const lookNowhere: LookAtFolder = () => undefined;

/** Reads one declaration of the program's file. Never throws. */
export function readTrain(
  program: Program,
  declaration: TrainDeclaration,
  look: LookAtFolder = lookNowhere,
  account = new Account(),
): ReadTrain {
  const { file, uri } = program;
  if (!file) throw new Error(`${uri} has declarations but no file`);
  const expansion = new Expansion(undefined, undefined, account);
  const context = { expansion, file, scope: new Scope(), calls: undefined };
  const valueOf = (expression: Expression): Value => {
    const value = evaluate(context, expression);
    return outsideValue(expansion.spendOn(context, expression.range, value) ? value : unknown);
  };
  const read = readRecipe(declaration, uri, valueOf);
  const mistakes: Mistake[] = [];
  const report = (code: MistakeCode, message: string, range: Range): void => {
    mistakes.push(mistakeOf({ code, message, location: locate(uri, range) }));
  };
  const network = program.networks.find(({ name }) => name.name === declaration.network.name);
  if (!network && declaration.network.name !== '') {
    mistakes.push(
      unknownName(
        'network',
        declaration.network,
        uri,
        program.networks.map(({ name }) => name.name),
      ),
    );
  }
  const given = new Map<string, Value>();
  for (const [position, argument] of declaration.arguments.entries()) {
    if (!network) break;
    const names = network.parameters.map(({ name }) => name.name);
    const name = argument.name?.name ?? names[position];
    if (name === undefined) {
      const message = `${network.name.name} takes ${names.length === 0 ? 'no arguments' : `only ${names.join(', ')}`}.`;
      report('train-argument', message, argument.range);
    } else if (!names.includes(name)) {
      mistakes.push(unknownName('parameter', argument.name!, uri, names));
    } else if (given.has(name)) {
      report('train-argument', `${name} is given twice.`, argument.range);
    } else {
      given.set(name, valueOf(argument.value));
    }
  }
  const { text, kind, range } = declaration.dataset;
  const named = kind === 'name' ? findDataSet(text) : undefined;
  let folder: FoundFolder | undefined;
  const known = dataSets.map(({ name }) => name);
  if (kind === 'folder' && known.includes(text)) {
    mistakes.push(
      mistakeOf({
        code: 'dataset-quoted',
        message: `${text} is a data set’s name, which stands without quotes; a text in quotes is a folder.`,
        location: locate(uri, range),
        fixes: [{ title: 'Remove the quotes', range: { start: range.start, end: range.end }, text }],
      }),
    );
  } else if (kind === 'folder') {
    const found = lookAt(uri, text, look);
    if (found && 'message' in found) report(found.code, found.message, range);
    else folder = found;
  } else if (!named && text !== '') {
    mistakes.push(unknownName('data set', { name: text, range }, uri, known));
  }
  const pictures = folder && trainingPictures(folder);
  const isDefault = !read.ranges.has('batch');
  return {
    declaration,
    // The usual batch is one for data sets that have some; of fewer pictures it is one that fits.
    recipe:
      isDefault && pictures !== undefined && pictures < read.recipe.batch
        ? { ...read.recipe, batch: fittingBatch(pictures) }
        : read.recipe,
    ranges: read.ranges,
    network,
    arguments: given,
    dataset: folder ? describeFolder(folder, text) : named,
    folder,
    mistakes: [...expansion.mistakes.list, ...mistakes, ...read.mistakes],
  };
}

/** The folder, or what is wrong with it; undefined where that is not known (yet). */
function lookAt(uri: string, text: string, look: LookAtFolder): FoundFolder | FolderProblem | undefined {
  if (text.trim() === '')
    return { code: 'folder-missing', message: 'The path of a folder of pictures is missing.' };
  const path = folderPath(uri, text);
  if (path === undefined) {
    const message = `“${text}” is looked for beside this file, which is not on a disk of this machine: save it in a folder on disk.`;
    return { code: 'folder-missing', message };
  }
  const scan = look(path);
  return scan && (folderProblem(scan) ?? (scan.kind === 'found' ? scan : undefined));
}

/**
 * The mistakes of all `train` declarations of a program's file: names, entries, and whether the network fits the
 * data set.
 * @param analysed the analysed network with these arguments (from the caller's cache), or undefined to leave the fit
 *   unchecked
 * @param look what is known of folders of pictures
 */
export function recipeMistakes(
  program: Program,
  analysed: (
    network: NetworkDeclaration,
    given: ReadonlyMap<string, Value>,
    account: Account,
  ) => AnalysedNetwork | undefined,
  look?: LookAtFolder,
): Mistake[] {
  const mistakes: Mistake[] = [];
  const names = new Map<string, Identifier>();
  // What all recipes of a file take together.
  const account = new Account(bounds.steps / 2);
  for (const declaration of trainDeclarations(program)) {
    if (account.isSpent) {
      mistakes.push(unchecked(declaration, program.uri));
      break;
    }
    const read = readTrain(program, declaration, look, account);
    mistakes.push(...read.mistakes, ...alike(declaration, program.uri, names));
    if (!read.network || !read.dataset || read.mistakes.some(({ severity }) => severity === 'error'))
      continue;
    const network = analysed(read.network, read.arguments, account);
    const faces = network && facesOf(network);
    if (!faces) continue; // what is wrong inside the network is said there
    mistakes.push(...memoryMistakes(network, read, program.uri));
    for (const { code, message, part } of fitProblems(faces, read.dataset, read.recipe)) {
      const range =
        part === 'network'
          ? declaration.network.range
          : part === 'dataset'
            ? declaration.dataset.range
            : (read.ranges.get(part) ?? declaration.dataset.range);
      mistakes.push(mistakeOf({ code, message, location: locate(program.uri, range) }));
    }
  }
  return mistakes;
}

const unchecked = ({ network, range }: TrainDeclaration, uri: string): Mistake =>
  mistakeOf({
    code: 'too-many-steps',
    message: `The recipe of ${network.name} and those below are not checked: those above take too many steps.`,
    location: locate(uri, network.name === '' ? range : network.range),
  });

/** A warning, as another machine may have more. */
function memoryMistakes({ network, totals }: AnalysedNetwork, read: ReadTrain, uri: string): Mistake[] {
  const message = machineProblem(network.name, totals, read.recipe);
  if (message === undefined) return [];
  const range = read.ranges.get('batch') ?? read.declaration.network.range;
  return [mistakeOf({ code: 'recipe-memory', message, location: locate(uri, range) })];
}

/** Undefined where a mistake leaves one of them unknown. */
export function facesOf({ network, totals }: AnalysedNetwork): NetworkFaces | undefined {
  const { input, body, declaration } = network;
  if (!input || !totals.output || network.mistakes.some(({ severity }) => severity === 'error'))
    return undefined;
  const nodes: readonly Node[] = body.nodes;
  return {
    name: network.name,
    input,
    output: totals.output,
    auxiliaries: body.auxiliaries.flatMap(({ output }) => {
      const shape = 'node' in output ? nodes[output.node]?.output : input;
      return shape ? [shape] : [];
    }),
    takesClasses: declaration.parameters.some(({ name }) => name.name === 'classes'),
  };
}

/** A recipe that cannot be told from one before it: by its name, or by its network where both have none. */
function alike(declaration: TrainDeclaration, uri: string, names: Map<string, Identifier>): Mistake[] {
  const { name = declaration.network } = declaration;
  if (name.name === '') return [];
  const key = `${declaration.name ? 'as ' : ''}${name.name}`;
  const first = names.get(key);
  if (!first) {
    names.set(key, name);
    return [];
  }
  if (!declaration.name) {
    const { end } = declaration.dataset.range;
    let number = 2;
    while (names.has(`as recipe${number}`)) number++;
    return [
      mistakeOf({
        code: 'recipe-unnamed',
        message: `There is already a recipe without a name for ${name.name}: name this one, so that it can be chosen.`,
        location: locate(uri, name.range),
        related: [{ text: 'the first of them', location: locate(uri, first.range) }],
        fixes: [
          { title: `Name it recipe${number}`, range: { start: end, end }, text: ` as recipe${number}` },
        ],
      }),
    ];
  }
  return [
    mistakeOf({
      code: 'duplicate-name',
      message: `There is already a recipe ${name.name} in this file.`,
      location: locate(uri, name.range),
      related: [{ text: `${name.name} is first used here`, location: locate(uri, first.range) }],
    }),
  ];
}

const unknownCodes = {
  network: 'unknown-network',
  parameter: 'unknown-parameter',
  'data set': 'unknown-data-set',
} as const satisfies Readonly<Record<string, MistakeCode>>;

function unknownName(
  what: keyof typeof unknownCodes,
  { name, range }: Identifier,
  uri: string,
  known: readonly string[],
): Mistake {
  const nearest = nearestName(name, known);
  const offer = nearest === undefined ? (known.length > 0 ? `; there is ${known.join(', ')}` : '') : '';
  return mistakeOf({
    code: unknownCodes[what],
    message: `There is no ${what} ${name} here${nearest === undefined ? `${offer}.` : `; did you mean ${nearest}?`}`,
    location: locate(uri, range),
    fixes: nearest === undefined ? [] : [{ title: `Change to ${nearest}`, range, text: nearest }],
  });
}
