import { understand } from '../../../src/analysis/understand.ts';
import { parseSource } from '../../../src/language/parse.ts';
import { openProgram } from '../../../src/network/expand.ts';
import type { Mistake } from '../../../src/syntax/mistakes.ts';

const uri = 'file:///net.cnn';

/** What the editor says of a text; `files` are texts by path that it may import. */
export function mistakesOf(text: string, files: Readonly<Record<string, string>> = {}): readonly Mistake[] {
  const texts = new Map([
    [uri, text],
    ...Object.entries(files).map(([path, each]) => [`file:///${path}`, each] as const),
  ]);
  const parsed = new Map([...texts].map(([at, each]) => [at, parseSource(at, each)]));
  return understand(openProgram(uri, (at) => parsed.get(at))).mistakes;
}

/** A network with this input and body. */
export const network = (input: string, body: string) => `network Net {\n  input ${input}\n  ${body}\n}\n`;

/** What is said: severity, code and the text at which it stands. */
export function said(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  return mistakesOf(text, files).map(
    ({ severity, code, location }) => `${severity} ${code} at ${text.slice(location.start, location.end)}`,
  );
}

/** The text after the first fix of the only mistake. */
export function fixed(text: string, files: Readonly<Record<string, string>> = {}): string | undefined {
  const [mistake, ...others] = mistakesOf(text, files);
  const fix = mistake?.fixes?.[0];
  if (others.length > 0) throw new Error(`There are ${others.length + 1} mistakes.`);
  return fix && text.slice(0, fix.range.start) + fix.text + text.slice(fix.range.end);
}

export const messages = (text: string) => mistakesOf(text).map(({ message }) => message);
