import { shapeText, type Shape } from '../../layers/shape.ts';
import type { DeclaredBlock, FileScope } from '../fileScope.ts';
import type { Numbering } from './fingerprints.ts';
import type { Located } from '../../syntax/tree.ts';
import type { Given, RuntimeValue } from '../values/values.ts';

/**
 * Texts for values of one body that are equal exactly when two values mean the same, in this expansion and in others
 * with the same numbering. Compound values get a number, so that the text stays short however much they share.
 */
export class ValueKeys {
  readonly #memo = new WeakMap<object, string>();
  readonly #numbering: Numbering;

  constructor(numbering: Numbering) {
    this.#numbering = numbering;
  }

  of(value: RuntimeValue): string {
    switch (value.kind) {
      case 'number':
        return String(value.value);
      case 'boolean':
        return value.value ? 't' : 'f';
      case 'text':
        return JSON.stringify(value.value);
      case 'unknown':
        return '?';
      case 'map':
        return `${'node' in value.source ? `n${value.source.node}` : `i${value.source.input}`}:${shapeKey(value.shape)}`;
      case 'scheme':
        return `s${value.scheme.scheme}:${value.scheme.value ?? ''}`;
      case 'list':
      case 'applicable':
      case 'function': {
        const known = this.#memo.get(value);
        if (known) return known;
        const key = `#${this.#numbering.meaning(this.#compound(value))}`;
        this.#memo.set(value, key);
        return key;
      }
    }
  }

  #compound(value: Extract<RuntimeValue, { kind: 'list' | 'applicable' | 'function' }>): string {
    if (value.kind === 'list') return `[${value.elements.map((element) => this.of(element)).join()}]`;
    if (value.kind === 'function')
      return `f${this.#place(value.file, value.declaration)}${this.#captured(value.captured)}`;
    switch (value.form) {
      case 'layer':
        return `l${value.layer.name}(${this.given(value.given)})`;
      case 'block':
        return `b${this.block(value.block)}(${this.given(value.given)})`;
      case 'flow':
        return `e${this.#place(value.file, value.expression)}${this.#captured(value.captured)}`;
    }
  }

  given(given: readonly Given[]): string {
    let key = '';
    for (const { name, value } of given) key += `${name ?? ''}:${this.of(value)},`;
    return key;
  }

  #captured(captured: ReadonlyMap<string, RuntimeValue>): string {
    return `{${[...captured].map(([name, value]) => `${name}:${this.of(value)}`).join()}}`;
  }

  /** The block by its meaning. */
  block({ file, declaration }: DeclaredBlock): number {
    return this.#numbering.of(file).of(declaration);
  }

  #place(file: FileScope, { range }: Located): string {
    return `${this.#numbering.of(file).placeAt(range.start)}-${range.end - range.start}`;
  }
}

export const shapeKey = (shape: Shape | undefined) => (shape ? `${shape.kind[0]}${shapeText(shape)}` : '?');
