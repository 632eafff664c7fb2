/**
 * The lists of docs/language.md that follow from the shelves: what stands between `<!-- list: NAME -->` and
 * `<!-- end of list -->`. Everything else of that page is written by hand.
 */
import { defaultText } from '../../src/layers/parts/arguments.ts';
import { layers } from '../../src/layers/catalogue.ts';
import type { AnyLayer, LayerKind } from '../../src/layers/layer.ts';
import type { RecipeForm } from '../../src/training/recipe/entries.ts';
import { dataSets } from '../../src/training/data/sets/catalogue.ts';
import { recipeEntries } from '../../src/training/recipe/entries.ts';

/** Markdown, not yet formatted: the page with its lists as the shelves have them now. */
export function withLists(page: string): string {
  return page.replace(
    /(<!-- list: ([\w ]+) -->\n)[^]*?(\n<!-- end of list -->)/g,
    (_, begin: string, name: string, end: string) => {
      const list = lists[name];
      if (!list) throw new Error(`docs/language.md asks for a list “${name}”, which is none.`);
      return `${begin}\n${list()}\n${end}`;
    },
  );
}

const lists: Readonly<Record<string, () => string>> = {
  layers: () => kinds.map(layerLine).join('\n'),
  'data sets': () =>
    dataSets
      .map(({ name, documentation }) =>
        wrapped('- ', [`\`${name}\`:`, ...documentation.source.split(' ')], ' '),
      )
      .join('\n'),
  optimizers: () => formLines(formsOf('optimizer')),
  schedules: () => formLines(formsOf('schedule')),
  'fixed steps': () => formLines(formsOf('prepare')),
  'random steps': () =>
    formLines(formsOf('augment').filter(([name]) => !Object.hasOwn(recipeEntries.prepare!.forms!, name))),
};

const kinds = [
  ['convolution', 'convolution'],
  ['dense', 'dense'],
  ['shape', 'shape'],
  ['pooling', 'pooling'],
  ['normalization', 'normalization'],
  ['activation', 'activation'],
  ['regularization', 'regularization'],
  ['merge', 'merging'],
  ['output', 'output'],
] as const satisfies readonly (readonly [LayerKind, string])[];

/** By which a layer is known, too. */
const alsoCalled: Readonly<Record<string, string>> = {
  Scale: 'LayerScale',
  SiLU: 'swish',
  DropPath: 'stochastic depth',
};

function layerLine([kind, title]: (typeof kinds)[number]): string {
  const some = layers.filter((layer) => layer.kind === kind);
  return wrapped(`- ${title}: `, some.map(layerItem));
}

function layerItem(layer: AnyLayer): string {
  const name = alsoCalled[layer.name];
  return `\`${layerSignature(layer)}\`${name === undefined ? '' : ` (${name})`}`;
}

/** Without `init` and `bias_init`, which most layers with weights have. */
function layerSignature({ name, operands, parameters }: AnyLayer): string {
  const own = Object.entries(parameters).flatMap(([parameter, spec]) => {
    if (spec.type === 'initializer') return [];
    if (spec.required) return [parameter];
    if (isSmall(spec.default)) return [`${parameter}: ${spec.default.toExponential()}`];
    const standard = defaultText(spec) ?? 'none';
    // A default in words is no value: layers.md has it.
    return [`${parameter}: ${standard.includes(' ') ? '…' : standard}`];
  });
  const all = operands === 'many' ? ['…', ...own] : own;
  return all.length > 0 ? `${name}(${all.join(', ')})` : name;
}

const formsOf = (entry: string): [string, RecipeForm][] => Object.entries(recipeEntries[entry]?.forms ?? {});

const formLines = (forms: readonly [string, RecipeForm][]): string =>
  forms
    .map(([name, form]) =>
      wrapped('- ', [`\`${formSignature(name, form)}\`:`, ...form.documentation.split(' ')], ' '),
    )
    .join('\n');

function formSignature(name: string, { parameters }: RecipeForm): string {
  const written = Object.entries(parameters).map(([parameter, { default: value }]) =>
    value === undefined ? parameter : `${parameter}: ${valueText(value)}`,
  );
  return written.length > 0 ? `${name}(${written.join(', ')})` : name;
}

type Default = NonNullable<RecipeForm['parameters'][string]['default']>;

function valueText(value: Default): string {
  if (typeof value === 'object') return `[${value.map(valueText).join(', ')}]`;
  const thirds = [3 / 4, 4 / 3].findIndex((each) => each === value);
  if (thirds !== -1) return ['3 / 4', '4 / 3'][thirds]!;
  return isSmall(value) ? value.toExponential() : String(value);
}

const isSmall = (value: unknown): value is number =>
  typeof value === 'number' && value !== 0 && value <= 1e-3;

/** Lines of at most 120 characters, those that follow indented; items are not broken. */
function wrapped(begin: string, items: readonly string[], between = ', '): string {
  const lines: string[] = [];
  let line = begin;
  for (const [index, item] of items.entries()) {
    const text = index < items.length - 1 ? `${item}${between}` : item;
    if (line.trim() !== '-' && `${line}${text}`.trimEnd().length > 120) {
      lines.push(line.trimEnd());
      line = '  ';
    }
    line += text;
  }
  return [...lines, line.trimEnd()].join('\n');
}
