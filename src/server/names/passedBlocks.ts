import type { FileScope } from '../../network/fileScope.ts';
import type { Argument, BlockDeclaration, Expression, Identifier } from '../../syntax/tree.ts';
import type { Declared } from '../../workspace/declarations.ts';
import type { Target } from './occurrences.ts';
import { layerArgument, occurrencesOf } from './occurrences.ts';
import { walkSyntax } from '../../syntax/syntaxAt.ts';
import { fileKey } from '../../syntax/uri.ts';

/**
 * Arguments that are named through a passed block: in `block Stage(unit) { unit(64, stride: 2) }`, `stride` is a
 * parameter of every block that is passed for `unit`, and so all of them are one name.
 */

/** What one file says about blocks that are handed on. Names are known by the keys of their targets. */
interface HandedOn {
  /** The parameters of the file's blocks, in their order, by block. */
  readonly parameters: ReadonlyMap<string, readonly Target[]>;
  /** A name that stands for a block or layer, and what it is made of: another such name, a block, a layer. */
  readonly values: readonly { readonly name: string; readonly from: Target }[];
  readonly calls: readonly { readonly callee: string; readonly given: readonly Given[] }[];
}

interface Given {
  readonly name: string | undefined;
  readonly position: number;
  readonly from: readonly Target[];
}

const known = new WeakMap<FileScope, HandedOn>();

/** Worked out once for a file. */
export function handedOn(file: FileScope): HandedOn {
  const before = known.get(file);
  if (before) return before;
  const found = collect(file);
  known.set(file, found);
  return found;
}

function collect(file: FileScope): HandedOn {
  const targets = new Map(occurrencesOf(file).map(({ range, target }) => [range.start, target]));
  const targetOf = (name: Identifier): Target | undefined => targets.get(name.range.start);
  const parameters = new Map<string, readonly Target[]>();
  const values: { name: string; from: Target }[] = [];
  const calls: { callee: string; given: Given[] }[] = [];

  /** What an expression may hand on. */
  function sources(expression: Expression): readonly Target[] {
    switch (expression.kind) {
      case 'name': {
        const target = targets.get(expression.range.start);
        return target && (isApplied(target) || mayHold(target)) ? [target] : [];
      }
      case 'conditional':
        return [...sources(expression.then), ...sources(expression.otherwise)];
      case 'list':
        return expression.elements.flatMap(sources);
      case 'index':
        return sources(expression.object);
      default:
        return [];
    }
  }
  function hold(name: Identifier, from: readonly Target[]): void {
    const target = targetOf(name);
    if (target) values.push(...from.map((each) => ({ name: target.key, from: each })));
  }
  function call(callee: Identifier, given: readonly Argument[]): void {
    const target = targetOf(callee);
    if (target?.kind !== 'block' && !(target && mayHold(target))) return;
    const handed = given.map(({ name, value }, position) => ({
      name: name?.name,
      position,
      from: sources(value),
    }));
    if (handed.some(({ from }) => from.length > 0)) calls.push({ callee: target.key, given: handed });
  }

  walkSyntax({ uri: file.uri, declarations: file.declarations }, ({ is, node }) => {
    if (is === 'declaration' && node.kind === 'block') {
      const key = targetOf(node.name)?.key;
      const own = node.parameters.flatMap(({ name }) => targetOf(name) ?? []);
      if (key !== undefined) parameters.set(key, own);
    }
    if (is === 'parameter' && node.default) hold(node.name, sources(node.default));
    if ((is === 'declaration' || is === 'statement') && node.kind === 'let' && !node.parameters)
      hold(node.name, sources(node.value));
    if (is === 'statement' && node.kind === 'for')
      node.pattern.names.forEach((name, index) =>
        hold(name, column(node.list, node.pattern.isList ? index : undefined).flatMap(sources)),
      );
    if (is === 'expression' && node.kind === 'call' && node.callee.kind === 'name')
      call(node.callee, node.arguments);
  });
  return { parameters, values, calls };
}

/** What an element of a list, or of each row of a table, may be. */
function column(list: Expression, index: number | undefined): readonly Expression[] {
  if (list.kind !== 'list' || index === undefined) return [list];
  return list.elements.flatMap((row) => (row.kind === 'list' ? (row.elements[index] ?? []) : row));
}

const isApplied = ({ kind }: Target): boolean => kind === 'block' || kind === 'layer';
const mayHold = ({ kind }: Target): boolean => kind === 'parameter' || kind === 'element' || kind === 'let';

/** Everything handed to everything makes as many pairs as the square of a file: from here on no more are looked at. */
const mostLooks = 200_000;

/** The blocks and layers that each name may stand for, by keys; `isWhole`: none was left out. */
function standFor(files: readonly FileScope[]): {
  readonly held: ReadonlyMap<string, ReadonlyMap<string, Target>>;
  readonly isWhole: boolean;
} {
  const all = files.map(handedOn);
  const parameters = new Map(all.flatMap((each) => [...each.parameters]));
  const held = new Map<string, Map<string, Target>>();
  let grew = true;
  let left = mostLooks;
  function hold(name: string, from: Target): void {
    const into = held.get(name) ?? new Map<string, Target>();
    held.set(name, into);
    for (const [key, target] of isApplied(from) ? [[from.key, from] as const] : (held.get(from.key) ?? [])) {
      if (--left < 0) return;
      if (into.has(key)) continue;
      into.set(key, target);
      grew = true;
    }
  }
  while (grew && left >= 0) {
    grew = false;
    for (const { values, calls } of all) {
      for (const { name, from } of values) hold(name, from);
      for (const { callee, given } of calls) {
        const called = parameters.has(callee) ? [callee] : [...(held.get(callee)?.keys() ?? [])];
        for (const key of called) if (--left >= 0) fill(parameters.get(key) ?? [], given);
      }
    }
  }
  function fill(own: readonly Target[], given: readonly Given[]): void {
    for (const { name, position, from } of given) {
      const parameter = name === undefined ? own[position] : own.find((each) => each.name === name);
      if (parameter) for (const each of from) hold(parameter.key, each);
    }
  }
  return { held, isWhole: left >= 0 };
}

/** Targets that are one name; `isWhole`: that are all of them. */
export interface Linked {
  readonly targets: readonly Target[];
  readonly isWhole: boolean;
}

/** What is one name with a parameter or argument, itself included: what is passed in the files makes it so. */
export function linkedTo(target: Target, files: readonly FileScope[]): Linked {
  const alone = { targets: [target], isWhole: true };
  if (target.kind !== 'parameter' && target.kind !== 'passed' && target.kind !== 'argument') return alone;
  const passed = new Map(
    files
      .flatMap((file) => [...occurrencesOf(file)])
      .flatMap(({ target: each }) =>
        each.kind === 'passed' && each.name === target.name ? [[each.key, each] as const] : [],
      ),
  );
  if (passed.size === 0) return alone;
  const { held, isWhole } = standFor(files);
  const parameters = new Map(files.flatMap((file) => [...handedOn(file).parameters]));
  const linked = new Map([[target.key, target]]);
  const groups = [...passed.values()].map((each) => [
    each,
    ...[...(held.get(each.through)?.values() ?? [])].flatMap(
      (applied) =>
        (applied.kind === 'layer'
          ? layerArgument(applied.name, each.name)
          : parameters.get(applied.key)?.find(({ name }) => name === each.name)) ?? [],
    ),
  ]);
  let pending = groups;
  for (;;) {
    const near = pending.filter((group) => group.some(({ key }) => linked.has(key)));
    if (near.length === 0) return { targets: [...linked.values()], isWhole };
    for (const each of near.flat()) linked.set(each.key, each);
    pending = pending.filter((group) => !near.includes(group));
  }
}

/** The blocks and layers that the name with a key may stand for, as far as the files tell. */
export function appliedAs(key: string, files: readonly FileScope[]): readonly Applied[] {
  return [...(standFor(files).held.get(key)?.values() ?? [])].flatMap((target): readonly Applied[] => {
    if (!('uri' in target)) return [{ layer: target.name }];
    const declared = files.find(({ uri }) => fileKey(uri) === fileKey(target.uri))?.names.get(target.name);
    return declared?.kind === 'block'
      ? [{ block: { declaration: declared.declaration, parsed: declared.file.parsed } }]
      : [];
  });
}

type Applied = { readonly layer: string } | { readonly block: Declared<BlockDeclaration> };

/** A file and all that it imports. */
export function withImports(file: FileScope, found = new Set<FileScope>()): readonly FileScope[] {
  if (!found.has(file)) {
    found.add(file);
    for (const each of file.imports) if (each) withImports(each, found);
  }
  return [...found];
}
