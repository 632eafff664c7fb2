import type { FileLoader } from '../../../syntax/parsedFile.ts';
import type { MistakeCode } from '../../../syntax/codes.ts';
import type { Mistake } from '../../../syntax/mistakes.ts';
import type { Turns } from '../../../workspace/turns.ts';
import type { Understanding } from '../../../workspace/understanding.ts';
import type { WorkspaceFiles } from '../../../workspace/workspaceFiles.ts';
import type { Change } from '../editing/site.ts';
import { measuredFix } from './measuredExpectation.ts';
import { importAllFix, importFixes, unknownName, unknownNames } from './missingImport.ts';
import { pathNameFix } from './pathName.ts';
import { clashingMerge, shortcutFixes } from './projectionShortcut.ts';

/** What fixes are worked out from. */
export interface FixSite {
  readonly understanding: Understanding;
  readonly load: FileLoader;
  /** The files whose networks are made from this one, itself first. */
  readonly users: readonly Understanding[];
  readonly workspace: WorkspaceFiles;
  /** Any file as it stands. */
  readonly understand: (uri: string) => Understanding | undefined;
}

export interface WorkedOutFix {
  readonly title: string;
  readonly changes: readonly Change[];
  /** Most likely meant. */
  readonly isPreferred: boolean;
}

type Fixes = ReadonlyMap<Mistake, readonly WorkedOutFix[]>;

/** Works out fixes of the mistakes of its code that are asked about. */
type Working = (site: FixSite, mistakes: readonly Mistake[]) => Turns<Fixes>;

/**
 * The fixes that take more than a diagnostic can carry, by the code of what they mend: they are worked out when they
 * are asked for.
 */
export const workedOut: Readonly<Partial<Record<MistakeCode, Working>>> = {
  'merge-shapes': eachAlone((site, mistake) =>
    shortcuts(site, mistake).map((fix, index) => ({ ...fix, isPreferred: index === 0 })),
  ),
  'expect-failed': eachAlone(({ understanding }, mistake) => {
    const fix = measuredFix(understanding, mistake);
    return fix ? [{ ...fix, isPreferred: false }] : [];
  }),
  'path-twice': eachAlone(({ understanding }, mistake) => {
    const fix = pathNameFix(understanding, mistake);
    return fix ? [{ ...fix, isPreferred: true }] : [];
  }),
  'unknown-name': missingImports,
};

function eachAlone(fixesOf: (site: FixSite, mistake: Mistake) => readonly WorkedOutFix[]): Working {
  // eslint-disable-next-line require-yield -- it is short, and gives no way.
  return function* (site, mistakes) {
    return new Map(mistakes.map((mistake) => [mistake, fixesOf(site, mistake)]));
  };
}

function shortcuts({ understanding, users, load, understand }: FixSite, mistake: Mistake) {
  const merge = clashingMerge(users, mistake);
  const own = merge && (merge.uri === understanding.uri ? understanding : understand(merge.uri));
  if (!own) return [];
  const all = users.includes(own) ? users : [own, ...users];
  return shortcutFixes({ understanding: own, selection: merge, load, users: all }, merge);
}

function* missingImports(
  { understanding: { parsed, mistakes: all }, workspace }: FixSite,
  mistakes: readonly Mistake[],
): Turns<Fixes> {
  const nearby = unknownNames(parsed, mistakes);
  if (nearby.length === 0) return new Map();
  // All other names that nothing has are looked for in the same pass, for the fix of them all.
  const imports = yield* importFixes(workspace, parsed, new Set([...unknownNames(parsed, all), ...nearby]));
  const together = importAllFix(parsed, imports);
  return new Map(
    mistakes.map((mistake) => {
      const found = imports.get(unknownName(mistake, parsed) ?? '') ?? [];
      const alone = found.map((fix) => ({ ...fix, isPreferred: found.length === 1 }));
      return [
        mistake,
        together && found.length > 0 ? [...alone, { ...together, isPreferred: false }] : alone,
      ];
    }),
  );
}
