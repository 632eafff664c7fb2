import type { ListValue, RuntimeValue } from './values.ts';
import { listValue, unknown } from './values.ts';
import type { Value } from '../network.ts';
import { schemeText } from '../../layers/parts/initializers.ts';
import { valueText } from './valueText.ts';

/** Lists share parts, and stay so outside. */
const outsideLists = new WeakMap<ListValue, Value>();

/** The value as others than expansion see it. */
export function outsideValue(value: RuntimeValue): Value {
  switch (value.kind) {
    case 'number':
      return { kind: 'number', value: value.value };
    case 'list': {
      const known = outsideLists.get(value);
      if (known) return known;
      const made: Value = { kind: 'list', elements: value.elements.map(outsideValue) };
      outsideLists.set(value, made);
      return made;
    }
    case 'scheme':
      return { kind: 'text', value: schemeText(value.scheme) };
    case 'applicable':
    case 'function':
      return { kind: value.kind, text: valueText(value) };
    case 'map':
      return { kind: 'map', shape: value.shape };
    case 'boolean':
    case 'text':
    case 'unknown':
      return value;
  }
}

/** A value given from outside (`--set`, `train`'s arguments); what can't be given so is unknown. */
export function insideValue(value: Value): RuntimeValue {
  switch (value.kind) {
    case 'number':
    case 'boolean':
    case 'text':
      return value;
    case 'list':
      return listValue(value.elements.map(insideValue));
    case 'applicable':
    case 'function':
    case 'map':
    case 'unknown':
      return unknown;
  }
}
