import { sameShape, shapeText, type Shape } from '../layers/shape.ts';
import type { Expression, LetDeclaration } from './syntax.ts';
import type { Given, RuntimeValue } from './values.ts';

/**
 * Texts for values of one body that are equal exactly when two values mean the same. Compound values get a number of their own,
 * so that the text stays short however much they share.
 */
export class ValueKeys {
  readonly #numbers = new Map<string, number>();
  readonly #memo = new WeakMap<object, string>();
  readonly #places = new WeakMap<object, number>();
  #placeCount = 0;

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
        const key = `#${this.#intern(this.#compound(value))}`;
        this.#memo.set(value, key);
        return key;
      }
    }
  }

  #compound(value: Extract<RuntimeValue, { kind: 'list' | 'applicable' | 'function' }>): string {
    if (value.kind === 'list') return `[${value.elements.map((element) => this.of(element)).join()}]`;
    if (value.kind === 'function')
      return `f${this.place(value.declaration)}${this.#captured(value.captured)}`;
    switch (value.form) {
      case 'layer':
        return `l${value.layer.name}(${this.given(value.given)})`;
      case 'block':
        return `b${this.place(value.block.declaration)}(${this.given(value.given)})`;
      case 'flow':
        return `e${this.place(value.expression)}${this.#captured(value.captured)}`;
    }
  }

  given(given: readonly Given[]): string {
    return given.map(({ name, value }) => `${name ?? ''}:${this.of(value)}`).join();
  }

  #captured(captured: ReadonlyMap<string, RuntimeValue>): string {
    return `{${[...captured].map(([name, value]) => `${name}:${this.of(value)}`).join()}}`;
  }

  /** A number for a place in the source. */
  place(syntax: Expression | LetDeclaration | object): number {
    const known = this.#places.get(syntax);
    if (known !== undefined) return known;
    this.#places.set(syntax, ++this.#placeCount);
    return this.#placeCount;
  }

  #intern(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

export const shapeKey = (shape: Shape | undefined) => (shape ? `${shape.kind[0]}${shapeText(shape)}` : '?');

/** Whether two shapes, perhaps unknown, are the same. */
export const equalShapes = (a: Shape | undefined, b: Shape | undefined) =>
  a === undefined || b === undefined ? a === b : sameShape(a, b);
