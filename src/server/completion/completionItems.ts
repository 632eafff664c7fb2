import type { CompletionItem } from 'vscode-languageserver';
import { CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import { defaultText, expectation } from '../../layers/parts/arguments.ts';
import { catalogueWords, layers } from '../../layers/catalogue.ts';
import type { AnyLayer } from '../../layers/layer.ts';
import type { ParameterSpec } from '../../layers/parameter.ts';
import type { BlockDeclaration, LetDeclaration, NetworkDeclaration } from '../../syntax/tree.ts';
import type { BoundName } from './cursorContext.ts';
import type { Declared } from '../../workspace/declarations.ts';
import { documentation } from '../../wording/documentation.ts';
import type { Markdown } from '../../wording/markdown.ts';
import { commentOn, signature } from '../../workspace/declarations.ts';
import { keywordText } from '../texts/keywords.ts';
import { layerSignature, takes } from '../texts/layerText.ts';
import { markup } from '../texts/markup.ts';

/** Opens the list of values right behind `name: `. */
const suggestAgain = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

/** What most networks are made of comes before what is spelt alike: `Conv` before `Concat`, `ReLU` before `Reshape`. */
const frequent = [
  ...['Conv', 'BatchNorm', 'ReLU', 'MaxPool', 'AvgPool', 'GlobalAvgPool', 'Dense', 'Flatten', 'Dropout'],
  ...['Softmax', 'Add', 'Concat'],
];
const rank: ReadonlyMap<string, string> = new Map(
  [...frequent, ...layers.map(({ name }) => name).filter((name) => !frequent.includes(name))].map(
    (name, index) => [name, String(index).padStart(3, '0')],
  ),
);

/**
 * A text with placeholders, or without any: only what is no snippet lets Enter end the line once it is written out
 * (`editor.acceptSuggestionOnEnter: smart`).
 */
const insertion = (name: string, places: readonly string[]): Partial<CompletionItem> =>
  places.length > 0
    ? { insertText: `${name}(${places.join(', ')})`, insertTextFormat: InsertTextFormat.Snippet }
    : {};

/** The layer with a placeholder for every argument that must be given. */
export function layerItem(layer: AnyLayer): CompletionItem {
  const required = Object.entries(layer.parameters).filter(([, spec]) => spec.required);
  const places =
    layer.operands === 'many'
      ? ['${1}', '${2}']
      : required.map(([name], index) =>
          index < 2 ? `\${${index + 1}:${name}}` : `${name}: \${${index + 1}:${name}}`,
        );
  return {
    label: layer.name,
    kind: CompletionItemKind.Function,
    detail: layerSignature(layer),
    documentation: markup(documentation(layer.documentation)),
    ...insertion(layer.name, places),
    sortText: `2${rank.get(layer.name) ?? ''}`,
  };
}

export function blockItem(
  declared: Declared<BlockDeclaration | NetworkDeclaration | LetDeclaration>,
  kind: CompletionItemKind,
): CompletionItem {
  const { declaration } = declared;
  const name = declaration.name.name;
  const comment = commentOn(declared);
  const required = (declaration.parameters ?? []).filter((parameter) => !parameter.default);
  const places = required.map((parameter, index) => `\${${index + 1}:${parameter.name.name}}`);
  return {
    label: name,
    kind,
    detail: signature(declared),
    ...(comment && { documentation: markup(comment) }),
    ...insertion(name, places),
    sortText: `1${name}`,
  };
}

const boundKinds: Readonly<Record<BoundName['kind'], { kind: CompletionItemKind; detail: string }>> = {
  parameter: { kind: CompletionItemKind.Variable, detail: 'parameter' },
  value: { kind: CompletionItemKind.Field, detail: 'value' },
  let: { kind: CompletionItemKind.Variable, detail: 'let' },
  function: { kind: CompletionItemKind.Function, detail: 'function' },
  index: { kind: CompletionItemKind.Variable, detail: 'index, from 0' },
};

export function boundItem({ name, kind }: BoundName): CompletionItem {
  return { label: name, sortText: `0${name}`, ...boundKinds[kind] };
}

export function keywordItem(label: string): CompletionItem {
  const text = keywordText(label);
  return {
    label,
    kind: CompletionItemKind.Keyword,
    sortText: `4${label}`,
    ...(text !== undefined && { documentation: markup(documentation(text)) }),
  };
}

export function catalogueWordItem(label: string, meaning: string): CompletionItem {
  return {
    label,
    kind: CompletionItemKind.EnumMember,
    sortText: `3${label}`,
    documentation: markup(documentation(meaning)),
  };
}

/** `stride: `, with its default and documentation; `order` is its place in the signature. */
export function parameterItem(
  name: string,
  order: number,
  given: { readonly spec?: ParameterSpec; readonly default?: string; readonly documentation?: Markdown },
): CompletionItem {
  const standard = given.default ?? (given.spec && defaultText(given.spec));
  const text =
    given.documentation ?? (given.spec && takes(given.spec.documentation, expectation(given.spec)));
  return {
    label: name,
    kind: CompletionItemKind.Property,
    detail:
      standard === undefined ? (given.spec?.required === false ? 'optional' : 'required') : `= ${standard}`,
    insertText: `${name}: `,
    filterText: name,
    sortText: `00${String(order).padStart(3, '0')}`,
    command: suggestAgain,
    ...(text && { documentation: markup(text) }),
  };
}

/** The words that a parameter takes. */
export function valueItems(spec: ParameterSpec): CompletionItem[] {
  const standard = defaultText(spec);
  const item = (label: string): CompletionItem => ({
    label,
    kind: CompletionItemKind.EnumMember,
    sortText: `000${label}`,
    ...(label === standard && { detail: 'default' }),
    ...(catalogueWords.has(label) && {
      documentation: markup(documentation(catalogueWords.get(label)?.documentation ?? '')),
    }),
  });
  switch (spec.type) {
    case 'padding':
      return ['same', 'valid'].map(item);
    case 'boolean':
      return ['true', 'false'].map(item);
    case 'word':
      return (spec.choices ?? []).map(item);
    case 'initializer':
      return ['He', 'Xavier', 'LeCun', 'Zeros', 'Ones', 'Normal', 'Uniform', 'Constant'].map((label) => ({
        ...item(label),
        ...(['Normal', 'Uniform', 'Constant'].includes(label) && {
          insertText: `${label}($0)`,
          insertTextFormat: InsertTextFormat.Snippet,
        }),
      }));
    case 'integer':
    case 'number':
    case 'pair':
    case 'border':
    case 'dimensions':
    case 'table':
      return [];
  }
}
