import { recipeEntries } from '../../training/recipe/entries.ts';
import { expectation, signature } from '../../training/recipe/values.ts';
import { documentation } from '../../wording/documentation.ts';
import type { Markdown } from '../../wording/markdown.ts';
import { bullets, codeBlock, codeSpan, inMarkdown, joined, paragraphs } from '../../wording/markdown.ts';
import { formOf } from '../completion/completionRecipe.ts';
import { takes } from './layerText.ts';

export function recipeEntryMarkdown(key: string): Markdown | undefined {
  const entry = Object.hasOwn(recipeEntries, key) ? recipeEntries[key] : undefined;
  if (!entry) return undefined;
  const forms = Object.keys(entry.forms ?? {}).map(codeSpan);
  return paragraphs(
    inMarkdown`**${key}**, default ${codeSpan(entry.defaultText)}`,
    documentation(entry.documentation),
    forms.length > 0
      ? inMarkdown`${entry.takes === 'flow' ? 'A flow of' : 'One of'} ${joined(forms, ', ')}.`
      : undefined,
  );
}

export function recipeFormMarkdown(key: string, name: string): Markdown | undefined {
  const form = formOf(key, name);
  if (!form) return undefined;
  const lines = Object.entries(form.parameters).map(([parameter, spec]) => {
    const standard =
      spec.default === undefined ? '' : inMarkdown` = ${codeSpan(JSON.stringify(spec.default))}`;
    return inMarkdown`${codeSpan(parameter)}${standard}: ${documentation(spec.documentation)}`;
  });
  return paragraphs(codeBlock(signature(name, form)), documentation(form.documentation), bullets(lines));
}

export function recipeParameterMarkdown(key: string, form: string, name: string): Markdown | undefined {
  const parameters = formOf(key, form)?.parameters;
  const spec = parameters && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (!spec) return undefined;
  const must =
    spec.default !== undefined
      ? inMarkdown`default ${codeSpan(JSON.stringify(spec.default))}`
      : spec.optional
        ? 'optional'
        : 'must be given';
  return paragraphs(
    inMarkdown`**${name}** of ${codeSpan(form)}, ${must}`,
    takes(spec.documentation, expectation(spec)),
  );
}
