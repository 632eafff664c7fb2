import type { RuntimeValue, Applicable, Given } from './values.ts';
import { schemeText } from '../../layers/parts/initializers.ts';
import { shapeText } from '../../layers/shape.ts';
import { shortened } from '../../wording/visible.ts';

/** A number as the source would write it: up to 12 significant digits. */
export const numberText = (value: number) =>
  String(Number.isInteger(value) && Math.abs(value) < 1e12 ? value : Number(value.toPrecision(12)));

const longestText = 60;

/** A value as the source would write it, cut where it is long. */
export function valueText(value: RuntimeValue, length = longestText): string {
  switch (value.kind) {
    case 'number':
      return numberText(value.value);
    case 'boolean':
      return String(value.value);
    case 'text':
      return /^[A-Za-z_]\w*$/.test(value.value)
        ? value.value
        : shortened(JSON.stringify(value.value), length);
    case 'list': {
      let text = '[';
      for (const [index, element] of value.elements.entries()) {
        if (text.length > length) return shortened(text, length);
        text += (index > 0 ? ', ' : '') + valueText(element, length - text.length);
      }
      return shortened(`${text}]`, length);
    }
    case 'scheme':
      return schemeText(value.scheme);
    case 'applicable':
      return applicableText(value, length);
    case 'function':
      return value.declaration.name.name;
    case 'map':
      return value.shape ? shapeText(value.shape) : 'a value';
    case 'unknown':
      return '?';
  }
}

function applicableText(value: Applicable, length: number): string {
  switch (value.form) {
    case 'layer':
      return shortened(callText(value.layer.name, value.given, length), length);
    case 'block':
      return shortened(callText(value.block.declaration.name.name, value.given, length), length);
    case 'flow': {
      const { start, end } = value.expression.range;
      return shortened(value.file.parsed.text.slice(start, end).replace(/\s+/g, ' '), length);
    }
  }
}

/** `Bottleneck(128, stride: 2)` */
export function callText(name: string, given: readonly Given[], length = longestText): string {
  if (given.length === 0 || length <= name.length) return name;
  let text = `${name}(`;
  for (const [index, argument] of given.entries()) {
    if (text.length > length) return shortened(text, length);
    const label = argument.name === undefined ? '' : `${argument.name}: `;
    text += (index > 0 ? ', ' : '') + label + valueText(argument.value, length - text.length);
  }
  return `${text})`;
}

/** What kind of thing it is, in a sentence: `the number 3`, `a list`, `a value of 28x28x64`. */
export function describe(value: RuntimeValue): string {
  switch (value.kind) {
    case 'number':
      return `the number ${valueText(value)}`;
    case 'boolean':
      return valueText(value);
    case 'text':
      return `the text ${valueText(value)}`;
    case 'list':
      return `the list ${valueText(value)}`;
    case 'scheme':
      return `the initializer ${valueText(value)}`;
    case 'applicable':
      return value.form === 'layer'
        ? `the layer ${valueText(value)}`
        : value.form === 'block'
          ? `the block ${valueText(value)}`
          : `the flow ${valueText(value)}`;
    case 'function':
      return `the function ${value.declaration.name.name}`;
    case 'map':
      return value.shape ? `a value of ${shapeText(value.shape)}` : 'a value';
    case 'unknown':
      return 'unknown';
  }
}

/** `width is the number 3`, but for the text `3` itself `3 is a number`. */
export function isWhat(text: string, value: RuntimeValue): string {
  if (text !== valueText(value)) return `${text} is ${describe(value)}`;
  const kinds = { number: 'a number', boolean: 'a boolean', text: 'a text', list: 'a list' };
  return `${text} is ${value.kind in kinds ? kinds[value.kind as keyof typeof kinds] : describe(value)}`;
}
