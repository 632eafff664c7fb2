/** The language's part of an editor: texts held, understood, and asked about, without a connection. */
import { summaryOf } from '../../src/analysis/summary.ts';
import { buildDiagram } from '../../src/diagram/model/model.ts';
import { formatText } from '../../src/language/format/format.ts';
import { codeActions, usersOf } from '../../src/server/actions/codeActions.ts';
import { codeLenses } from '../../src/server/views/codeLenses.ts';
import { complete } from '../../src/server/completion/completion.ts';
import { definitionAt } from '../../src/server/names/definition.ts';
import { diagnosticOf } from '../../src/server/diagnostics.ts';
import { drawnMistakes } from '../../src/diagram/model/marks.ts';
import { Files } from '../../src/workspace/files.ts';
import { formatting, formattingOnType } from '../../src/server/views/formatting.ts';
import { hoverAt } from '../../src/server/views/hover.ts';
import { foldersIn, importableNames, importablePaths } from '../../src/workspace/importChoices.ts';
import { inlayHints } from '../../src/server/views/inlayHints.ts';
import { networksAnswer } from '../../src/server/views/networks.ts';
import { outline } from '../../src/server/views/outline.ts';
import { documentOf, lineEnd, placeWith } from '../../src/server/positions.ts';
import { quickFixes } from '../../src/server/actions/quickFixes.ts';
import { foldingRanges, selectionRange } from '../../src/server/views/ranges.ts';
import { highlightsAt, referencesAt } from '../../src/server/names/references.ts';
import { prepareRename, renaming } from '../../src/server/names/rename.ts';
import { atOnce } from '../../src/workspace/turns.ts';
import { semanticTokens } from '../../src/server/names/semanticTokens.ts';
import { signatureHelp } from '../../src/server/views/signatureHelp.ts';
import type { Understanding } from '../../src/workspace/understanding.ts';
import { Understandings } from '../../src/workspace/understanding.ts';
import { WorkspaceFiles } from '../../src/workspace/workspaceFiles.ts';
import { workspaceSymbols } from '../../src/server/names/workspaceSymbols.ts';
import type { DiagramBody } from '../../src/protocol/diagram.ts';

export class Editor {
  readonly files = new Files();
  readonly understandings = new Understandings(this.files);
  readonly workspace = new WorkspaceFiles(this.files, () => []);
  #version = 0;

  constructor(texts: Readonly<Record<string, string>> = {}) {
    this.open(texts);
  }

  set(uri: string, text: string): void {
    this.files.set({ uri, version: ++this.#version, text });
  }

  /** Closes all files and opens these, in their order, which is that of answers about several files. */
  open(texts: Readonly<Record<string, string>>): void {
    for (const { uri } of this.files.openTexts) this.files.close(uri);
    for (const [uri, text] of Object.entries(texts)) this.set(uri, text);
  }

  understand(uri: string): Understanding {
    const understanding = this.understandings.of(uri);
    if (!understanding) throw new Error(`There is no ${uri}.`);
    return understanding;
  }

  /** Everything that a reader sees of a file without pointing at a place, as plain data. */
  portrait(uri: string): Record<string, unknown> {
    const { networks, mistakes, parsed, program } = this.understand(uri);
    return {
      mistakes,
      networks: networks.map((analysed) => ({
        summary: summaryOf(analysed),
        totals: analysed.totals,
        mistakes: drawnMistakes(program, analysed),
      })),
      text: parsed.text,
    };
  }

  /** What the features of the whole file answer. */
  overview(uri: string): Record<string, unknown> {
    return answersOf(this.features(uri));
  }

  /** The features of the whole file by name, each to be asked. */
  features(uri: string): Features {
    const understanding = this.understand(uri);
    const { parsed, scope, networks, mistakes, program } = understanding;
    const place = placeWith(this.files.load);
    const document = documentOf(parsed);
    const lines = {
      line: (offset: number) => document.positionAt(offset).line,
      lineEnd: (line: number) => lineEnd(document, line),
      place,
    };
    const diagnostics = () => mistakes.map((mistake) => diagnosticOf(mistake, place));
    return {
      diagnostics,
      quickFixes: () => quickFixes(uri, diagnostics()),
      hints: () => inlayHints(uri, this.understandings.networksUsing(uri), lines, 0, parsed.text.length),
      lenses: () => codeLenses(parsed.file, networks, place),
      outline: () => outline(uri, parsed.text, parsed.file.declarations, place),
      tokens: () => semanticTokens(scope).data,
      folding: () => foldingRanges(parsed),
      formatting: () => formatting(parsed),
      formatted: () => formatText(parsed.text),
      networks: () => networksAnswer(understanding, place),
      symbols: () => atOnce(workspaceSymbols(this.workspace, 'e', place, atOnce(this.workspace.all()))),
      diagrams: () =>
        networks.slice(0, 2).map((analysed) => {
          const drawn = drawnMistakes(program, analysed);
          const closed = buildDiagram(analysed, new Set(), drawn);
          const open = new Set(boxesOf(closed.body).slice(0, 2));
          return [closed, buildDiagram(analysed, open, drawn)];
        }),
    };
  }

  /** What is answered to somebody who points at a place. */
  at(uri: string, offset: number): Record<string, unknown> {
    return answersOf(this.featuresAt(uri, offset));
  }

  /** The features of a place by name, each to be asked. */
  featuresAt(uri: string, offset: number): Features {
    const understanding = this.understand(uri);
    const { parsed, visible, datasets } = understanding;
    const place = placeWith(this.files.load);
    return {
      hover: () => hoverAt(understanding, offset, place, this.understandings.using(uri)),
      completion: () =>
        atOnce(
          complete({
            parsed,
            offset,
            visible,
            datasets,
            importPaths: () => importablePaths(uri).offered,
            folderNames: (path) => foldersIn(uri, path).offered,
            importNames: (path) => importableNames(uri, path, this.files.load),
            afterSpace: false,
          }),
        ),
      signature: () => signatureHelp(understanding, offset),
      definition: () => definitionAt(understanding, offset),
      references: () => atOnce(referencesAt(this.workspace, uri, offset, atOnce(this.workspace.all(uri)))),
      highlights: () => highlightsAt(this.workspace, uri, offset),
      renaming: () => prepareRename(this.workspace, uri, offset),
      renamed: () => atOnce(renaming(this.workspace, uri, offset, 'renamed')),
      selection: () => selectionRange(parsed, offset),
      formatted: () => formattingOnType(parsed, documentOf(parsed).positionAt(offset), '\n'),
    };
  }

  /** The quick fixes and refactorings of what is selected. */
  actions(uri: string, start: number, end: number): readonly unknown[] {
    const understanding = this.understand(uri);
    const place = placeWith(this.files.load);
    const asked = {
      understanding,
      range: { start, end },
      context: { diagnostics: understanding.mistakes.map((mistake) => diagnosticOf(mistake, place)) },
      load: this.files.load,
      users: atOnce(usersOf(understanding, this.understandings, this.workspace)),
      place,
      workspace: this.workspace,
      understand: (other: string) => this.understandings.of(other),
      showsDisabled: true,
    };
    return atOnce(codeActions(asked));
  }
}

/** Answers by name, each worked out when it is asked for. */
export type Features = Readonly<Record<string, () => unknown>>;

const answersOf = (features: Features): Record<string, unknown> =>
  Object.fromEntries(Object.entries(features).map(([name, answer]) => [name, answer()]));

function boxesOf({ items }: DiagramBody): string[] {
  return items.flatMap((item) =>
    item.type === 'box' ? [item.id, ...(item.content ? boxesOf(item.content) : [])] : [],
  );
}
