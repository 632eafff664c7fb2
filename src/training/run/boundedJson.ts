import * as v from 'valibot';
import { shortened } from '../../wording/visible.ts';
import { exact } from '../../wording/figures.ts';

/** A value, or what is wrong with it, to go on after the file's name: `is no JSON`. */
type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Nothing that this program writes nests deeper, a list of lists in an argument of the network aside. */
const deepest = 64;

/**
 * The one way from a file's text to a value that is believed: JSON of bounded depth, no name twice in an object, and
 * what `schema` says. A schema's messages are what belongs at a place: `a whole number from 1 to 100`.
 */
export function checkedJson<T>(text: string, schema: v.GenericSchema<unknown, T>): Checked<T> {
  const odd = oddStructure(text);
  if (odd !== undefined) return { ok: false, problem: odd };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: text.trim() === '' ? 'is empty' : 'is no JSON' };
  }
  return checked(value, schema);
}

/** A value of unknown origin, or what is wrong with it. */
export function checked<T>(value: unknown, schema: v.GenericSchema<unknown, T>): Checked<T> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return { ok: true, value: result.output };
  return { ok: false, problem: problemOf(result.issues[0]) };
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => shortened(String(key), longest)).join('.');
  if (issue.input === undefined) return path === '' ? 'is empty' : `lacks ${path} (${issue.message})`;
  const found = shortened(JSON.stringify(issue.input) ?? typeof issue.input, longest);
  return path === ''
    ? `holds ${found}, not ${issue.message}`
    : `says ${path} is ${found}, not ${issue.message}`;
}

const longest = 40;

/** Reads the text's brackets and names, and nothing else: what is no JSON beside that is for the parser to say. */
function oddStructure(text: string): string | undefined {
  /** Of each object the names that it has so far; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let isName = false;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
      case '[':
        if (open.length === deepest) return `nests deeper than ${deepest} levels`;
        isName = text[at] === '{';
        open.push(isName ? new Set() : undefined);
        break;
      case '}':
      case ']':
        open.pop();
        isName = false;
        break;
      case ',':
        isName = open.at(-1) !== undefined;
        break;
      case ':':
        isName = false;
        break;
      case '"': {
        const end = endOfText(text, at);
        const names = open.at(-1);
        if (isName && names) {
          const name = text.slice(at, end);
          if (names.has(name)) return `gives ${shortened(name, longest)} twice`;
          names.add(name);
        }
        at = end - 1;
        break;
      }
      default:
    }
  }
  return undefined;
}

/** Behind the closing quote of the text that begins at `from`. */
function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** Messages as `checkedJson` wants them. */
export const wholeNumber = (least: number, most: number) => {
  const message = `a whole number from ${exact(least)} to ${exact(most)}`;
  return v.pipe(
    v.number(message),
    v.safeInteger(message),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
};

export const numberBetween = (least: number, most: number) => {
  const message =
    most === Infinity
      ? least === -Infinity
        ? 'a number'
        : `a number of ${exact(least)} or more`
      : `a number from ${exact(least)} to ${exact(most)}`;
  return v.pipe(v.number(message), v.finite(message), v.minValue(least, message), v.maxValue(most, message));
};

export const shortText = (most: number) => {
  const message = `a text of up to ${exact(most)} letters`;
  return v.pipe(v.string(message), v.maxLength(most, message));
};

export const listOf = <T extends v.GenericSchema>(element: T, least: number, most: number) => {
  const message = `a list of ${exact(least)} to ${exact(most)}`;
  return v.pipe(v.array(element, message), v.minLength(least, message), v.maxLength(most, message));
};
