import { recipeEntries } from '../../training/recipeForms.ts';
import { expectation, signature } from '../../training/recipeValues.ts';
import { formOf } from './completionRecipe.ts';

export function recipeEntryMarkdown(key: string): string | undefined {
  const entry = Object.hasOwn(recipeEntries, key) ? recipeEntries[key] : undefined;
  if (!entry) return undefined;
  const forms = Object.keys(entry.forms ?? {}).map((name) => `\`${name}\``);
  const choice =
    forms.length > 0 ? `\n\n${entry.takes === 'flow' ? 'A flow of' : 'One of'} ${forms.join(', ')}.` : '';
  return `**${key}**, default \`${entry.defaultText}\`\n\n${entry.documentation}${choice}`;
}

export function recipeFormMarkdown(key: string, name: string): string | undefined {
  const form = formOf(key, name);
  if (!form) return undefined;
  const lines = Object.entries(form.parameters).map(([parameter, spec]) => {
    const standard = spec.default === undefined ? '' : ` = \`${JSON.stringify(spec.default)}\``;
    return `- \`${parameter}\`${standard}: ${spec.documentation}`;
  });
  return [`\`\`\`cnn\n${signature(name, form)}\n\`\`\``, form.documentation, lines.join('\n')].join('\n\n');
}

export function recipeParameterMarkdown(key: string, form: string, name: string): string | undefined {
  const parameters = formOf(key, form)?.parameters;
  const spec = parameters && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (!spec) return undefined;
  const must =
    spec.default !== undefined
      ? `default \`${JSON.stringify(spec.default)}\``
      : spec.optional
        ? 'optional'
        : 'must be given';
  return `**${name}** of \`${form}\`, ${must}\n\n${spec.documentation}\n\nTakes ${expectation(spec)}.`;
}
