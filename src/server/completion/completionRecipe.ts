import type { CompletionItem } from 'vscode-languageserver';
import { CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import type { RecipeForm } from '../../training/recipe/entries.ts';
import { recipeEntries } from '../../training/recipe/entries.ts';
import { signature } from '../../training/recipe/values.ts';
import { documentation } from '../../wording/documentation.ts';
import { markup } from '../texts/markup.ts';
import { keywordItem, parameterItem } from './completionItems.ts';

export function recipeKeyItems(present: readonly string[]): CompletionItem[] {
  return Object.entries(recipeEntries)
    .filter(([key]) => !present.includes(key))
    .map(([key, entry], index) => ({
      label: key,
      kind: CompletionItemKind.Property,
      detail: `default ${entry.defaultText}`,
      documentation: markup(documentation(entry.documentation)),
      insertText: `${key.padEnd(9)} `,
      sortText: String(index),
      command: { title: 'Suggest', command: 'editor.action.triggerSuggest' },
    }));
}

/** What stands behind the key: the forms, or for a plain value its default. */
export function recipeValueItems(key: string): CompletionItem[] {
  if (!Object.hasOwn(recipeEntries, key)) return [];
  const entry = recipeEntries[key];
  if (!entry?.forms) return entry ? [{ label: entry.defaultText, kind: CompletionItemKind.Value }] : [];
  return Object.entries(entry.forms).map(([name, form], order) => {
    const required = Object.entries(form.parameters).filter(([, each]) => isRequired(each));
    const places = required.map(([parameter], index) => `${parameter}: \${${index + 1}}`);
    return {
      label: name,
      kind: CompletionItemKind.Function,
      detail: signature(name, form),
      documentation: markup(documentation(form.documentation)),
      sortText: String(order).padStart(2, '0'),
      ...(places.length > 0 && {
        insertText: `${name}(${places.join(', ')})`,
        insertTextFormat: InsertTextFormat.Snippet,
      }),
    };
  });
}

export function recipeArgumentItems(
  key: string,
  callee: string,
  position: number,
  named: readonly string[],
): CompletionItem[] {
  const form = formOf(key, callee);
  if (!form) return [keywordItem('true'), keywordItem('false')];
  return Object.entries(form.parameters)
    .slice(Math.min(position, 2))
    .filter(([name]) => !named.includes(name))
    .map(([name, parameter], order) =>
      parameterItem(name, order, {
        documentation: documentation(parameter.documentation),
        ...(parameter.default !== undefined && { default: JSON.stringify(parameter.default) }),
      }),
    );
}

export function formOf(key: string, name: string): RecipeForm | undefined {
  const forms = Object.hasOwn(recipeEntries, key) ? recipeEntries[key]?.forms : undefined;
  return forms && Object.hasOwn(forms, name) ? forms[name] : undefined;
}

type Parameter = RecipeForm['parameters'][string];

const isRequired = (parameter: Parameter): boolean => parameter.default === undefined && !parameter.optional;
