import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import { analyse } from '../../analysis/analyse.ts';
import { parseSource } from '../../language/parse.ts';
import { expandNetwork, openProgram } from '../../network/expand.ts';
import type { Program } from '../../network/expand.ts';
import { bodiesOf } from '../../network/network.ts';
import type { ExpandedNetwork, Value } from '../../network/network.ts';
import type { ParsedFile } from '../../syntax/parsedFile.ts';

import type { Declaration, Location, NetworkDeclaration } from '../../syntax/tree.ts';
import type { JobValue, NetworkSelection, TrainJob } from '../../protocol/training.ts';
import type { DatasetDescription } from '../data/dataset.ts';
import { defaultDataSet } from '../data/sets/catalogue.ts';
import { atOnce } from '../data/folder/folderAccess.ts';
import type { LookAtFolder } from '../data/folder/folderDescription.ts';
import { classNames } from '../data/folder/folderDescription.ts';
import type { FoundFolder } from '../data/folder/folderScan.ts';
import { scanFolder } from '../data/folder/folderScan.ts';
import { TrainingFailure } from '../failure.ts';
import { fitProblems } from '../fit.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { defaultRecipe } from '../recipe/recipe.ts';
import { recipeEntries } from '../recipe/entries.ts';
import { checkValue, languageValue, valueText } from '../recipe/values.ts';
import type { RunRecord } from './runRecord.ts';
import type { ReadTrain } from '../trainDeclaration.ts';
import { facesOf, readTrain, trainDeclarations } from '../trainDeclaration.ts';
import type { Mistake } from '../../syntax/mistakes.ts';

/** What a job is about, checked: it can be trained. */
export interface Selected {
  readonly analysed: AnalysedNetwork;
  /** `ResNet20(classes: 10)` */
  readonly text: string;
  readonly recipe: Recipe;
  readonly recipeName: string | undefined;
  readonly dataset: DatasetDescription;
  /** Given where the data set is a folder. */
  readonly folder: FoundFolder | undefined;
}

const lookOnDisk: LookAtFolder = (path) => atOnce(scanFolder(path));

type Selection = NetworkSelection & Pick<TrainJob, 'recipe'> & { readonly overrides?: TrainJob['overrides'] };

/**
 * Reads a job's texts and finds its network and recipe.
 * @param kept of a run that goes on: its recipe is what counts then, whatever this version's defaults are
 * @throws TrainingFailure naming the first mistake, or what does not fit
 */
export function select(selection: Selection, kept?: Pick<RunRecord, 'recipe' | 'dataset'>): Selected {
  const { analysed, train } = selectNetwork(selection, lookOnDisk);
  const dataset = train ? train.dataset : defaultDataSet;
  if (!dataset) throw new Error('a recipe without mistakes has a data set');
  if (train?.folder && kept) checkSameClasses(train.folder, kept.dataset);
  const recipe = kept?.recipe ?? override(train?.recipe ?? defaultRecipe, selection.overrides ?? {});
  const faces = facesOf(analysed);
  if (!faces) throw incomplete(analysed.network.name, analysed.network.mistakes);
  const [problem] = fitProblems(faces, dataset, recipe);
  if (problem) throw new TrainingFailure(problem.code, problem.message);
  return {
    analysed,
    text: networkText(analysed),
    recipe,
    recipeName: train?.declaration.name?.name,
    dataset,
    folder: train?.folder,
  };
}

/** A class that came or went is told as what it is, not as a network that does not fit any more. */
function checkSameClasses(folder: FoundFolder, { folder: before }: RunRecord['dataset']): void {
  const was = before?.classes.map(({ name }) => name).join(', ');
  const is = classNames(folder).join(', ');
  if (was === undefined || was === is) return;
  throw new TrainingFailure(
    'other-data',
    `The run was trained on the classes ${was}, but ${folder.path} has ${is} now: put them back, or start a new run.`,
  );
}

/**
 * The network alone, which need not fit any data set: for a profile.
 * @param look absent: folders of pictures are left alone
 */
export function selectNetwork(
  selection: Selection,
  look?: LookAtFolder,
): {
  analysed: AnalysedNetwork;
  train: ReadTrain | undefined;
} {
  const program = openTexts(selection);
  const train = chooseTrain(program, selection, look);
  const network = train?.network ?? chooseNetwork(program, selection.network);
  const given = new Map([...(train?.arguments ?? []), ...givenValues(network, selection.arguments)]);
  const expanded = expandNetwork(program, network, given);
  if (!expanded) throw incomplete(network.name.name, program.mistakes);
  const mistakes = [...mistakesAbout(program, expanded, train), ...expanded.mistakes];
  if (isBroken(mistakes)) throw incomplete(network.name.name, mistakes);
  const analysed = analyse(expanded);
  if (!analysed.totals.complete) throw incomplete(network.name.name, expanded.mistakes);
  return { analysed, train };
}

/** The file's own mistakes without those in its other networks, its other recipes, and blocks that this one lacks. */
function mistakesAbout(
  { uri, file, mistakes }: Program,
  { declaration, body }: ExpandedNetwork,
  train: ReadTrain | undefined,
): Mistake[] {
  const bodies = [body, ...bodiesOf(body)].filter(({ location }) => location.uri === uri);
  const holds = ({ range }: Declaration, { start, end }: Location): boolean =>
    range.start <= start && end <= range.end;
  const others = (file?.parsed.file.declarations ?? []).filter((each) => {
    if (each.kind === 'network') return each !== declaration;
    if (each.kind === 'train') return each !== train?.declaration;
    return each.kind === 'block' && !bodies.some(({ location }) => holds(each, location));
  });
  return mistakes.filter(
    ({ location }) => location.uri !== uri || !others.some((other) => holds(other, location)),
  );
}

function openTexts({ sources, main }: NetworkSelection): Program {
  const parsed = new Map<string, ParsedFile>();
  const program = openProgram(main, (uri) => {
    const text = Object.hasOwn(sources, uri) ? sources[uri] : undefined;
    const known = parsed.get(uri);
    if (known || text === undefined) return known;
    const fresh = parseSource(uri, text);
    parsed.set(uri, fresh);
    return fresh;
  });
  if (!program.file) throw new Error(`${main} is not among the texts of the job`);
  return program;
}

/** The recipe asked for, or the network's one without a name, or its first; undefined for the default recipe. */
function chooseTrain(
  program: Program,
  { recipe, network }: Selection,
  look: LookAtFolder | undefined,
): ReadTrain | undefined {
  const declarations = trainDeclarations(program);
  const own = declarations.filter((declaration) => declaration.network.name === network);
  const chosen =
    recipe !== undefined
      ? declarations.find(({ name }) => name?.name === recipe)
      : network === undefined
        ? declarations[0]
        : (own.find(({ name }) => !name) ?? own[0]);
  if (!chosen) {
    if (recipe === undefined) return undefined;
    const names = declarations.flatMap(({ name }) => (name ? [name.name] : []));
    throw new TrainingFailure(
      'no-recipe',
      `There is no recipe ${recipe} in ${fileName(program.uri)}${names.length > 0 ? `; there is ${names.join(', ')}` : ''}: choose another, or none for the default.`,
    );
  }
  const read = readTrain(program, chosen, look);
  if (isBroken(read.mistakes)) throw incomplete(`train ${chosen.network.name}`, read.mistakes);
  return read;
}

function chooseNetwork({ networks, uri }: Program, name: string | undefined): NetworkDeclaration {
  const names = networks.map((network) => network.name.name);
  const found =
    name === undefined && networks.length === 1
      ? networks[0]
      : networks.find((each) => each.name.name === name);
  if (found) return found;
  if (networks.length === 0) throw new TrainingFailure('no-network', `${fileName(uri)} holds no network.`);
  throw new TrainingFailure(
    'no-network',
    name === undefined
      ? `${fileName(uri)} holds several networks: choose one of ${names.join(', ')}.`
      : `There is no network ${name} in ${fileName(uri)}; there is ${names.join(', ')}.`,
  );
}

function givenValues(
  network: NetworkDeclaration,
  values: Readonly<Record<string, JobValue>>,
): [string, Value][] {
  const names = network.parameters.map(({ name }) => name.name);
  return Object.entries(values).map(([name, value]) => {
    if (names.includes(name)) return [name, languageValue(value)];
    throw new TrainingFailure(
      'argument',
      `${network.name.name} has no parameter ${name}${names.length > 0 ? `; it has ${names.join(', ')}` : ''}.`,
    );
  });
}

function override(recipe: Recipe, overrides: TrainJob['overrides']): Recipe {
  const checked: Record<string, number> = {};
  for (const [key, value] of Object.entries(overrides) as [string, number | undefined][]) {
    const takes = recipeEntries[key]?.takes;
    if (value === undefined || typeof takes !== 'object') continue;
    const check = checkValue(takes, { kind: 'number', value });
    if (!check.ok) throw new TrainingFailure('override', `${key} takes ${check.expected}.`);
    checked[key] = value;
  }
  return { ...recipe, ...checked };
}

/** The network with the arguments that differ from its defaults. */
export function networkText({ network }: AnalysedNetwork): string {
  const given = network.declaration.parameters.flatMap(({ name, default: value }) => {
    const now = network.arguments.get(name.name);
    if (!now || now.kind === 'unknown') return [];
    const literal = value?.kind === 'number' || value?.kind === 'boolean' || value?.kind === 'text';
    const isDefault = literal && (now as { value?: unknown }).value === value.value;
    return isDefault ? [] : [`${name.name}: ${valueText(now)}`];
  });
  return given.length === 0 ? network.name : `${network.name}(${given.join(', ')})`;
}

const isBroken = (mistakes: readonly Mistake[]): boolean =>
  mistakes.some(({ severity }) => severity === 'error');

function incomplete(what: string, mistakes: readonly Mistake[]): TrainingFailure {
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  const first = errors[0];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new TrainingFailure(
    'mistakes',
    first
      ? `${what} has a mistake${more}: ${first.message}`
      : `${what} has a mistake: its shapes can’t be worked out.`,
  );
}

const fileName = (uri: string): string => decodeURIComponent(uri.split('/').at(-1) ?? uri);
