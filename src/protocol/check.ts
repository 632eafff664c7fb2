/**
 * Checks of messages on arrival: small functions that either accept a value of unknown origin as `T` or
 * say what is wrong with it. A checker is typed by the interface that it checks, so that the two can't differ.
 *
 * The room gives the messages between processes and pages, and this: their checks on arrival.
 * It never imports another room.
 */

/** Returns undefined when `value` is a T, else what is wrong and where: `epoch: expected a number`. */
export type Checker<T> = ((value: unknown, path: string) => string | undefined) & { readonly type?: T };

const at = (path: string, expected: string): string => `${path || 'message'}: expected ${expected}`;

export const text: Checker<string> = (value, path) =>
  typeof value === 'string' ? undefined : at(path, 'a text');

/** A finite number: what isn't does not survive JSON. */
export const number: Checker<number> = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : at(path, 'a number');

export const boolean: Checker<boolean> = (value, path) =>
  typeof value === 'boolean' ? undefined : at(path, 'true or false');

export function word<const T extends string>(...words: readonly T[]): Checker<T> {
  return (value, path) =>
    typeof value === 'string' && (words as readonly string[]).includes(value)
      ? undefined
      : at(path, words.map((each) => `"${each}"`).join(' or '));
}

export function list<T>(element: Checker<T>): Checker<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return at(path, 'a list');
    for (let index = 0; index < value.length; index++) {
      const wrong = element(value[index], `${path}[${index}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/** A list of no more elements than that; they are not looked at where there are more. */
export function atMost<T>(most: number, checker: Checker<readonly T[]>): Checker<readonly T[]> {
  return (value, path) =>
    Array.isArray(value) && value.length > most
      ? at(path, `at most ${most} elements, not ${value.length}`)
      : checker(value, path);
}

export function record<T>(element: Checker<T>): Checker<Readonly<Record<string, T>>> {
  return (value, path) => {
    if (!isObject(value)) return at(path, 'an object');
    for (const [key, each] of Object.entries(value)) {
      const wrong = element(each, `${path}.${key}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/** Absent, or a T. */
export function optional<T>(checker: Checker<T>): Checker<T | undefined> {
  return (value, path) => (value === undefined ? undefined : checker(value, path));
}

/** The listed fields; others are left alone, so that a newer sender is still understood. */
export function object<T extends object>(fields: {
  readonly [Key in keyof T]-?: Checker<T[Key]>;
}): Checker<T> {
  const entries = Object.entries<Checker<unknown>>(fields);
  return (value, path) => {
    if (!isObject(value)) return at(path, 'an object');
    for (const [key, check] of entries) {
      const wrong = check(value[key], path === '' ? key : `${path}.${key}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/** A tagged union: `kind` says which of the checkers applies. */
export function union<T extends { readonly kind: string }>(members: {
  readonly [Kind in T['kind']]: Checker<Extract<T, { readonly kind: Kind }>>;
}): Checker<T> {
  return (value, path) => {
    if (!isObject(value) || typeof value.kind !== 'string') return at(path, 'an object with a kind');
    const member = Object.hasOwn(members, value.kind)
      ? (members as Readonly<Record<string, Checker<unknown>>>)[value.kind]
      : undefined;
    if (!member) return at(path === '' ? 'kind' : `${path}.kind`, `a known kind, not "${value.kind}"`);
    return member(value, path);
  };
}

type Arrival<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly wrong: string };

/** Applies a checker to a message. */
export function arrive<T>(checker: Checker<T>, message: unknown): Arrival<T> {
  const wrong = checker(message, '');
  return wrong === undefined ? { ok: true, value: message as T } : { ok: false, wrong };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
