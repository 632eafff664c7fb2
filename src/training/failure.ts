import { systemErrorInWords } from '../disk/systemErrors.ts';

/**
 * A training that can't begin or go on. The message is one sentence for the user: what happened, where,
 * what to do. Everything else that is thrown is a defect of the product.
 */
export class TrainingFailure extends Error {
  /** Stable, kebab-case, for the protocol's `failed` event. */
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TrainingFailure';
    this.code = code;
  }
}

/** What a caught value says of itself, to be quoted within a sentence. */
export function reason(caught: unknown): string {
  const text = caught instanceof Error ? caught.message : String(caught);
  return text.split('\n', 1)[0]!.replace(/[.\s]+$/, '');
}

/** The `code` of a system error (`ENOSPC`), if it is one; looks through `cause`, where fetch hides it. */
export function systemCode(caught: unknown): string | undefined {
  for (let error = caught, depth = 0; error instanceof Error && depth < 4; error = error.cause, depth++) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** The words for a system error, within a sentence; undefined for what is none. */
export function systemWords(caught: unknown): string | undefined {
  const code = systemCode(caught);
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? systemErrorInWords(code) : undefined;
}
