/**
 * The room gives the files as they stand, open or saved, and this: what is understood of them.
 * It never imports server/ or cli/, which both ask here.
 */
import type { AnalysedNetwork } from '../analysis/analysis.ts';
import { understand, understandNetwork } from '../analysis/understand.ts';
import { Account } from '../network/account.ts';
import { evaluate } from '../network/expansion/evaluate.ts';
import type { Program } from '../network/expand.ts';
import { openProgram } from '../network/expand.ts';
import { Expansion, Scope } from '../network/expansion/expansion.ts';
import type { FileScope } from '../network/fileScope.ts';
import { KeptBodies } from '../network/kept/keptBodies.ts';
import type { ParsedFile } from '../syntax/parsedFile.ts';
import { dataSets, findDataSet } from '../training/data/sets/catalogue.ts';
import type { LookAtFolder } from '../training/data/folder/folderDescription.ts';
import { describeFolder, folderPath } from '../training/data/folder/folderDescription.ts';
import type { FolderScan } from '../training/data/folder/folderScan.ts';
import { recipeMistakes } from '../training/trainDeclaration.ts';
import type { Markdown } from '../wording/markdown.ts';
import type { Visible } from './declarations.ts';
import { visibleDeclarations } from './declarations.ts';
import type { Files } from './files.ts';
import { Working } from './working.ts';
import { valueText } from '../network/values/valueText.ts';
import type { Mistake } from '../syntax/mistakes.ts';

/** So that whoever points at a `let` has an answer at once. */
const mostSteps = 100_000;

/** A file as it stands: parsed, expanded, analysed, its mistakes told. The same for the same texts. */
export class Understanding {
  readonly networks: readonly AnalysedNetwork[];
  /** All placed in this file, each once. */
  readonly mistakes: readonly Mistake[];
  readonly visible: Visible;
  readonly datasets = dataSets.map(({ name }) => name);

  constructor(
    readonly uri: string,
    /** Of the text in the editor; 0 for a file that is not open. */
    readonly version: number,
    readonly parsed: ParsedFile,
    readonly program: Program,
    readonly scope: FileScope,
    /** What was known of folders of pictures. */
    private readonly look: LookAtFolder = () => undefined,
  ) {
    const { networks, mistakes } = understand(program);
    this.networks = networks;
    this.visible = visibleDeclarations(scope);
    this.mistakes = [
      ...mistakes,
      ...recipeMistakes(
        program,
        (declaration, given, account) => understandNetwork(program, declaration, given, account),
        look,
      ),
    ];
  }

  /** The value of a `let` of this file or an imported one, as the source would write it. */
  letText(name: string): string | undefined {
    return this.letValue(name).text;
  }

  /** The same; `isCut`: it takes too long to be worked out for whoever only points at it. */
  letValue(name: string): { readonly text?: string; readonly isCut: boolean } {
    const found = this.scope.names.get(name);
    if (found?.kind !== 'let' || found.declaration.parameters) return { isCut: false };
    const account = new Account(mostSteps);
    const context = {
      expansion: new Expansion(undefined, undefined, account),
      file: this.scope,
      scope: new Scope(),
      calls: undefined,
    };
    const value = evaluate(context, { kind: 'name', name, range: found.declaration.name.range });
    return value.kind === 'unknown'
      ? { isCut: account.isSpent }
      : { text: valueText(value, 200), isCut: false };
  }

  datasetText(name: string): Markdown | undefined {
    return findDataSet(name)?.documentation;
  }

  /** What is in a folder of pictures; undefined where that is not known. */
  folderText(text: string): Markdown | undefined {
    const path = folderPath(this.uri, text);
    const scan = path === undefined ? undefined : this.look(path);
    return scan?.kind === 'found' ? describeFolder(scan, text).documentation : undefined;
  }

  /** The texts that it is made of, by URI. */
  sources(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.program.files].map(([uri, { parsed }]) => [uri, parsed.text]));
  }
}

interface Kept {
  readonly understanding: Understanding;
  /** What each file was that it was made from; undefined where an import was missing. */
  readonly inputs: ReadonlyMap<string, ParsedFile | undefined>;
  /** Why each import was refused; undefined where it was not. */
  readonly refusals: ReadonlyMap<string, string | undefined>;
  /** What was known of each folder of pictures that its recipes name. */
  readonly folders: ReadonlyMap<string, FolderScan | undefined>;
}

/** So many files show what a block does. */
const mostUsers = 32;
/** So many of them may be understood for one answer; the others are when nobody waits. */
const mostUsersAnew = 4;
const mostClosed = 16;

/** Understands files when they are asked about, anew only when a text that they are made of has changed. */
export class Understandings {
  readonly #files: Files;
  readonly #kept = new Map<string, Kept>();
  /** What the files share, and what a keystroke leaves as it was. */
  readonly #bodies = new KeptBodies();

  /** @param look gives the same object for a folder as long as nothing else is known of it */
  constructor(
    files: Files,
    private readonly look: LookAtFolder = () => undefined,
    private readonly working = new Working(),
  ) {
    this.#files = files;
  }

  /** Undefined where there is no such file. */
  of(uri: string): Understanding | undefined {
    return this.working.on(uri, () => this.#of(uri));
  }

  #of(uri: string): Understanding | undefined {
    const kept = this.#kept.get(uri);
    const version = this.#files.opened(uri)?.version ?? 0;
    if (kept?.understanding.version === version && this.#isCurrent(uri, kept)) return kept.understanding;
    const inputs = new Map<string, ParsedFile | undefined>();
    const refusals = new Map<string, string | undefined>();
    const load = (wanted: string) => {
      const parsed = this.#files.load(wanted);
      inputs.set(wanted, parsed);
      return parsed;
    };
    const refuses = (wanted: string, main: string) => {
      const refusal = this.#files.load.refuses?.(wanted, main);
      refusals.set(wanted, refusal?.reason);
      return refusal;
    };
    const program = openProgram(uri, Object.assign(load, { refuses }), this.#bodies);
    if (!program.file) {
      this.#kept.delete(uri);
      return undefined;
    }
    const folders = new Map<string, FolderScan | undefined>();
    const look: LookAtFolder = (path) => {
      if (!folders.has(path)) folders.set(path, this.look(path));
      return folders.get(path);
    };
    const understanding = new Understanding(uri, version, program.file.parsed, program, program.file, look);
    this.#keep(uri, { understanding, inputs, refusals, folders });
    return understanding;
  }

  /**
   * The files in which a file's blocks can be seen at work: itself, and those in the editor that import it. Of many,
   * those that are understood already, and a few more.
   */
  using(uri: string): readonly Understanding[] {
    const own = this.of(uri);
    const found = own ? [own] : [];
    let anew = 0;
    for (const text of this.#files.openTexts) {
      if (text.uri === uri) continue;
      if (found.length > mostUsers) break;
      const kept = this.#kept.get(text.uri);
      // Whether it does by now is seen when it is understood the next time.
      if (kept && !kept.understanding.program.files.has(uri)) continue;
      const isCurrent = kept?.understanding.version === text.version && this.#isCurrent(text.uri, kept);
      if (!isCurrent && anew++ >= mostUsersAnew) continue;
      const user = isCurrent ? kept.understanding : this.of(text.uri);
      if (user?.program.files.has(uri)) found.push(user);
    }
    return found;
  }

  networksUsing(uri: string): readonly AnalysedNetwork[] {
    return this.using(uri).flatMap(({ networks }) => networks);
  }

  /** A file that is closed is understood again when it is asked about. */
  forget(uri: string): void {
    this.#kept.delete(uri);
  }

  /** Of the files that are not in the editor those that were understood last are kept. */
  #keep(uri: string, kept: Kept): void {
    this.#kept.delete(uri);
    this.#kept.set(uri, kept);
    if (this.#kept.size <= mostClosed) return;
    const closed = [...this.#kept.keys()].filter((each) => !this.#files.opened(each));
    for (const each of closed.slice(0, Math.max(0, closed.length - mostClosed))) this.#kept.delete(each);
  }

  #isCurrent(main: string, { inputs, refusals, folders }: Kept): boolean {
    for (const [uri, reason] of refusals)
      if (this.#files.load.refuses?.(uri, main)?.reason !== reason) return false;
    for (const [uri, parsed] of inputs) if (this.#files.load(uri) !== parsed) return false;
    for (const [path, scan] of folders) if (this.look(path) !== scan) return false;
    return true;
  }
}
