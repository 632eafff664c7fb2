import type { AnalysedNetwork } from '../../../analysis/analysis.ts';
import { analyse } from '../../../analysis/analyse.ts';
import { placeMistakes } from '../../../analysis/understand.ts';
import { expandNetwork, openProgram } from '../../../network/expand.ts';
import { Mistakes } from '../../../syntax/mistakes.ts';
import type { Mistake } from '../../../syntax/mistakes.ts';
import { overlaid } from '../../../syntax/parsedFile.ts';
import type { ParsedFile } from '../../../syntax/parsedFile.ts';
import { parseSource } from '../../../language/parse.ts';
import type { Understanding } from '../../../workspace/understanding.ts';
import type { Change, Made, Site } from './site.ts';
import { fileKey } from '../../../syntax/uri.ts';

/** What a change would do, seen by really analysing the changed texts. */
export interface Outcome {
  /** Each network of the files that are looked at, before and after. */
  readonly networks: readonly { readonly before: AnalysedNetwork; readonly after: AnalysedNetwork }[];
  /** Errors that were not there before. Expectations that now fail are none: they tell what has changed. */
  readonly errors: readonly Mistake[];
  /** The files that are looked at, as they would be. A change is not refused for what a reviewer would say of it. */
  readonly users: readonly Made[];
}

/** A text with some of its ranges replaced. Changes of one file, which don't overlap. */
export function withChanges(text: string, changes: readonly Change[]): string {
  let result = '';
  let end = 0;
  for (const change of changes.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(end, change.start) + change.text;
    ({ end } = change);
  }
  return result + text.slice(end);
}

const known = new WeakMap<Understanding, Map<string, Outcome | undefined>>();

/** Networks that reach a bound take as long as anything may: nothing is tried out on them. */
const stops: ReadonlySet<string> = new Set(['too-many-steps', 'too-many-layers', 'endless-recursion']);

/** Tries changes out; undefined where a file is gone, or its networks reach a bound. The same changes of the same texts are tried once. */
export function tryOut(site: Site, changes: readonly Change[]): Outcome | undefined {
  if (site.users.some(({ mistakes }) => mistakes.some(({ code }) => stops.has(code)))) return undefined;
  const tried = known.get(site.understanding) ?? new Map<string, Outcome | undefined>();
  known.set(site.understanding, tried);
  const key = JSON.stringify([changes, site.users.map(({ uri, version }) => [uri, version])]);
  if (tried.has(key)) return tried.get(key);
  const outcome = outcomeOf(site, changes);
  tried.set(key, outcome);
  return outcome;
}

function outcomeOf({ users, load }: Site, changes: readonly Change[]): Outcome | undefined {
  const byFile = new Map<string, Change[]>();
  for (const change of changes) {
    const key = fileKey(change.uri);
    byFile.set(key, [...(byFile.get(key) ?? []), change]);
  }
  const edited = new Map<string, ParsedFile>();
  for (const [key, own] of byFile) {
    const parsed = load(own[0]?.uri ?? '');
    if (!parsed) return undefined;
    edited.set(key, parseSource(parsed.file.uri, withChanges(parsed.text, own), parsed));
  }
  const overlay = overlaid(load, (uri) => edited.get(fileKey(uri)));
  const networks: Outcome['networks'][number][] = [];
  const errors: Mistake[] = [];
  const changed: Made[] = [];
  for (const user of users) {
    // What the change leaves as it was is not expanded again.
    const program = openProgram(user.uri, overlay, user.program.kept);
    if (!program.file) return undefined;
    // Those that the file leaves out, because it takes too long with them, stay left out.
    const after = program.networks.slice(0, user.networks.length).flatMap((declaration) => {
      const expanded = expandNetwork(program, declaration);
      return expanded ? [analyse(expanded)] : [];
    });
    changed.push({ program, networks: after });
    // Each once, as the file shows them.
    const told = new Mistakes();
    for (const mistake of program.mistakes) told.take(mistake);
    const expanding = placeMistakes(
      program,
      after.flatMap(({ network }) => network.mistakes),
    );
    for (const mistake of expanding) told.take(mistake);
    errors.push(...newErrors(user.mistakes, told.list));
    for (const [index, before] of user.networks.entries()) {
      const same = after[index];
      if (same?.network.name === before.network.name) networks.push({ before, after: same });
    }
  }
  return { networks, errors, users: changed };
}

const told = ({ code, message }: Mistake): string => `${code} ${message}`;

/** Compared by what they say: their places may move. */
function newErrors(before: readonly Mistake[], after: readonly Mistake[]): Mistake[] {
  const left = new Map<string, number>();
  for (const mistake of before) left.set(told(mistake), (left.get(told(mistake)) ?? 0) + 1);
  return after.filter((mistake) => {
    if (mistake.severity !== 'error' || mistake.code === 'expect-failed') return false;
    const rest = left.get(told(mistake)) ?? 0;
    left.set(told(mistake), rest - 1);
    return rest <= 0;
  });
}

/** What must not change when layers only move into a block or out of one. */
export function sameFigures({ before, after }: Outcome['networks'][number]): boolean {
  const figures = ({ totals }: AnalysedNetwork) => {
    const { complete, parameters, macs, auxiliaryMacs, depth, receptiveField, output } = totals;
    return JSON.stringify([complete, parameters, macs, auxiliaryMacs, depth, receptiveField, output]);
  };
  return figures(before) === figures(after);
}
