import { findLayer } from '../../../layers/catalogue.ts';
import type { AnyLayer } from '../../../layers/layer.ts';
import type { PaddingArgument } from '../../../layers/parameter.ts';
import type { MapShape } from '../../../layers/shape.ts';
import type { DeclaredBlock, FileScope } from '../../../network/fileScope.ts';
import type { LayerNode, Node } from '../../../network/network.ts';
import type { Argument, CallExpression, Expression } from '../../../syntax/tree.ts';
import { bindingAt } from '../../names/bindings.ts';
import type { StepPlace } from './places.ts';
import { argumentOf, stepsOf } from './places.ts';
import type { Site } from './site.ts';
import { nodesOf, textOf } from './site.ts';

const roles = ['filters', 'kernel', 'stride', 'padding', 'dilation', 'groups'] as const;
type Role = (typeof roles)[number];

/** A convolution as one step writes it: a `Conv`, or a call of a block that is a `Conv` and what goes with it. */
export interface Convolution {
  readonly place: StepPlace;
  readonly call: CallExpression;
  /** The block that is called, if it is one. */
  readonly block: DeclaredBlock | undefined;
  /** Whether the block has an activation of its own. */
  readonly activates: boolean;
  /** What the call says itself. */
  readonly given: Readonly<Partial<Record<Role, Argument>>>;
  /** Of every use in the networks. */
  readonly uses: readonly ConvolutionUse[];
}

interface ConvolutionUse {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: PaddingArgument;
  readonly input: MapShape;
}

/** What a name means at the level of a file, where nothing closer binds it. */
export function declaredBlock(site: Site, expression: Expression): DeclaredBlock | undefined {
  const callee = expression.kind === 'call' ? expression.callee : expression;
  const { scope, parsed } = site.understanding;
  if (callee.kind !== 'name' || bindingAt(parsed.file, callee.name, callee.range.start)) return undefined;
  const found = scope.names.get(callee.name);
  return found?.kind === 'block' ? found : undefined;
}

/** The layer that a step of a file names, by the text alone. */
export function layerNamed(file: FileScope, expression: Expression, isBound: boolean): AnyLayer | undefined {
  const callee = expression.kind === 'call' ? expression.callee : expression;
  if (callee.kind !== 'name' || isBound || file.names.has(callee.name)) return undefined;
  return findLayer(callee.name);
}

/** The parameters of a block, or of `Conv`, by what they mean for the convolution in it. */
interface Roles {
  /** All parameters in their order. */
  readonly names: readonly string[];
  readonly of: Readonly<Partial<Record<Role, string>>>;
}

const convolution = findLayer('Conv');
const convolutionRoles: Roles = {
  names: Object.keys(convolution?.parameters ?? {}),
  of: Object.fromEntries(roles.map((role) => [role, role])),
};

/** Layers that may stand beside a block's convolution; `Identity` is what stands for no activation. */
const standsBeside = ({ kind, name }: AnyLayer): boolean =>
  kind === 'normalization' || kind === 'activation' || kind === 'regularization' || name === 'Identity';
const deepestBlocks = 8;

/**
 * What a block's parameters mean for its convolution. Undefined where the block is not one convolution in a row with
 * normalizations and activations.
 */
function rolesIn({ declaration, file }: DeclaredBlock, depth = 0): Roles | undefined {
  const names = declaration.parameters.map((parameter) => parameter.name.name);
  let found: Roles | undefined;
  for (const statement of declaration.body.statements) {
    if (statement.kind !== 'flow') return undefined;
    for (const { expression } of stepsOf(statement.flow)) {
      const callee = expression.kind === 'call' ? expression.callee : expression;
      if (callee.kind !== 'name' || callee.name === 'input') return undefined;
      // An activation that is handed over; what it turns out to be, the networks tell.
      if (names.includes(callee.name)) continue;
      const layer = layerNamed(file, expression, false);
      if (layer && standsBeside(layer)) continue;
      const declared = file.names.get(callee.name);
      const inner =
        layer?.name === 'Conv'
          ? convolutionRoles
          : declared?.kind === 'block' && depth < deepestBlocks
            ? rolesIn(declared, depth + 1)
            : undefined;
      if (!inner || found || expression.kind !== 'call') return undefined;
      const call = expression;
      const of = roles.flatMap((role) => {
        const parameter = inner.of[role];
        const value = parameter && argumentOf(call, inner.names, parameter)?.value;
        return value && value.kind === 'name' && names.includes(value.name) ? [[role, value.name]] : [];
      });
      found = { names, of: Object.fromEntries(of) as Roles['of'] };
    }
  }
  return found;
}

/** The convolution that a step is, if it is one in all networks. */
export function convolutionAt(site: Site, place: StepPlace): Convolution | undefined {
  const { expression } = place;
  if (expression.kind !== 'call') return undefined;
  const block = declaredBlock(site, expression);
  const found = block ? rolesIn(block) : isLayer(site, expression, 'Conv') ? convolutionRoles : undefined;
  if (!found) return undefined;
  const given: Partial<Record<Role, Argument>> = {};
  for (const role of roles) {
    const name = found.of[role];
    const argument = name === undefined ? undefined : argumentOf(expression, found.names, name);
    if (argument) given[role] = argument;
  }
  const uses: ConvolutionUse[] = [];
  const nodes = nodesOf(site, expression.range);
  for (const node of nodes) {
    const inside = convolutionsIn(node);
    if (!inside) return undefined;
    const [only, ...others] = inside;
    if (others.length > 0) return undefined;
    const use = only && useOf(only);
    if (use === 'other') return undefined;
    if (use) uses.push(use);
  }
  const activates = nodes.some(activatesIn);
  return { place, call: expression, block, activates, given, uses };
}

export function isLayer(site: Site, expression: Expression, name: string): boolean {
  const callee = expression.kind === 'call' ? expression.callee : expression;
  if (callee.kind !== 'name' || callee.name !== name) return false;
  const { scope, parsed } = site.understanding;
  return !bindingAt(parsed.file, name, callee.range.start) && !scope.names.has(name);
}

/** The `Conv`s of a node; undefined where other layers have weights, too. */
function convolutionsIn(node: Node): LayerNode[] | undefined {
  if (node.kind === 'broken') return [];
  if (node.kind === 'layer') {
    if (node.layer.name === 'Conv') return [node];
    return standsBeside(node.layer) ? [] : undefined;
  }
  const found: LayerNode[] = [];
  for (const inner of node.body.nodes) {
    const convolutions = convolutionsIn(inner);
    if (!convolutions) return undefined;
    found.push(...convolutions);
  }
  return found;
}

const activatesIn = (node: Node): boolean =>
  node.kind === 'layer'
    ? node.layer.kind === 'activation'
    : node.kind === 'call' && node.body.nodes.some(activatesIn);

/** `other`: a convolution that the refactorings leave alone (grouped, dilated, with a connection table). */
function useOf({ arguments: given, inputShapes: [input] }: LayerNode): ConvolutionUse | 'other' | undefined {
  if (!given || input?.kind !== 'map') return undefined;
  const { kernel, stride, padding, dilation, groups, connections } = given;
  const pair = (value: unknown): value is readonly [number, number] =>
    Array.isArray(value) && value.length === 2;
  if (!pair(kernel) || !pair(stride) || !pair(dilation)) return undefined;
  if (groups !== 1 || connections !== undefined || dilation.some((side) => side !== 1)) return 'other';
  return { kernel, stride, padding: padding as PaddingArgument, input };
}

/** What an argument's value is written as, parentheses included. */
export function argumentText(site: Site, { name, range }: Argument): string {
  const text = textOf(site, range);
  return name ? text.slice(text.indexOf(':') + 1).trim() : text;
}

/** For each role: another text, or `undefined` to leave the argument out. Roles not named stay as they are. */
export type Rewriting = Readonly<Partial<Record<Role, string | undefined>>>;

/** The call with some of its arguments replaced, left out or added behind the others. */
export function rewrittenCall(site: Site, { call, given, block }: Convolution, rewriting: Rewriting): string {
  const roleOf = (argument: Argument): Role | undefined => roles.find((role) => given[role] === argument);
  const lastPositional = call.arguments.findLastIndex((argument) => !argument.name);
  const written = call.arguments.flatMap((argument, index) => {
    const role = roleOf(argument);
    if (!role || !(role in rewriting)) return [textOf(site, argument.range)];
    const text = rewriting[role];
    const prefix = argument.name ? `${argument.name.name}: ` : '';
    if (text !== undefined) return [prefix + text];
    // What stands by position holds the place of those behind it.
    return index < lastPositional && !argument.name ? [defaultOf(role)] : [];
  });
  const found = block ? rolesIn(block) : convolutionRoles;
  const added = roles.flatMap((role) => {
    const text = given[role] ? undefined : rewriting[role];
    const parameter = found?.of[role];
    return text === undefined || parameter === undefined ? [] : [`${parameter}: ${text}`];
  });
  return `${textOf(site, call.callee.range)}(${[...written, ...added].join(', ')})`;
}

const defaultOf = (role: Role): string => (role === 'padding' ? 'same' : '1');

/** The number that an argument writes: `5`, or `5x5` for both sides. */
export function literalSide(argument: Argument | undefined): number | undefined {
  const value = argument?.value;
  if (value?.kind === 'number') return value.value;
  if (value?.kind !== 'list' || value.elements.length !== 2) return undefined;
  const sides = value.elements.map((element) => (element.kind === 'number' ? element.value : Number.NaN));
  return sides[0] === sides[1] ? sides[0] : undefined;
}
