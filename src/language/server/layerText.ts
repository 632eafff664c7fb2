import { defaultText, expectation } from '../../layers/arguments.ts';
import type { AnyLayer } from '../../layers/layer.ts';
import type { ParameterSpec } from '../../layers/parameter.ts';

/** `Conv(filters, kernel, stride = 1, padding = same, …)` */
export function layerSignature(layer: AnyLayer): string {
  const all = layerArgumentTexts(layer);
  return all.length === 0 ? layer.name : `${layer.name}(${all.join(', ')})`;
}

/** What stands between the parentheses: the operands of a merge as `…`, then each parameter. */
export function layerArgumentTexts(layer: AnyLayer): string[] {
  const parameters = Object.entries(layer.parameters).map(([name, spec]) => {
    const standard = defaultText(spec);
    if (spec.required) return name;
    // A default in words is no expression: the list of parameters tells it.
    return standard === undefined || standard.includes(' ') ? `${name}?` : `${name} = ${standard}`;
  });
  return layer.operands === 'many' ? ['…', ...parameters] : parameters;
}

/** One Markdown list item: name, default, sentence. */
export function parameterLine(name: string, spec: ParameterSpec): string {
  const standard = defaultText(spec);
  const value = spec.required ? '' : standard === undefined ? ' (optional)' : ` = \`${standard}\``;
  return `- \`${name}\`${value}: ${spec.documentation}`;
}

/** What is told of a parameter on hover. */
export function parameterMarkdown(owner: string, name: string, spec: ParameterSpec): string {
  const standard = defaultText(spec);
  const must = spec.required
    ? 'must be given'
    : standard === undefined
      ? 'optional'
      : `default \`${standard}\``;
  return `**${name}** of \`${owner}\`, ${must}\n\n${spec.documentation}\n\nTakes ${expectation(spec)}.`;
}
