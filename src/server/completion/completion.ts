import type { CompletionItem } from 'vscode-languageserver';
import { CompletionItemKind } from 'vscode-languageserver';
import { catalogueWords, findLayer, layers } from '../../layers/catalogue.ts';
import type { ParameterSpec } from '../../layers/parameter.ts';
import { builtins } from '../../network/values/builtins.ts';
import { writtenText } from '../../syntax/importPaths.ts';
import type { ParsedFile } from '../../syntax/parsedFile.ts';
import { documentation } from '../../wording/documentation.ts';
import { visible } from '../../wording/visible.ts';
import { textValue } from '../../language/tokens/texts.ts';
import {
  blockItem,
  boundItem,
  catalogueWordItem,
  keywordItem,
  layerItem,
  parameterItem,
  valueItems,
} from './completionItems.ts';
import { sizeTexts, weightText } from '../texts/keywords.ts';
import { recipeArgumentItems, recipeKeyItems, recipeValueItems } from './completionRecipe.ts';
import type { BoundName, CursorContext, CursorPlace } from './cursorContext.ts';
import { cursorContext } from './cursorContext.ts';
import type { Turns } from '../../workspace/turns.ts';
import type { Visible } from '../../workspace/declarations.ts';
import { markup } from '../texts/markup.ts';
import { documentOf } from '../positions.ts';
import { declarationSnippets, inputShapeSnippet, statementSnippets } from './snippets.ts';
import { measuredQuantities } from '../../analysis/quantities.ts';

interface CompletionRequest {
  readonly parsed: ParsedFile;
  readonly offset: number;
  readonly visible: Visible;
  /** Names of the data sets there are. */
  readonly datasets: readonly string[];
  /** Paths that an `import` of this file could name, each beginning with `./` or `../`. */
  readonly importPaths: () => readonly string[];
  /** Folders in the one that a path, up to its last `/`, leads to. */
  readonly folderNames: (path: string) => readonly string[];
  /** Blocks and `let`s of the file that the import at the cursor names. */
  importNames(path: string): readonly string[];
  /** Blocks of other files, which a completion imports, too. */
  importableBlocks?(): Turns<readonly CompletionItem[]>;
  /** A space was typed: then only where something is expected anyway. */
  readonly afterSpace?: boolean;
}

/** What can be written at the cursor. The client filters by what is typed already. */
export function* complete(request: CompletionRequest): Turns<CompletionItem[]> {
  const context = cursorContext(request.parsed.text, request.offset);
  const { kind } = context.place;
  if (request.afterSpace && (kind === 'statement' || kind === 'declaration' || kind === 'afterStep'))
    return [];
  const importable = takesBlock.has(kind) ? yield* request.importableBlocks?.() ?? nothing() : [];
  return unique(itemsAt(context.place, context, request, importable)).map(seen);
}

/** Where a block of another file may be called, and is imported by that. */
const takesBlock: ReadonlySet<CursorPlace['kind']> = new Set(['statement', 'step', 'flow']);

// eslint-disable-next-line require-yield -- there is nothing to look through
function* nothing(): Turns<readonly CompletionItem[]> {
  return [];
}

/** What is written is the name itself, what is shown shows all of it. */
function seen(item: CompletionItem): CompletionItem {
  const { label, detail, insertText, textEdit } = item;
  const shown = visible(label);
  return {
    ...item,
    label: shown,
    ...(detail !== undefined && { detail: visible(detail) }),
    ...(shown !== label && { filterText: label, ...(!insertText && !textEdit && { insertText: label }) }),
  };
}

/** A name once, where it can be several things: the first counts. A snippet may be called like the word it begins with. */
function unique(items: readonly CompletionItem[]): CompletionItem[] {
  const seen = new Set<string>();
  return items.filter(({ label, kind }) => {
    if (kind === CompletionItemKind.Snippet) return true;
    const isNew = !seen.has(label);
    seen.add(label);
    return isNew;
  });
}

function itemsAt(
  place: CursorPlace,
  context: CursorContext,
  request: CompletionRequest,
  importable: readonly CompletionItem[],
): CompletionItem[] {
  switch (place.kind) {
    case 'nothing':
      return [];
    case 'declaration':
      return declarationSnippets({
        networks: [...request.visible.networks.keys()],
        importPaths: request.importPaths(),
        importNames: (path) => request.importNames(path),
      });
    case 'importPath':
      return pathItems(place, request);
    case 'folderPath':
      return folderItems(place, request);
    case 'importName':
      return importNameItems(request);
    case 'statement':
      return [...stepItems(context, request), ...importable, ...statementItems(place.network)];
    case 'step':
      return [
        ...stepItems({ ...context, names: context.names.filter(mayBeApplied) }, request),
        ...importable,
      ];
    case 'flow':
      return [...stepItems(context, request), ...importable, keywordItem('input')];
    case 'expression':
      return expressionItems(context, request);
    case 'member':
      return memberItems;
    case 'inputShape':
      return [inputShapeSnippet];
    case 'expectQuantity':
      return expectItems;
    case 'comparison':
      return comparisonItems;
    case 'afterStep':
      return [keywordItem('as')];
    case 'afterOperand':
      return [...['and', 'or'].map(keywordItem), ...(takesMany(place.callee) ? [keywordItem('as')] : [])];
    case 'keyword':
      return [keywordItem(place.word)];
    case 'trainNetwork':
      return [...request.visible.networks.values()].map((declared) =>
        blockItem(declared, CompletionItemKind.Module),
      );
    case 'dataset':
      return [
        ...request.datasets.map((label) => ({
          label,
          kind: CompletionItemKind.Constant,
          detail: 'data set',
        })),
        folderSnippet,
      ];
    case 'recipeKey':
      return recipeKeyItems(place.present);
    case 'recipeValue':
      return recipeValueItems(place.key);
    case 'argument':
      return argumentItems(place, context, request);
    case 'argumentValue':
      return argumentValueItems(place, context, request);
  }
}

/** After an arrow, a value is a mistake. */
const mayBeApplied = ({ kind, isPlain }: BoundName): boolean =>
  (kind === 'parameter' && !isPlain) || kind === 'let';

const takesMany = (callee: string | undefined): boolean =>
  callee !== undefined && findLayer(callee)?.operands === 'many';

function stepItems(context: CursorContext, { visible }: CompletionRequest): CompletionItem[] {
  return [
    ...boundItems(context.names),
    ...[...visible.blocks.values()].map((declared) => blockItem(declared, CompletionItemKind.Class)),
    ...layers.filter((layer) => !visible.blocks.has(layer.name)).map(layerItem),
  ];
}

function expressionItems(
  context: CursorContext,
  { visible }: CompletionRequest,
  spec?: ParameterSpec,
): CompletionItem[] {
  // What the file declares says more of itself there; only a parameter may hide it.
  const closer = context.names.filter(({ name, kind }) => kind === 'parameter' || !visible.lets.has(name));
  return [
    ...boundItems(closer),
    ...[...visible.lets.values()].map((declared) => blockItem(declared, CompletionItemKind.Variable)),
    ...(spec && numeric.has(spec.type) ? ['input'] : ['input', 'true', 'false', 'not']).map(keywordItem),
    ...functionItems,
  ];
}

/** What takes numbers and nothing else. */
const numeric: ReadonlySet<ParameterSpec['type']> = new Set(['integer', 'number', 'pair', 'dimensions']);

/** Inner names first; what a name of the same spelling hides is left out. */
function boundItems(names: readonly BoundName[]): CompletionItem[] {
  const seen = new Map<string, BoundName>();
  for (const name of names) seen.set(name.name, name);
  return [...seen.values()].map(boundItem);
}

function argumentItems(
  place: Extract<CursorPlace, { kind: 'argument' }>,
  context: CursorContext,
  request: CompletionRequest,
): CompletionItem[] {
  const { callee, position, recipeKey } = place;
  if (recipeKey !== undefined) return recipeArgumentItems(recipeKey, callee, position, place.named);
  const named = new Set(place.named);
  if (callee === 'auxiliary')
    return named.has('weight') ? [] : [parameterItem('weight', 0, { documentation: weightText })];
  const declared =
    request.visible.blocks.get(callee) ??
    request.visible.networks.get(callee) ??
    request.visible.lets.get(callee);
  if (declared) {
    const parameters = (declared.declaration.parameters ?? []).slice(position);
    const items = parameters
      .filter((parameter) => !named.has(parameter.name.name))
      .map((parameter, order) =>
        parameterItem(parameter.name.name, order, {
          default:
            parameter.default &&
            declared.parsed.text.slice(parameter.default.range.start, parameter.default.range.end),
        }),
      );
    return [...items, ...expressionItems(context, request), ...stepItems(context, request), ...words()];
  }
  const layer = findLayer(callee);
  if (!layer) return [...expressionItems(context, request), ...words()];
  const entries = Object.entries(layer.parameters);
  const first = entries[position];
  const items = entries
    .filter(([name], index) => index >= (layer.operands === 'many' ? 0 : position) && !named.has(name))
    .map(([name, spec], order) => parameterItem(name, order, { spec }));
  // What is merged comes first.
  if (layer.operands === 'many')
    return [
      ...stepItems(context, request),
      keywordItem('input'),
      ...items.map((item) => ({ ...item, sortText: `5${item.sortText}` })),
    ];
  if (position >= 2 || !first) return items;
  return [...items, ...valueItems(first[1]), ...expressionItems(context, request, first[1])];
}

function argumentValueItems(
  place: Extract<CursorPlace, { kind: 'argumentValue' }>,
  context: CursorContext,
  request: CompletionRequest,
): CompletionItem[] {
  const { callee, name, recipeKey } = place;
  if (recipeKey !== undefined) return [keywordItem('true'), keywordItem('false')];
  const layer = request.visible.blocks.has(callee) ? undefined : findLayer(callee);
  const spec = layer?.parameters[name];
  const values = expressionItems(context, request, spec);
  // A block may hand on anything: a word, a layer, a number.
  return spec ? [...valueItems(spec), ...values] : [...values, ...stepItems(context, request), ...words()];
}

function words(): CompletionItem[] {
  return [...catalogueWords].map(([word, { documentation }]) => catalogueWordItem(word, documentation));
}

function statementItems(network: boolean): CompletionItem[] {
  return [...(network ? [] : [keywordItem('input')]), ...statementSnippets(network)];
}

const plain = (label: string, kind: CompletionItemKind, meaning: string): CompletionItem => ({
  label,
  kind,
  documentation: markup(documentation(meaning)),
});

const expectItems = Object.entries(measuredQuantities).map(([label, { documentation: meaning }]) =>
  plain(label, CompletionItemKind.Property, meaning),
);

const comparisonItems = Object.entries({
  '==': 'Exactly so much.',
  '!=': 'Anything else.',
  '<': 'Less than that.',
  '<=': 'At most that.',
  '>': 'More than that.',
  '>=': 'At least that.',
}).map(([label, text], index): CompletionItem => ({
  ...plain(label, CompletionItemKind.Operator, text),
  insertText: `${label} `,
  sortText: String(index),
}));

const memberItems = Object.entries(sizeTexts).map(([label, text]) =>
  plain(label, CompletionItemKind.Property, text),
);

const functionItems: CompletionItem[] = [...builtins.keys()].map((label) => ({
  label,
  kind: CompletionItemKind.Function,
  insertText: `${label}($0)`,
  insertTextFormat: 2,
}));

/** The whole path is replaced: `/` and `.` are no part of a word. Near files come first. */
function pathItems(
  { start, end }: Extract<CursorPlace, { kind: 'importPath' }>,
  { parsed, importPaths }: CompletionRequest,
): CompletionItem[] {
  const document = documentOf(parsed);
  const range = { start: document.positionAt(start), end: document.positionAt(end) };
  return importPaths().flatMap((label, order) => {
    const written = inQuotes(label);
    if (written === undefined) return [];
    return {
      label,
      kind: CompletionItemKind.File,
      filterText: written,
      sortText: String(order).padStart(4, '0'),
      textEdit: { range, newText: written },
    };
  });
}

const folderSnippet: CompletionItem = {
  label: '"./…"',
  kind: CompletionItemKind.Folder,
  detail: 'folder of pictures',
  documentation: 'A folder that holds a folder of PNG or JPEG pictures for each class.',
  insertText: '"./$0"',
  insertTextFormat: 2,
  command: { title: 'Suggest', command: 'editor.action.triggerSuggest' },
};

/** The last part of the path is completed: what is before it leads to the folder whose folders are offered. */
function folderItems(
  { typed, start }: Extract<CursorPlace, { kind: 'folderPath' }>,
  { parsed, offset, folderNames }: CompletionRequest,
): CompletionItem[] {
  const isBare = !typed.includes('/');
  const from = isBare ? './' : typed.slice(0, typed.lastIndexOf('/') + 1);
  const document = documentOf(parsed);
  const range = {
    start: document.positionAt(start + (isBare ? 0 : from.length)),
    end: document.positionAt(offset),
  };
  return folderNames(textValue(`"${from}"`)).flatMap((name) => {
    const label = isBare ? `./${name}` : name;
    const written = inQuotes(label);
    if (written === undefined) return [];
    return {
      label,
      kind: CompletionItemKind.Folder,
      filterText: written,
      textEdit: { range, newText: written },
    };
  });
}

/** As it is written between the quotes that are there. */
const inQuotes = (path: string): string | undefined => writtenText(path)?.slice(1, -1);

function importNameItems(request: CompletionRequest): CompletionItem[] {
  const declaration = request.parsed.file.declarations.find(
    ({ kind, range }) => kind === 'import' && range.start <= request.offset && request.offset <= range.end,
  );
  if (declaration?.kind !== 'import') return [];
  const present = new Set(declaration.names.map((name) => name.name));
  return request
    .importNames(declaration.path.text)
    .filter((name) => !present.has(name))
    .map((label) => ({ label, kind: CompletionItemKind.Class }));
}
