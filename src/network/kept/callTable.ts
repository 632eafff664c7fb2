import type { Shape } from '../../layers/shape.ts';
import type { ValueKeys } from './keys.ts';
import type { Given } from '../values/values.ts';

type Part = number | string | boolean;

const numbers = new WeakMap<object, number>();
let count = 0;

function numberOf(target: object): number {
  const known = numbers.get(target);
  if (known !== undefined) return known;
  numbers.set(target, ++count);
  return count;
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

function hashOf(part: Part): number {
  if (typeof part === 'number') {
    double[0] = part;
    return halves[0]! ^ halves[1]!;
  }
  if (typeof part === 'boolean') return part ? 1 : 2;
  return part.length === 0
    ? 3
    : part.length * 961 + part.charCodeAt(0) * 31 + part.charCodeAt(part.length - 1);
}

/**
 * What is called, a layer or a block, on which shapes and with which arguments: put together part by part, since this
 * happens for every step of every loop. Calls of one target with equal parts mean the same.
 */
export class Call {
  readonly target: object;
  readonly parts: Part[] = [];
  /** Of the target and the parts. */
  hash: number;

  constructor(target: object) {
    this.target = target;
    this.hash = numberOf(target);
  }

  on(shape: Shape | undefined): this {
    if (!shape) this.#add('?');
    else if (shape.kind === 'vector') this.#add(shape.channels);
    else {
      this.#add(-shape.height);
      this.#add(shape.width);
      this.#add(shape.channels);
    }
    return this;
  }

  with(given: readonly Given[], keys: ValueKeys): this {
    for (const { name, value } of given) {
      this.#add(name ?? '');
      this.#add(value.kind === 'number' || value.kind === 'boolean' ? value.value : keys.of(value));
    }
    return this;
  }

  #add(part: Part) {
    this.parts.push(part);
    this.hash = (Math.imul(this.hash, 0x01000193) ^ hashOf(part)) | 0;
  }
}

function equal(a: Call, b: Call): boolean {
  if (a.target !== b.target || a.parts.length !== b.parts.length) return false;
  for (let index = 0; index < a.parts.length; index++) if (a.parts[index] !== b.parts[index]) return false;
  return true;
}

interface Entry<Value> {
  readonly call: Call;
  readonly value: Value;
  turn: number;
}

/** What is known of calls; like `Recent`, what was used in the last turns is kept by whoever drops the rest. */
export class CallTable<Value> {
  readonly #entries = new Map<number, Entry<Value>[]>();
  #size = 0;

  get weight(): number {
    return this.#size;
  }

  get(call: Call, turn = 0): Value | undefined {
    const entry = this.#entries.get(call.hash)?.find((each) => equal(each.call, call));
    if (!entry) return undefined;
    entry.turn = turn;
    return entry.value;
  }

  /** For a call that is not known yet. */
  set(call: Call, value: Value, turn = 0) {
    const entry = { call, value, turn };
    const alike = this.#entries.get(call.hash);
    if (alike) alike.push(entry);
    else this.#entries.set(call.hash, [entry]);
    this.#size++;
  }

  /** Drops what was last used before `turn`. */
  dropBefore(turn: number) {
    for (const [hash, alike] of this.#entries) {
      const left = alike.filter((entry) => entry.turn >= turn);
      this.#size -= alike.length - left.length;
      if (left.length === 0) this.#entries.delete(hash);
      else if (left.length < alike.length) this.#entries.set(hash, left);
    }
  }
}
