import type { Node } from '../../../network/network.ts';
import { bodiesOf } from '../../../network/network.ts';
import type { FileLoader } from '../../../syntax/parsedFile.ts';
import type { Location, Range } from '../../../syntax/tree.ts';
import type { Understanding } from '../../../workspace/understanding.ts';

/** What a refactoring looks at: a file, what is selected in it, and the networks that show what a change does. */
export interface Site {
  readonly understanding: Understanding;
  /** Empty where there is only a cursor. */
  readonly selection: Range;
  readonly load: FileLoader;
  /** The files whose networks are made from this one, itself first. */
  readonly users: readonly Understanding[];
}

/** Replaces a range of a file by a text. */
export interface Change extends Location {
  readonly text: string;
}

export type RefactoringKind = 'rewrite' | 'extract' | 'inline';

export interface Refactoring {
  readonly kind: RefactoringKind;
  /** With what it saves or costs. */
  readonly title: string;
  readonly changes: readonly Change[];
}

/** What was asked for, and why it can't be done: one sentence. */
interface Refused {
  readonly kind: RefactoringKind;
  readonly title: string;
  readonly refused: string;
}

export type Offer = Refactoring | Refused;

export const uriOf = (site: Site): string => site.understanding.parsed.file.uri;

export const textOf = (site: Site, { start, end }: Range): string =>
  site.understanding.parsed.text.slice(start, end);

export const replace = (site: Site, { start, end }: Range, text: string): Change => ({
  uri: uriOf(site),
  start,
  end,
  text,
});

export const insert = (site: Site, at: number, text: string): Change =>
  replace(site, { start: at, end: at }, text);

/** A file with its networks. */
export type Made = Pick<Understanding, 'program' | 'networks'>;

const indexes = new WeakMap<Made, ReadonlyMap<string, readonly Node[]>>();

const keyOf = ({ uri, start, end }: Location): string => `${uri}:${start}:${end}`;

function indexOf(understanding: Made): ReadonlyMap<string, readonly Node[]> {
  const known = indexes.get(understanding);
  if (known) return known;
  const index = new Map<string, Node[]>();
  for (const { network } of understanding.networks) {
    for (const body of bodiesOf(network.body)) {
      for (const node of body.nodes) {
        const key = keyOf(node.location);
        const same = index.get(key);
        if (same) same.push(node);
        else index.set(key, [node]);
      }
    }
  }
  indexes.set(understanding, index);
  return index;
}

/** What the networks make of a step: a node for each different body that it stands in, and each turn of a loop. */
export function nodesAt({ users }: { readonly users: readonly Made[] }, location: Location): readonly Node[] {
  const key = keyOf(location);
  return users.flatMap((user) => indexOf(user).get(key) ?? []);
}

/** The same for a step of the site's own file. */
export const nodesOf = (site: Site, { start, end }: Range): readonly Node[] =>
  nodesAt(site, { uri: uriOf(site), start, end });

/** The value that all have, if they have one and the same. */
export function agreed<Value>(values: readonly Value[]): Value | undefined {
  const [first] = values;
  const text = JSON.stringify(first);
  return values.every((value) => JSON.stringify(value) === text) ? first : undefined;
}
