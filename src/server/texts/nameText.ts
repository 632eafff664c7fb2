import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import type { Shape } from '../../layers/shape.ts';
import { dimensions } from '../../layers/shape.ts';
import { BoundValues } from '../../network/expansion/boundValues.ts';
import type { Body } from '../../network/network.ts';
import type { ParsedFile } from '../../syntax/parsedFile.ts';
import type { BlockDeclaration, NetworkDeclaration, Range } from '../../syntax/tree.ts';
import type { RuntimeValue } from '../../network/values/values.ts';
import type { Markdown } from '../../wording/markdown.ts';
import { codeBlock, codeSpan, inMarkdown, joined } from '../../wording/markdown.ts';
import { shortened } from '../../wording/visible.ts';
import { bodiesOf } from '../../network/network.ts';
import type { Binding } from '../names/bindings.ts';
import { bindingAt, declarationAt } from '../names/bindings.ts';
import type { Understanding } from '../../workspace/understanding.ts';
import { shapeText } from './useText.ts';
import { exact } from '../../wording/figures.ts';
import { valueText } from '../../network/values/valueText.ts';

/** More different shapes or calls than these are counted only. */
const shownAtMost = 8;

const kinds: Readonly<Record<Binding['kind'], string>> = {
  parameter: 'parameter',
  branch: 'value',
  step: 'value',
  let: 'let',
  function: 'function',
  index: 'index, from 0',
  element: 'element of the list',
};

/** What is told of `input` or of a name bound in a body: what it is, its shapes or values in the different uses. */
export function nameMarkdown(
  parsed: ParsedFile,
  seen: readonly Understanding[],
  name: string,
  range: Range,
): Markdown | undefined {
  const networks = seen.flatMap((each) => each.networks);
  const declaration = declarationAt(parsed.file, range.start);
  if (!declaration || declaration.kind === 'import' || declaration.kind === 'train') return undefined;
  if (name === 'input' && declaration.kind !== 'let') {
    const shapes = list(namedShapes(parsed, networks, name, range).map(shapeText));
    return inMarkdown`**input** of ${codeSpan(declaration.name.name)}${shapes}`;
  }
  const binding = bindingAt(parsed.file, name, range.start);
  if (!binding) return undefined;
  const source =
    binding.value && parsed.text.slice(binding.value.start, binding.value.end).replace(/\s+/g, ' ');
  const shown =
    source === undefined || source === name
      ? inMarkdown``
      : joined([inMarkdown``, codeBlock(shortened(source, 160))], '\n');
  const isValue = binding.kind === 'branch' || binding.kind === 'step';
  const values = new BoundValues({ uri: parsed.file.uri, ...binding.name.range }, textOf);
  if (!isValue)
    for (const each of seen)
      for (const { network } of each.networks) values.lookIn(each.scope, network.declaration);
  const told = isValue ? namedShapes(parsed, networks, name, range).map(shapeText) : [...values.found];
  const cut = values.isCut ? ` (of the first ${exact(values.count)} uses; there are more)` : '';
  const isOfBlock = binding.kind === 'parameter' && binding.scope === declaration.range;
  const calls = isOfBlock && declaration.kind !== 'let' ? callsOf(networks, declaration) : inMarkdown``;
  const isOfFunction = binding.kind === 'parameter' && (declaration.kind === 'let' || !isOfBlock);
  const kind = isOfFunction ? 'parameter of a function' : kinds[binding.kind];
  return inMarkdown`**${name}**: ${kind}${list(told)}${cut}${calls}${shown}`;
}

function textOf(value: RuntimeValue): string | undefined {
  if (value.kind === 'unknown' || value.kind === 'function') return undefined;
  return value.kind === 'map' ? shapeText(value.shape) : valueText(value);
}

/** What `input` or a name bound in a body stands for in the different uses; undefined where that is not known. */
export function namedShapes(
  parsed: ParsedFile,
  networks: readonly AnalysedNetwork[],
  name: string,
  range: Range,
): readonly (Shape | undefined)[] {
  const declaration = declarationAt(parsed.file, range.start);
  const bodies = networks
    .flatMap(({ network }) => bodiesOf(network.body))
    .filter(
      ({ location }) => location.uri === parsed.file.uri && location.start === declaration?.range.start,
    );
  if (name === 'input') return bodies.map((body) => body.inputs[0]);
  const binding = bindingAt(parsed.file, name, range.start);
  return binding ? bodies.flatMap((body) => shapesOf(body, binding)) : [];
}

/** One size of a shape; a vector's length is its channels. */
export function sizeOf(shape: Shape | undefined, size: 'height' | 'width' | 'channels'): number | undefined {
  if (!shape) return undefined;
  const sides = dimensions(shape);
  if (size === 'channels') return sides.at(-1);
  return sides.length < 3 ? undefined : sides[size === 'height' ? 0 : 1];
}

/** ` · 56×56×64`, or a list of the different ones. */
export function list(texts: readonly string[]): Markdown {
  const told = different(texts, (text) => inMarkdown`${text}`);
  return told ? inMarkdown` · ${told}` : inMarkdown``;
}

/** Those that are known, each once; undefined where there is none. */
function different(texts: readonly string[], show: (text: string) => Markdown): Markdown | undefined {
  const all = [...new Set(texts)].filter((text) => text !== '?');
  if (all.length === 0) return undefined;
  const shown = joined(all.slice(0, shownAtMost).map(show), ', ');
  return all.length > shownAtMost ? inMarkdown`${shown} and ${all.length - shownAtMost} more` : shown;
}

function shapesOf(body: Body, { name }: Binding): (Shape | undefined)[] {
  return body.names
    .filter((named) => named.name === name.name && overlaps(named.location, name.range))
    .map(({ source }) => ('node' in source ? body.nodes[source.node]?.output : body.inputs[source.input]));
}

/** The name's own range, or that of the statement that gives it. */
function overlaps(location: Range, range: Range): boolean {
  return location.start <= range.end && range.start <= location.end;
}

/** `, in` and the calls of a block that have different arguments. */
function callsOf(
  networks: readonly AnalysedNetwork[],
  { name, range }: BlockDeclaration | NetworkDeclaration,
): Markdown {
  const calls = networks.flatMap(({ network }) =>
    bodiesOf(network.body).flatMap((body) =>
      body.nodes.flatMap((node) =>
        node.kind === 'call' && node.body.name === name.name && node.body.location.start === range.start
          ? [node.text]
          : [],
      ),
    ),
  );
  const told = different(calls, codeSpan);
  return told ? inMarkdown`, in ${told}` : inMarkdown``;
}
