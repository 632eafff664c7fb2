import { choicesOf, expectation } from '../../layers/parts/arguments.ts';
import { catalogueWords, findLayer, layers } from '../../layers/catalogue.ts';
import { isSchemeName } from '../../layers/parts/initializers.ts';
import type { ParameterSpec } from '../../layers/parameter.ts';
import { layerSignature, matchArguments, signature } from '../expansion/binding.ts';
import type { Signature } from '../expansion/binding.ts';
import { builtins } from '../values/builtins.ts';
import type { FileScope } from '../fileScope.ts';
import { rename } from '../fileScope.ts';
import { locate } from '../../syntax/mistakes.ts';
import type { Mistakes } from '../../syntax/mistakes.ts';
import { frameworkModules, habitHint } from '../../wording/elsewhere.ts';
import { unsaidHint } from '../../wording/frameworks/catalogue.ts';
import { enumerate, nearestName, possessive } from '../../wording/spelling.ts';
import type {
  Argument,
  BinaryExpression,
  CallExpression,
  Expression,
  MemberExpression,
  NameExpression,
  Range,
} from '../../syntax/tree.ts';
import { NameScope, bindName } from './nameScope.ts';

/** What the checks of one file share. */
export interface Checking {
  readonly file: FileScope;
  readonly mistakes: Mistakes;
  /** Names that the body under check binds somewhere, perhaps further down. */
  readonly boundSomewhere: ReadonlySet<string>;
}

/** Where an expression stands: a step is applied at once, an argument may get arguments later. */
type Position = 'step' | 'argument' | 'expression';

/** The layer's parameter that an expression is for. */
interface Wanted {
  readonly layer: string;
  readonly name: string;
  readonly spec: ParameterSpec;
}

/** In a file of more mistakes than these no nearest name is looked for: with many names that takes long. */
const mostSuggestions = 100;

const members = ['height', 'width', 'channels'];

/** Checks what the text of an expression tells by itself: names, arguments by name and number, members. */
export function checkExpression(
  checking: Checking,
  scope: NameScope,
  expression: Expression,
  position: Position = 'expression',
  wanted?: Wanted,
): void {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
    case 'text':
    case 'missing':
      return;
    case 'name': {
      checkName(checking, scope, expression, position === 'step', wanted);
      const called =
        position === 'step' && !scope.find(expression.name) && signatureOf(checking, expression.name);
      // Of a function that is not called expansion says so.
      if (called && called.kind !== 'function')
        checkArguments(checking, called, [], expression.range, position);
      return;
    }
    case 'list':
      for (const element of expression.elements) checkExpression(checking, scope, element, 'argument');
      return;
    case 'member': {
      if (checkModule(checking, scope, expression)) return;
      const { length } = checking.mistakes.list;
      checkExpression(checking, scope, expression.object);
      const { name, range } = expression.member;
      const isKnown = checking.mistakes.list.length === length;
      if (!isKnown || name === '' || members.includes(name)) return;
      const nearest = nearestName(name, members);
      const message = `Values have .height, .width and .channels, but no .${name}${nearest ? `; did you mean .${nearest}?` : '.'}`;
      const fixes = nearest ? [rename(expression.member, nearest)] : [];
      checking.mistakes.add('unknown-member', locate(checking.file.uri, range), message, { fixes });
      return;
    }
    case 'index':
      checkExpression(checking, scope, expression.object);
      checkExpression(checking, scope, expression.index);
      return;
    case 'call':
      checkCall(checking, scope, expression, position, wanted);
      return;
    case 'unary':
      checkExpression(checking, scope, expression.operand);
      return;
    case 'binary':
      if (position === 'step' && checkComment(checking, scope, expression)) return;
      checkExpression(checking, scope, expression.left);
      checkExpression(checking, scope, expression.right);
      return;
    case 'conditional':
      checkExpression(checking, scope, expression.condition);
      checkExpression(checking, scope, expression.then, position, wanted);
      checkExpression(checking, scope, expression.otherwise, position, wanted);
      return;
    case 'flow':
      for (const [index, step] of expression.steps.entries()) {
        checkExpression(checking, scope, step.expression, 'step');
        if (index > 0) checkAfterArrow(checking, scope, step.expression);
        if (step.name) bindName(checking, scope, step.name, 'as', true);
      }
  }
}

/** `Conv(64, 3) // stem`: a step is not divided by a word that means nothing. */
function checkComment(checking: Checking, scope: NameScope, expression: BinaryExpression): boolean {
  const { left, right, operator } = expression;
  const { file, mistakes } = checking;
  if (operator !== '//' || right.kind !== 'name') return false;
  const { name, range } = right;
  const means = scope.find(name) ?? file.names.get(name) ?? findLayer(name) ?? builtins.get(name);
  if (means || catalogueWords.has(name) || name === 'input' || checking.boundSomewhere.has(name))
    return false;
  checkExpression(checking, scope, left, 'step');
  const start = left.range.end + file.parsed.text.slice(left.range.end, range.start).indexOf('//');
  const message = `There is nothing named ${name}; a comment begins with \`#\`, and \`//\` is division rounded down.`;
  const fixes = [{ title: 'Write `#`', range: { start, end: start + 2 }, text: '#' }];
  mistakes.add('unknown-name', locate(file.uri, range), message, { fixes });
  return true;
}

/** `nn.Conv2d`: layers stand by themselves. */
function checkModule({ file, mistakes }: Checking, scope: NameScope, expression: MemberExpression): boolean {
  const { object, member } = expression;
  const isModule =
    object.kind === 'name' &&
    frameworkModules.has(object.name) &&
    !scope.find(object.name) &&
    !file.names.has(object.name);
  if (!isModule) return false;
  const names = layers.map((layer) => layer.name);
  const meant = names.includes(member.name) ? member.name : nearestName(member.name, names);
  const hint = meant === undefined ? unsaidHint(member.name) : undefined;
  const message = hint
    ? `There is no layer ${member.name} here; ${hint}.`
    : `There is nothing named ${object.name} here: layers stand by themselves${meant ? `, as in ${meant}` : ''}.`;
  const fixes = meant
    ? [{ title: `Write ${meant}`, range: { start: object.range.start, end: member.range.end }, text: meant }]
    : [];
  mistakes.add('unknown-name', locate(file.uri, object.range), message, { fixes });
  return true;
}

function checkAfterArrow({ file, mistakes }: Checking, scope: NameScope, expression: Expression) {
  if (expression.kind !== 'name' || !scope.find(expression.name)?.isValue) return;
  const { name } = expression;
  const message = `${name} is a value, and after -> stands a step; a flow begins with its value, as in ${name} -> …`;
  mistakes.add('value-after-arrow', locate(file.uri, expression.range), message);
}

function checkName(
  checking: Checking,
  scope: NameScope,
  { name, range }: NameExpression,
  isStep: boolean,
  wanted?: Wanted,
  isFunction = false,
) {
  const { file, mistakes } = checking;
  const location = locate(file.uri, range);
  const bound = scope.find(name);
  if (bound) {
    bound.used = true;
    return;
  }
  const declared = file.names.get(name);
  if (declared?.kind === 'network') {
    const message = `${name} is a network, which is not called; what networks share is a block.`;
    mistakes.add('network-called', location, message);
  }
  if (declared || name === '' || findLayer(name) || catalogueWords.has(name)) return;
  const builtin = builtins.get(name);
  if (builtin) {
    mistakes.add(
      'function-as-value',
      location,
      `${name} is a function of the language; call it: ${builtin.call}.`,
    );
    return;
  }
  const partly = scope.findPartly(name);
  if (partly) {
    const message = `${name} is not bound in every arm of the if before; bind it in each, or in an else.`;
    mistakes.add('unknown-name', location, message, {
      related: [{ text: `${name} is bound here`, location: partly }],
    });
    return;
  }
  if (name === 'input') {
    mistakes.add('unknown-name', location, 'input is known inside a block or network, after its beginning.');
    return;
  }
  if (checking.boundSomewhere.has(name)) {
    const message = `${name} is not known here: it is bound further down or inside another body.`;
    mistakes.add('unknown-name', location, message);
    return;
  }
  if (mistakes.list.length >= mostSuggestions) {
    mistakes.add('unknown-name', location, `There is nothing named ${name} here.`);
    return;
  }
  const choices = wanted && choicesOf(wanted.spec);
  const nearest = nearestName(name, candidates(checking, scope, isStep, choices));
  const what = isStep && /^[A-Z]/.test(name) && !choices ? 'no layer or block named' : 'nothing named';
  const takes = choices && `${possessive(wanted.layer)} ${wanted.name} takes ${expectation(wanted.spec)}`;
  const functions =
    isFunction && /^[a-z]/.test(name) ? `the functions are ${enumerate([...builtins.keys()])}` : undefined;
  const size = members.includes(name)
    ? `it is that of a value, as in input.${name}, or x.${name} after \`Identity as x\``
    : undefined;
  const hint = nearest === undefined ? (habitHint(name) ?? size ?? takes ?? functions) : undefined;
  const message = `There is ${what} ${name}${nearest ? `; did you mean ${nearest}?` : hint ? `; ${hint}.` : ' here.'}`;
  mistakes.add('unknown-name', location, message, {
    fixes: nearest ? [rename({ name, range }, nearest)] : [],
  });
}

/** What a name may have been meant to be. `choices`: of the parameter that it is given to. */
function candidates(
  { file }: Checking,
  scope: NameScope,
  isStep: boolean,
  choices: readonly string[] | undefined,
): string[] {
  const declared = [...file.names].flatMap(([name, { kind }]) => (kind === 'network' ? [] : [name]));
  const own = [...scope.visible(), ...declared];
  if (choices) return [...own, ...choices];
  const known = [...own, ...layers.map((layer) => layer.name), ...builtins.keys()];
  return isStep ? known : [...known, ...catalogueWords.keys()];
}

function checkCall(
  checking: Checking,
  scope: NameScope,
  expression: CallExpression,
  position: Position,
  wanted?: Wanted,
) {
  const { callee, arguments: given } = expression;
  let called: Signature | undefined;
  if (callee.kind === 'name' && !scope.find(callee.name)) {
    const { name } = callee;
    const own = checking.file.names.has(name);
    if (own || !(builtins.has(name) || isSchemeName(name)))
      checkName(checking, scope, callee, true, wanted, position !== 'step');
    called = signatureOf(checking, name);
  } else checkExpression(checking, scope, callee);
  const layer = called?.kind === 'layer' ? findLayer(called.name) : undefined;
  const isMerge = layer?.operands === 'many';
  const wrong = new Set<Argument>();
  for (const [index, argument] of given.entries()) {
    const { length } = checking.mistakes.list;
    // Names bound in an argument stay there.
    const inner = argument.value.kind === 'flow' || isMerge ? new NameScope(scope) : scope;
    const name = argument.name?.name ?? (isMerge ? undefined : called?.names[index]);
    const spec = name === undefined ? undefined : layer?.parameters[name];
    const meant = layer && name !== undefined && spec ? { layer: layer.name, name, spec } : undefined;
    if (!called || !checkForgottenValue(checking, scope, called, argument))
      checkExpression(
        checking,
        inner,
        argument.value,
        isMerge && !argument.name ? 'step' : 'argument',
        meant,
      );
    if (checking.mistakes.list.length > length) wrong.add(argument);
  }
  if (!called || (called.kind === 'layer' && !isMerge && checkValueGiven(checking, scope, expression)))
    return;
  const handed = isMerge ? given.filter((argument) => argument.name) : given;
  checkArguments(
    checking,
    called,
    handed,
    callee.range,
    called.kind === 'function' ? 'step' : position,
    wrong,
  );
}

/** `Conv(64, 3, stride)`: the name of an argument without its value. */
function checkForgottenValue(
  { file, mistakes }: Checking,
  scope: NameScope,
  called: Signature,
  { name, value }: Argument,
): boolean {
  if (name || value.kind !== 'name' || !called.names.includes(value.name)) return false;
  if (scope.find(value.name) || file.names.has(value.name)) return false;
  const message = `${value.name} is an argument of ${called.name}, whose value is missing: ${value.name}: …`;
  const { start, end } = value.range;
  const fixes = [{ title: `Write ${value.name}:`, range: { start: end, end }, text: ': ' }];
  mistakes.add('unknown-name', locate(file.uri, { start, end }), message, { fixes });
  return true;
}

/** `ReLU(x)`, `Conv(x, 64, 3)`, `ReLU(x + y)`: a layer takes its input from the flow, not as an argument. */
function checkValueGiven({ file, mistakes }: Checking, scope: NameScope, call: CallExpression): boolean {
  const [first, second] = call.arguments;
  const isValue = (side: Expression) => side.kind === 'name' && scope.find(side.name)?.isValue === true;
  if (!first || first.name) return false;
  const { text } = file.parsed;
  const textOf = ({ start, end }: Range) => text.slice(start, end);
  const { value } = first;
  const merge =
    value.kind === 'binary' && isValue(value.left) && isValue(value.right)
      ? { '+': 'Add', '*': 'Multiply' }[value.operator as string]
      : undefined;
  if (!merge && !isValue(value)) return false;
  const given =
    merge && value.kind === 'binary'
      ? `${merge}(${textOf(value.left.range)}, ${textOf(value.right.range)})`
      : textOf(value.range);
  const { start, end } = call.range;
  const rest = second ? `(${text.slice(second.range.start, call.arguments.at(-1)?.range.end)})` : '';
  const flow = `${given} -> ${textOf(call.callee.range)}${rest}`;
  const what = merge ? 'combines values, which a merge does' : 'is a value';
  const message = `${textOf(value.range)} ${what}; a layer takes it from the flow, as in ${flow}.`;
  const afterArrow = text.slice(0, start).trimEnd().endsWith('->');
  const fixes = afterArrow ? [] : [{ title: `Write ${flow}`, range: { start, end }, text: flow }];
  // As expansion says of the sign, of which nothing more is to be said then.
  mistakes.add(merge ? 'operand-type' : 'value-given', locate(file.uri, value.range), message, { fixes });
  return true;
}

/** What takes the arguments of a call, where the text alone tells. */
function signatureOf({ file }: Checking, name: string): Signature | undefined {
  const declared = file.names.get(name);
  switch (declared?.kind) {
    case 'block':
      return signature(name, 'block', declared.declaration.parameters);
    case 'let': {
      const { parameters } = declared.declaration;
      return parameters && signature(name, 'function', parameters);
    }
    case 'network':
    case 'broken':
      return undefined;
    case undefined: {
      const layer = findLayer(name);
      return layer && layerSignature(layer);
    }
  }
}

function checkArguments(
  { file, mistakes }: Checking,
  called: Signature,
  given: CallExpression['arguments'],
  callee: Range,
  position: Position,
  wrong: ReadonlySet<Argument> = new Set(),
) {
  const handed = given.map((argument) => {
    const { name, value, range } = argument;
    return {
      name: name?.name,
      value,
      location: locate(file.uri, value.range),
      whole: locate(file.uri, range),
      size: value.kind === 'number' ? value.value : undefined,
      isWrong: wrong.has(argument),
    };
  });
  const { problems } = matchArguments(called, handed, locate(file.uri, callee));
  for (const { code, location, message, fixes } of problems) {
    if (code === 'missing-argument' && position !== 'step') continue;
    mistakes.add(code, location, message, { fixes });
  }
}
