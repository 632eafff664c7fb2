import { defaultText, expectation } from '../../layers/parts/arguments.ts';
import type { AnyLayer } from '../../layers/layer.ts';
import { documentation } from '../../wording/documentation.ts';
import type { Markdown } from '../../wording/markdown.ts';
import { codeSpan, inMarkdown, paragraphs } from '../../wording/markdown.ts';
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

/** An item of a list: name, default, sentence. */
export function parameterLine(name: string, spec: ParameterSpec): Markdown {
  const standard = defaultText(spec);
  const value = spec.required
    ? ''
    : standard === undefined
      ? ' (optional)'
      : inMarkdown` = ${codeSpan(standard)}`;
  return inMarkdown`${codeSpan(name)}${value}: ${documentation(spec.documentation)}`;
}

/** A parameter's sentence, and what it takes. */
export function takes(sentence: string, expected: string): Markdown {
  return paragraphs(documentation(sentence), documentation(`Takes ${expected}.`));
}

/** What is told of a parameter on hover. */
export function parameterMarkdown(owner: string, name: string, spec: ParameterSpec): Markdown {
  const standard = defaultText(spec);
  const must = spec.required
    ? 'must be given'
    : standard === undefined
      ? 'optional'
      : inMarkdown`default ${codeSpan(standard)}`;
  return paragraphs(
    inMarkdown`**${name}** of ${codeSpan(owner)}, ${must}`,
    takes(spec.documentation, expectation(spec)),
  );
}
