import { findLayer } from '../../layers/catalogue.ts';
import { isBuiltin } from '../../network/values/builtins.ts';
import { openProgram } from '../../network/expand.ts';
import { FileOpener } from '../../network/fileScope.ts';
import type { FileScope } from '../../network/fileScope.ts';
import { overlaid } from '../../syntax/parsedFile.ts';
import type { FileLoader, ParsedFile } from '../../syntax/parsedFile.ts';
import type { Range } from '../../syntax/tree.ts';
import { parseSource } from '../../language/parse.ts';
import { keywords } from '../../language/tokens/token.ts';
import type { Target } from './occurrences.ts';
import { occurrenceAt, occurrencesOf } from './occurrences.ts';
import { documentOf } from '../positions.ts';
import type { Linked } from './passedBlocks.ts';
import { handedOn, linkedTo } from './passedBlocks.ts';
import type { Placed } from './references.ts';
import { linking, placing, targetAt } from './references.ts';
import { Understanding } from '../../workspace/understanding.ts';
import { pass } from '../../workspace/turns.ts';
import type { Turns } from '../../workspace/turns.ts';
import type { AllFiles, ReadFiles, WorkspaceFiles } from '../../workspace/workspaceFiles.ts';
import type { Mistake } from '../../syntax/mistakes.ts';
import { fileKey } from '../../syntax/uri.ts';

/** Why something can't be renamed, or not so: one sentence. */
export interface Refusal {
  readonly refused: string;
}

/** The word that a rename at an offset replaces, or why there is none. */
export function prepareRename(
  workspace: WorkspaceFiles,
  uri: string,
  offset: number,
): { readonly range: Range; readonly name: string } | Refusal {
  const at = targetAt(workspace, uri, offset);
  if (at) {
    const refused = fixedName(at.target);
    return refused === undefined ? { range: at.range, name: at.target.name } : { refused };
  }
  return nothingNamed(workspace, uri, offset);
}

function nothingNamed(workspace: WorkspaceFiles, uri: string, offset: number): Refusal {
  const text = workspace.files.load(uri)?.text ?? '';
  const before = /\w*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const word = before + (/^\w*/.exec(text.slice(offset, offset + 200))?.[0] ?? '');
  if (keywords.has(word)) return { refused: `\`${word}\` is a keyword of the language.` };
  const known = /^[A-Za-z_]/.test(word)
    ? `It is not known what \`${word}\` names here`
    : 'Nothing is named here';
  return { refused: `${known}, so that there is nothing to rename.` };
}

/** Why a name is not the program's to change. */
function fixedName(target: Target): string | undefined {
  const { kind, name } = target;
  switch (kind) {
    case 'input':
      return '`input` is a keyword of the language.';
    case 'layer':
      return `${name} is a layer of the catalogue.`;
    case 'builtin':
      return `${name} is a function of the language.`;
    case 'word':
      return `${name} is a word of the catalogue.`;
    case 'argument':
      return `${name} is an argument that the catalogue names.`;
    case 'form':
    case 'entry':
      return `${name} is a word of the recipe.`;
    case 'block':
    case 'network':
    case 'recipe':
    case 'parameter':
    case 'passed':
    case 'branch':
    case 'step':
    case 'let':
    case 'function':
    case 'index':
    case 'element':
      return undefined;
  }
}

/**
 * The ranges that a rename replaces by the new name, in all files. It is tried out first: a name that would hide
 * another, be hidden, or clash in one of the files that see it is refused. So is one that not all files can follow;
 * `leftOut` tells, in half a sentence, of files that may name it and could not be looked at.
 */
export function* renaming(
  workspace: WorkspaceFiles,
  uri: string,
  offset: number,
  to: string,
): Turns<{ readonly places: readonly Placed[]; readonly leftOut?: string } | Refusal> {
  const at = targetAt(workspace, uri, offset);
  if (!at) return nothingNamed(workspace, uri, offset);
  const { target } = at;
  const early = fixedName(target) ?? unfit(to);
  if (early !== undefined) return { refused: early };
  if (to === target.name) return { places: [] };
  const reaches = 'reaches' in target && target.reaches;
  const all: ReadFiles = reaches
    ? yield* pass(workspace.reading(uri), 0, 0.2)
    : { uris: [uri], unread: [], isWorkspaceCut: false };
  const linked = yield* pass(linking(workspace, target, all), 0.2, 0.25);
  const refused =
    fixedLink(linked.targets) ??
    unlinked(linked, target) ??
    (yield* pass(unfollowed(workspace, target, all), 0.25, 0.3));
  if (refused !== undefined) return { refused };
  const places = yield* pass(placing(workspace, target, uri, all), 0.3, 0.4);
  const trial = yield* pass(Trial.of(workspace, places, to, all), 0.4, 0.6);
  const clash = (yield* pass(trial.clash(target), 0.6, 0.9)) ?? (yield* pass(trial.capture(target), 0.9, 1));
  if (clash !== undefined) return { refused: clash };
  return { places, ...(all.leftOut !== undefined && { leftOut: all.leftOut }) };
}

/** Why a name could stay somewhere as it is. */
function* unfollowed(workspace: WorkspaceFiles, target: Target, all: ReadFiles): Turns<string | undefined> {
  const { name } = target;
  if (all.isWorkspaceCut)
    return `${name} can't be renamed in all files: ${all.leftOut}. Open a folder inside it.`;
  for (const [done, { uri, reason }] of all.unread.entries()) {
    yield { done, of: all.unread.length };
    if (workspace.files.mayHave(uri, name))
      return `${name} can't be renamed in all files: ${fileName(uri)} may name it, but ${reason}.`;
  }
  if (!('uri' in target)) return undefined;
  const byLink = yield* workspace.importingByLink(target.uri, all);
  if (byLink === undefined) return undefined;
  return `${name} can't be renamed: ${fileName(byLink)} imports its file by a link. Let it import the file itself first.`;
}

const fileName = (uri: string): string => fileKey(uri).split(/[\\/]/).at(-1) ?? '';

/** Set when it is not known what else has that name. */
function unlinked({ isWhole }: Linked, { name }: Target): string | undefined {
  if (isWhole) return undefined;
  return `So many blocks are passed to each other here that it can't be told which of them name ${name}: rename it by hand.`;
}

/** Set when a layer is passed, too, where the name is an argument of what is passed. */
function fixedLink(linked: readonly Target[]): string | undefined {
  const fixed = linked.find(({ kind }) => kind === 'argument');
  return (
    fixed &&
    `A layer is passed where ${fixed.name} is named, and its argument ${fixed.name} is one that the catalogue names.`
  );
}

function unfit(name: string): string | undefined {
  if (keywords.has(name)) return `\`${name}\` is a keyword of the language; choose another name.`;
  if (!/^[A-Za-z_]\w*$/.test(name))
    return `${JSON.stringify(name)} is no name: names are made of letters, digits and underscores, and begin with no digit.`;
  if (findLayer(name)) return `${name} is a layer of the catalogue; choose another name.`;
  return isBuiltin(name) ? `${name} is a function of the language; choose another name.` : undefined;
}

/** The files as they would be after a rename. */
class Trial {
  private constructor(
    private readonly workspace: WorkspaceFiles,
    private readonly places: readonly Placed[],
    private readonly to: string,
    private readonly load: FileLoader,
    /** The starts of the places, by file, in order. */
    private readonly starts: ReadonlyMap<string, readonly number[]>,
    /** The files of which a changed one is part. */
    private readonly uris: readonly string[],
  ) {}

  static *of(workspace: WorkspaceFiles, places: readonly Placed[], to: string, all: AllFiles): Turns<Trial> {
    const byFile = new Map<string, Placed[]>();
    for (const place of places) {
      const key = fileKey(place.uri);
      const known = byFile.get(key);
      if (known) known.push(place);
      else byFile.set(key, [place]);
    }
    const edited = new Map<string, ParsedFile>();
    const starts = new Map<string, readonly number[]>();
    for (const [key, found] of byFile) {
      found.sort((a, b) => a.start - b.start);
      const parsed = workspace.files.load(found[0]?.uri ?? '');
      if (!parsed) continue;
      let text = '';
      let end = 0;
      for (const place of found) {
        text += parsed.text.slice(end, place.start) + to;
        ({ end } = place);
      }
      edited.set(key, parseSource(parsed.file.uri, text + parsed.text.slice(end), parsed));
      starts.set(
        key,
        found.map(({ start }) => start),
      );
      yield { done: edited.size, of: byFile.size, share: (0.7 * edited.size) / byFile.size };
    }
    const affected: string[] = [];
    for (const [done, uri] of all.uris.entries()) {
      yield { done, of: all.uris.length, share: 0.7 + (0.3 * done) / all.uris.length };
      const opener = new FileOpener(workspace.files.load);
      opener.open(uri);
      if ([...opener.files.keys()].some((each) => edited.has(fileKey(each)))) affected.push(uri);
    }
    const load = overlaid(workspace.files.load, (uri) => edited.get(fileKey(uri)));
    return new Trial(workspace, places, to, load, starts, affected);
  }

  /** The first mistake that only the renamed files have. */
  *clash({ name }: Target): Turns<string | undefined> {
    for (const [done, uri] of this.uris.entries()) {
      yield { done, of: this.uris.length };
      const before = new Set(
        mistakesOf(uri, this.workspace.files.load).map((mistake) => this.told(mistake, name)),
      );
      const after = mistakesOf(uri, this.load);
      const added = after.find((mistake) => !before.has(this.told(mistake, name)));
      if (!added) continue;
      const parsed = this.load(added.location.uri);
      const line = parsed ? documentOf(parsed).positionAt(added.location.start).line + 1 : 1;
      return `${name} can't be renamed to ${this.to} (${fileName(added.location.uri)}, line ${line}): ${added.message}`;
    }
    return undefined;
  }

  /** Set when the new name would mean something else at a place of the old one, or take in another's place. */
  *capture({ name }: Target): Turns<string | undefined> {
    const scopes: FileScope[] = [];
    for (const [done, uri] of this.uris.entries()) {
      yield { done, of: this.uris.length };
      const scope = this.scope(uri);
      if (!scope) continue;
      scopes.push(scope);
      // Kept for what follows, which looks at all of them at once.
      handedOn(scope);
    }
    const [first] = this.places;
    const target = first && this.targetOf(first);
    const wanted = new Set(this.places.map((place) => `${fileKey(place.uri)} ${this.moved(place)}`));
    const keys = new Set(target && linkedTo(target, scopes).targets.map(({ key }) => key));
    const found = scopes.flatMap((file) =>
      occurrencesOf(file).flatMap(({ target: each, range }) =>
        keys.has(each.key) ? [`${fileKey(file.uri)} ${range.start}`] : [],
      ),
    );
    if (target && found.length === wanted.size && found.every((place) => wanted.has(place))) return undefined;
    return `${name} can't be renamed to ${this.to}: ${this.to} already means something else where one of them is used.`;
  }

  /** A mistake without the names that change; its place may move. */
  private told({ code, message }: Mistake, name: string): string {
    return `${code} ${message.replace(new RegExp(`\\b(${name}|${this.to})\\b`, 'g'), '…')}`;
  }

  private scope(uri: string) {
    return new FileOpener(this.load).open(uri);
  }

  private targetOf(place: Placed): Target | undefined {
    const file = this.scope(place.uri);
    return file && occurrenceAt(file, this.moved(place))?.target;
  }

  /** Where a place begins once those before it have the new name. */
  private moved({ uri, start, end }: Placed): number {
    const starts = this.starts.get(fileKey(uri)) ?? [];
    let [before, beyond] = [0, starts.length];
    while (before < beyond) {
      const middle = (before + beyond) >> 1;
      if (starts[middle]! < start) before = middle + 1;
      else beyond = middle;
    }
    return start + before * (this.to.length - (end - start));
  }
}

function mistakesOf(uri: string, load: FileLoader): readonly Mistake[] {
  const program = openProgram(uri, load);
  if (!program.file) return [];
  const { mistakes } = new Understanding(uri, 0, program.file.parsed, program, program.file);
  return mistakes.filter(({ severity }) => severity !== 'hint');
}
