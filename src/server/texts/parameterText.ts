import { findLayer } from '../../layers/catalogue.ts';
import type { BlockDeclaration, Identifier, LetDeclaration, NetworkDeclaration } from '../../syntax/tree.ts';
import type { Markdown } from '../../wording/markdown.ts';
import { codeBlock, codeSpan, inMarkdown, paragraphs, sections } from '../../wording/markdown.ts';
import type { Declared } from '../../workspace/declarations.ts';
import { parameterMarkdown } from './layerText.ts';
import { occurrenceAt } from '../names/occurrences.ts';
import { appliedAs, withImports } from '../names/passedBlocks.ts';
import type { Understanding } from '../../workspace/understanding.ts';

/** More than these are not told of. */
const shownAtMost = 4;

/** A parameter as its declaration writes it, and whose it is. */
export function declaredParameterText(
  { declaration, parsed }: Declared<BlockDeclaration | NetworkDeclaration | LetDeclaration>,
  name: string,
): Markdown | undefined {
  const parameter = declaration.parameters?.find((each) => each.name.name === name);
  if (!parameter) return undefined;
  const source = parsed.text.slice(parameter.range.start, parameter.range.end);
  const must = parameter.default ? '' : ', must be given';
  return paragraphs(codeBlock(source), inMarkdown`Parameter of ${codeSpan(declaration.name.name)}${must}.`);
}

/** The parameters that an argument of a passed block fills: those of all that is passed, as far as it is seen. */
export function passedArgumentText(
  { scope }: Understanding,
  seen: readonly Understanding[],
  name: Identifier,
): Markdown | undefined {
  const target = occurrenceAt(scope, name.range.start)?.target;
  if (target?.kind !== 'passed') return undefined;
  const files = [...new Set([scope, ...seen.map((each) => each.scope)].flatMap((each) => withImports(each)))];
  const texts = appliedAs(target.through, files).flatMap((applied) => {
    if ('block' in applied) return declaredParameterText(applied.block, name.name) ?? [];
    const layer = findLayer(applied.layer);
    const spec = layer?.parameters[name.name];
    return layer && spec ? parameterMarkdown(layer.name, name.name, spec) : [];
  });
  return texts.length > 0 ? sections(texts.slice(0, shownAtMost)) : undefined;
}
