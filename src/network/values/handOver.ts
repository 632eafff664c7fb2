import type { Shape } from '../../layers/shape.ts';
import type { Source } from '../network.ts';
import type { MapValue, RuntimeValue } from './values.ts';
import { listValue } from './values.ts';

/** Values known to hold no feature map: whatever body sees them, they are the same, and need not be gone through again. */
const same = new WeakSet<RuntimeValue>();

/** Values of a caller's body as the called block's body sees them: feature maps in them become its inputs. */
export class HandOver {
  /** In the caller's body, an entry for each input of the called one. */
  readonly sources: Source[] = [];
  /** Of the called body. */
  readonly inputs: (Shape | undefined)[] = [];
  /** Elements of the lists that were made anew. */
  elements = 0;
  readonly #handed = new Map<number, MapValue>();
  #memo: Map<RuntimeValue, RuntimeValue> | undefined;

  map(value: MapValue): MapValue {
    const key = 'node' in value.source ? value.source.node : -1 - value.source.input;
    const known = this.#handed.get(key);
    if (known) return known;
    const input: MapValue = { kind: 'map', source: { input: this.inputs.length }, shape: value.shape };
    this.inputs.push(value.shape);
    this.sources.push(value.source);
    this.#handed.set(key, input);
    return input;
  }

  /** The same value, and the same object where it holds no feature map. */
  value(value: RuntimeValue): RuntimeValue {
    if (value.kind === 'map') return this.map(value);
    if (value.kind !== 'list' && value.kind !== 'applicable' && value.kind !== 'function') return value;
    if (same.has(value)) return value;
    const memo = (this.#memo ??= new Map<RuntimeValue, RuntimeValue>());
    const known = memo.get(value);
    if (known) return known;
    const made = this.#compound(value);
    if (made === value) same.add(value);
    memo.set(value, made);
    return made;
  }

  #compound(value: Extract<RuntimeValue, { kind: 'list' | 'applicable' | 'function' }>): RuntimeValue {
    if (value.kind === 'list') {
      const elements = value.elements.map((element) => this.value(element));
      if (elements.every((element, index) => element === value.elements[index])) return value;
      this.elements += elements.length;
      return listValue(elements);
    }
    if (value.kind === 'function' || value.form === 'flow') {
      const captured = this.#captured(value.captured);
      return captured === value.captured ? value : { ...value, captured };
    }
    const given = value.given.map((argument) => argument.with(this.value(argument.value)));
    return given.some((argument, index) => argument !== value.given[index]) ? { ...value, given } : value;
  }

  #captured(captured: ReadonlyMap<string, RuntimeValue>): ReadonlyMap<string, RuntimeValue> {
    let changed = false;
    const made = new Map<string, RuntimeValue>();
    for (const [name, value] of captured) {
      const handed = this.value(value);
      changed ||= handed !== value;
      made.set(name, handed);
    }
    return changed ? made : captured;
  }
}
