import { visible } from '../../wording/visible.ts';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
} from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver';
import type { FileScope } from '../../network/fileScope.ts';
import type { Declaration } from '../../syntax/tree.ts';
import type { Place } from '../diagnostics.ts';
import type { Occurrence, Target } from './occurrences.ts';
import { occurrencesOf } from './occurrences.ts';
import { placesOf, placing, targetAt } from './references.ts';
import { touches } from '../../syntax/syntaxAt.ts';
import type { Turns } from '../../workspace/turns.ts';
import type { AllFiles, WorkspaceFiles } from '../../workspace/workspaceFiles.ts';

/** What calls and is called: blocks, networks, functions of a file; recipes call the network that they train. */
type Caller = Exclude<Declaration, { readonly kind: 'import' }>;

const kinds = { block: SymbolKind.Class, network: SymbolKind.Module, train: SymbolKind.Event } as const;

/** The declaration that is named at an offset, or else the one around it. */
export function hierarchyAt(
  workspace: WorkspaceFiles,
  uri: string,
  offset: number,
  place: Place,
): CallHierarchyItem | undefined {
  const named = targetAt(workspace, uri, offset)?.target;
  const bound =
    named && isCalled(named) ? placesOf(workspace, named, uri).find(({ binds }) => binds) : undefined;
  const at = bound ? { uri: bound.uri, offset: bound.start } : { uri, offset };
  const file = workspace.scope(at.uri);
  const declaration = file && callerAt(file, at.offset);
  return declaration && itemOf(file, declaration, place);
}

/** Who calls what an item stands for, or hands it on; a call for each place. */
export function* incomingCalls(
  workspace: WorkspaceFiles,
  uri: string,
  offset: number,
  place: Place,
  all: AllFiles,
): Turns<CallHierarchyIncomingCall[]> {
  const target = targetAt(workspace, uri, offset)?.target;
  if (!target || !isCalled(target)) return [];
  const calls = new Map<Declaration, CallHierarchyIncomingCall>();
  for (const use of yield* placing(workspace, target, uri, all)) {
    const file = workspace.scope(use.uri);
    const caller = file && callerAt(file, use.start);
    if (use.binds || !caller) continue;
    const call = calls.get(caller) ?? { from: itemOf(file, caller, place), fromRanges: [] };
    call.fromRanges.push(place(use));
    calls.set(caller, call);
  }
  return [...calls.values()];
}

/** What the declaration at an offset calls of the program's own; layers of the catalogue have no place to go to. */
export function outgoingCalls(
  workspace: WorkspaceFiles,
  uri: string,
  offset: number,
  place: Place,
): CallHierarchyOutgoingCall[] {
  const file = workspace.scope(uri);
  const caller = file && callerAt(file, offset);
  if (!caller) return [];
  const calls = new Map<string, CallHierarchyOutgoingCall>();
  for (const { range, target } of occurrencesOf(file).filter((each) => isUseIn(each, caller))) {
    const to = calls.get(target.key)?.to ?? hierarchyAt(workspace, uri, range.start, place);
    if (!to) continue;
    const call = calls.get(target.key) ?? { to, fromRanges: [] };
    call.fromRanges.push(place({ uri, ...range }));
    calls.set(target.key, call);
  }
  return [...calls.values()];
}

const isUseIn = ({ binds, target, range }: Occurrence, { range: { start, end } }: Caller): boolean =>
  !binds && isCalled(target) && range.start >= start && range.end <= end;

const isCalled = (target: Target): boolean =>
  target.kind === 'block' || target.kind === 'network' || (target.kind === 'function' && target.reaches);

function callerAt(file: FileScope, offset: number): Caller | undefined {
  const found = file.declarations.findLast(({ range }) => touches(range, offset));
  return found?.kind === 'import' ? undefined : found;
}

function itemOf({ uri }: FileScope, declaration: Caller, place: Place): CallHierarchyItem {
  const { kind, range } = declaration;
  const name = kind === 'train' ? declaration.network : declaration.name;
  const { start, end } = (kind === 'train' ? declaration.name : undefined)?.range ?? name.range;
  return {
    name:
      kind === 'train'
        ? `train ${name.name}${declaration.name ? ` as ${declaration.name.name}` : ''}`
        : name.name,
    kind: kind === 'let' ? (declaration.parameters ? SymbolKind.Function : SymbolKind.Variable) : kinds[kind],
    detail: visible(uri.split('/').at(-1) ?? ''),
    uri,
    range: place({ uri, ...range }),
    selectionRange: place({ uri, start, end }),
  };
}
