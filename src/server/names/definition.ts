import type { Location, Range } from '../../syntax/tree.ts';
import { bindingAt } from './bindings.ts';
import { placesOf, targetAt } from './references.ts';
import type { SyntaxNode } from '../../syntax/syntaxAt.ts';
import { calledAround, syntaxAt, touches } from '../../syntax/syntaxAt.ts';
import type { Understanding } from '../../workspace/understanding.ts';
import type { WorkspaceFiles } from '../../workspace/workspaceFiles.ts';
import { resolveImport } from '../../syntax/uri.ts';

/** From where a definition is gone to, and where it is: its name, and all of it. */
interface DefinitionLink {
  readonly origin: Range;
  readonly name: Location;
  readonly whole: Location;
}

/** The definitions of what stands at an offset; of an argument of a passed block, those of all blocks that are passed. */
export function definitionLinks(
  workspace: WorkspaceFiles,
  understanding: Understanding,
  offset: number,
): readonly DefinitionLink[] {
  const { parsed, uri } = understanding;
  const at = targetAt(workspace, uri, offset);
  const single = definitionAt(understanding, offset);
  const several = at?.target.kind === 'passed' ? placesOf(workspace, at.target, uri) : [];
  const names = single ? [single] : several.filter(({ binds }) => binds);
  const path = parsed.file.declarations.flatMap((each) => (each.kind === 'import' ? [each.path.range] : []));
  const origin = at?.range ?? path.find((range) => touches(range, offset)) ?? { start: offset, end: offset };
  return names.map((name) => ({ origin, name, whole: wholeOf(workspace, name) }));
}

/** What the name at a place declares. */
function wholeOf({ files }: WorkspaceFiles, name: Location): Location {
  const parsed = files.load(name.uri);
  const around = parsed && name.end > name.start ? syntaxAt(parsed.file, name.start) : [];
  const declares = around.findLast(
    ({ is, node }) =>
      is === 'declaration' ||
      is === 'parameter' ||
      is === 'step' ||
      (is === 'statement' && node.kind !== 'flow'),
  );
  return declares ? { uri: name.uri, start: declares.node.range.start, end: declares.node.range.end } : name;
}

/** Where what stands at an offset is declared: in this file or in an imported one. */
export function definitionAt(understanding: Understanding, offset: number): Location | undefined {
  const { parsed, uri } = understanding;
  const path = syntaxAt(parsed.file, offset);
  const node = path.at(-1);
  const here = (range: Range): Location => ({ uri, start: range.start, end: range.end });
  const [first] = path;
  if (first?.is === 'declaration' && first.node.kind === 'import') {
    const declaration = first.node;
    if (touches(declaration.path.range, offset)) {
      const target = resolveImport(uri, declaration.path.text);
      return understanding.program.files.has(target) ? { uri: target, start: 0, end: 0 } : undefined;
    }
    const name = declaration.names.find(({ range }) => touches(range, offset));
    return name && declared(understanding, name.name);
  }
  if (
    first?.is === 'declaration' &&
    first.node.kind === 'train' &&
    touches(first.node.network.range, offset)
  ) {
    return declared(understanding, first.node.network.name);
  }
  const argument = path.findLast((each) => each.is === 'argument');
  if (argument?.is === 'argument' && argument.node.name && touches(argument.node.name.range, offset)) {
    return parameter(understanding, path, argument.node.name.name);
  }
  if (node?.is !== 'expression' || node.node.kind !== 'name') return undefined;
  const { name } = node.node;
  const binding = bindingAt(parsed.file, name, offset);
  return binding ? here(binding.name.range) : declared(understanding, name);
}

function declared({ visible }: Understanding, name: string): Location | undefined {
  const found = visible.blocks.get(name) ?? visible.lets.get(name) ?? visible.networks.get(name);
  if (!found) return undefined;
  const { range } = found.declaration.name;
  return { uri: found.parsed.file.uri, start: range.start, end: range.end };
}

/** The parameter that a named argument fills. */
function parameter(
  { visible }: Understanding,
  path: readonly SyntaxNode[],
  name: string,
): Location | undefined {
  const callee = calledAround(path);
  if (callee === undefined) return undefined;
  const found = visible.blocks.get(callee) ?? visible.lets.get(callee) ?? visible.networks.get(callee);
  const target = found?.declaration.parameters?.find((each) => each.name.name === name);
  return (
    found &&
    target && { uri: found.parsed.file.uri, start: target.name.range.start, end: target.name.range.end }
  );
}
