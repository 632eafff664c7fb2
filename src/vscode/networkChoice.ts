import * as vscode from 'vscode';
import { short } from '../wording/figures.ts';
import type { NetworksAnswer } from '../protocol/languageServer.ts';
import { defaultDataSet, findDataSet } from '../training/data/sets/catalogue.ts';
import type { DataSetDefinition } from '../training/data/sets/definition.ts';
import type { Server } from './client.ts';
import { NotPossible } from './commands.ts';
import { pick } from './notices.ts';

/** A network of a file, and where it is to be trained by a recipe of the file, that recipe. */
export interface Chosen {
  readonly uri: vscode.Uri;
  readonly network: string;
  /** Given with `as`. */
  readonly recipe?: string;
}

/** What is to be trained, and on what. */
interface ChosenTraining extends Chosen {
  /** Undefined: pictures of the person's own. */
  readonly dataSet: DataSetDefinition | undefined;
}

/** What a code lens hands to its command; a menu of the editor hands over a `Uri`, the palette nothing. */
export interface CommandTarget {
  readonly uri?: vscode.Uri;
  readonly network?: string;
  readonly recipe?: string;
}

export function commandTarget(first: unknown, network: unknown, recipe: unknown): CommandTarget {
  const uri =
    first instanceof vscode.Uri ? first : typeof first === 'string' ? vscode.Uri.parse(first) : undefined;
  return {
    ...(uri && { uri }),
    ...(typeof network === 'string' && { network }),
    ...(typeof recipe === 'string' && { recipe }),
  };
}

/** The `.cnn` file that a command is about: the one that it names, else that of the active editor. */
export function activeCnnFile(target: CommandTarget): vscode.Uri | undefined {
  if (target.uri) return target.uri;
  const active = vscode.window.activeTextEditor?.document;
  if (active?.languageId === 'cnn') return active.uri;
  return vscode.window.visibleTextEditors.find(({ document }) => document.languageId === 'cnn')?.document.uri;
}

export class NoFile extends NotPossible {
  constructor() {
    super('No .cnn file is open: open one and run the command again.');
  }
}

interface Entry extends vscode.QuickPickItem {
  readonly network: string;
  readonly recipe?: string;
}

/** Asks which network, where a file has several; undefined when the person turned away. */
export async function chooseNetwork(server: Server, target: CommandTarget): Promise<Chosen | undefined> {
  const uri = activeCnnFile(target);
  if (!uri) throw new NoFile();
  if (target.network !== undefined) return { uri, network: target.network };
  const answer = await server.networks(uri);
  return choose(uri, networkEntries(answer), 'Which network?');
}

/**
 * Asks which recipe: each `train`, and each network without one with the default recipe.
 * `onDefault`: only those for the default data set, which is the default recipe's.
 */
export async function chooseTraining(
  server: Server,
  target: CommandTarget,
  onDefault = false,
): Promise<ChosenTraining | undefined> {
  const uri = activeCnnFile(target);
  if (!uri) throw new NoFile();
  const answer = await server.networks(uri);
  if (target.network !== undefined && target.recipe !== undefined) {
    return onItsData({ uri, network: target.network, recipe: target.recipe }, answer);
  }
  const isMeant = ({ network }: { readonly network: string }) =>
    target.network === undefined || network === target.network;
  const recipes = answer.recipes
    .filter((recipe) => isMeant(recipe) && !(onDefault && dataSetOf(recipe) !== defaultDataSet))
    .map((recipe): Entry => ({
      label: recipe.name === undefined ? recipe.network : `${recipe.network} · ${recipe.name}`,
      description: `on ${recipe.dataset}`,
      network: recipe.network,
      ...(recipe.name !== undefined && { recipe: recipe.name }),
    }));
  const others = networkEntries(answer)
    .filter((entry) => isMeant(entry) && !answer.recipes.some(({ network }) => network === entry.network))
    .map((entry) => ({ ...entry, description: `default recipe · ${entry.description ?? ''}` }));
  if (recipes.length + others.length === 0 && answer.networks.length > 0) {
    throw new NotPossible(
      `Each network here is for other pictures: “CNN: Train Network” trains it, or write \`train … on ${defaultDataSet.name}\`.`,
    );
  }
  const chosen = await choose(uri, [...recipes, ...others], 'Which network and recipe?');
  return chosen && onItsData(chosen, answer);
}

/** Without a name it is the network's recipe without one, as for the trainer. */
function onItsData(chosen: Chosen, { recipes }: NetworksAnswer): ChosenTraining {
  const { network, recipe } = chosen;
  const own = recipes.filter((each) => each.network === network);
  const found =
    recipes.find(({ name }) => recipe !== undefined && name === recipe) ??
    own.find(({ name }) => !name) ??
    own[0];
  return { ...chosen, dataSet: found ? dataSetOf(found) : defaultDataSet };
}

const dataSetOf = ({ dataset, onFolder }: NetworksAnswer['recipes'][number]) =>
  onFolder ? undefined : findDataSet(dataset);

function networkEntries({ networks }: NetworksAnswer): Entry[] {
  return networks.map((network) => ({
    label: network.name,
    description: `${short(network.parameters)} parameters · ${short(network.macs)} MACs`,
    detail: network.complete ? undefined : 'with mistakes',
    network: network.name,
  }));
}

async function choose(uri: vscode.Uri, entries: Entry[], title: string): Promise<Chosen | undefined> {
  const [first] = entries;
  if (!first) {
    const name = uri.path.split('/').at(-1) ?? uri.path;
    throw new NotPossible(`${name} has no network: write \`network Name { input 32x32x3 … }\`.`);
  }
  const picked = entries.length === 1 ? first : await pick(entries, { title });
  return (
    picked && { uri, network: picked.network, ...(picked.recipe !== undefined && { recipe: picked.recipe }) }
  );
}
