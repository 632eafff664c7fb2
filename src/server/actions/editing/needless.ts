import { defaultText } from '../../../layers/parts/arguments.ts';
import type { DeclaredBlock } from '../../../network/fileScope.ts';
import type { Argument, CallExpression, Expression, Range } from '../../../syntax/tree.ts';
import { bindingIn } from '../../names/bindings.ts';
import { walkSyntax } from '../../../syntax/syntaxAt.ts';
import { layerNamed } from './convolutions.ts';

/**
 * The arguments in a block's body that would say what is the default anyway, once the block's parameters are filled
 * in: nobody writes `stride: 1`. `given`: what is filled in for a parameter's use at a range. What the block itself
 * writes stays.
 */
export function defaultArguments(
  block: DeclaredBlock,
  given: (use: Range) => string | undefined,
): readonly Range[] {
  const { declaration, file } = block;
  const { text } = file.parsed;
  const found: Range[] = [];
  walkSyntax({ uri: '', declarations: [declaration] }, ({ is, node }) => {
    if (is !== 'expression' || node.kind !== 'call') return;
    const standard = defaultsOf(block, node);
    if (!standard) return;
    const isDefault = ({ name, value }: Argument, index: number): boolean => {
      const filled = value.kind === 'name' ? given(value.range) : undefined;
      return filled !== undefined && isSame(filled, standard(name?.name ?? index));
    };
    // What stands by position holds the place of those behind it.
    const held = node.arguments.findLastIndex((each, index) => !each.name && !isDefault(each, index));
    const kept = node.arguments.filter((each, index) => index <= held || !isDefault(each, index));
    for (const range of without(node, kept))
      if (!text.slice(range.start, range.end).includes('#')) found.push(range);
  });
  return found;
}

/**
 * The sides of `or` and `and` that decide nothing once the block's parameters are filled in: `1 != 1 or …`, with the
 * sign between them.
 */
export function idleConditions(
  { declaration, file }: DeclaredBlock,
  given: (use: Range) => string | undefined,
): readonly Range[] {
  const { text } = file.parsed;
  const found: Range[] = [];
  const truth = (side: Expression): boolean | undefined => {
    if (side.kind !== 'binary' || (side.operator !== '==' && side.operator !== '!=')) return undefined;
    const [left, right] = [side.left, side.right].map((each) =>
      each.kind === 'number' ? each.value : each.kind === 'name' ? number(given(each.range)) : undefined,
    );
    return left === undefined || right === undefined
      ? undefined
      : (left === right) === (side.operator === '==');
  };
  walkSyntax({ uri: '', declarations: [declaration] }, ({ is, node }) => {
    if (is !== 'expression' || node.kind !== 'binary') return;
    const { operator, left, right } = node;
    if (operator !== 'or' && operator !== 'and') return;
    const idle = operator === 'and';
    const side =
      truth(left) === idle
        ? { start: left.range.start, end: right.range.start }
        : truth(right) === idle
          ? { start: left.range.end, end: right.range.end }
          : undefined;
    // Parentheses around a side belong to no expression.
    if (side && !/[()#]/.test(text.slice(side.start, side.end))) found.push(side);
  });
  return found;
}

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^[0-9.]+$/.test(text) ? Number(text) : undefined;

/** `1e-5` is `0.00001`. */
const isSame = (text: string, other: string | undefined): boolean =>
  text === other || (other !== undefined && Number(text) === Number(other));

/** The ranges of a call that hold the arguments which are not kept, each with its comma. */
function without({ arguments: all, callee, range }: CallExpression, kept: readonly Argument[]): Range[] {
  if (kept.length === all.length) return [];
  if (kept.length === 0) return [{ start: callee.range.end, end: range.end }];
  const first = all.indexOf(kept[0]!);
  return all.flatMap((argument, index): Range[] => {
    if (kept.includes(argument)) return [];
    if (index < first) return [{ start: argument.range.start, end: all[index + 1]!.range.start }];
    return [{ start: all[index - 1]!.range.end, end: argument.range.end }];
  });
}

/** The default of a parameter, by its name or position, as the source would write it. */
function defaultsOf({ declaration, file }: DeclaredBlock, { callee, range }: CallExpression) {
  if (callee.kind !== 'name') return undefined;
  const isBound = bindingIn(declaration, callee.name, range.start) !== undefined;
  const layer = layerNamed(file, callee, isBound);
  if (layer) {
    const specs = Object.entries(layer.parameters);
    return (parameter: string | number): string | undefined => {
      const spec = typeof parameter === 'number' ? specs[parameter]?.[1] : layer.parameters[parameter];
      return spec && defaultText(spec);
    };
  }
  const called = isBound ? undefined : file.names.get(callee.name);
  if (called?.kind !== 'block') return undefined;
  const { parameters } = called.declaration;
  const { text } = called.file.parsed;
  return (parameter: string | number): string | undefined => {
    const found =
      typeof parameter === 'number'
        ? parameters[parameter]
        : parameters.find(({ name }) => name.name === parameter);
    // Anything else may mean something different where it is called.
    const isLiteral = found?.default && /^(?:number|boolean|text|name)$/.test(found.default.kind);
    return isLiteral ? text.slice(found.default.range.start, found.default.range.end) : undefined;
  };
}
