/** What was asked cannot be done as asked: shown as one sentence, exit status 2. */
export class UsageError extends Error {}

export const jsonOption = { json: { type: 'boolean' } } as const;

/** Which networks of a file are meant, and with which arguments. */
export const networkOptions = {
  network: { type: 'string' },
  set: { type: 'string', multiple: true },
  ...jsonOption,
} as const;

/** How a network is run. */
export const engineOptions = {
  recipe: { type: 'string' },
  engine: { type: 'string' },
  batch: { type: 'string' },
} as const;

export interface NetworkOptions {
  readonly network?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
}

/** A whole number of at least `minimum`, or undefined where the option is absent. */
export function wholeNumber<Name extends string>(
  options: Readonly<Partial<Record<Name, string>>>,
  name: Name,
  minimum: number,
): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new UsageError(`--${name} takes a whole number of ${minimum} or more, not "${text}".`);
  }
  return value;
}
