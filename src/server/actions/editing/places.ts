import type {
  Argument,
  Body,
  CallExpression,
  Declaration,
  Expression,
  FlowExpression,
  Identifier,
  Range,
  SourceFile,
  Statement,
} from '../../../syntax/tree.ts';
import { syntaxAt } from '../../../syntax/syntaxAt.ts';
import { beginsLine, endOfLine } from './lines.ts';

/** A statement's place: the body that it stands in, and what that body belongs to. */
export interface StatementPlace {
  readonly statement: Statement;
  readonly body: Body;
  readonly index: number;
  /** Undefined where the body is the declaration's own. */
  readonly outer: StatementPlace | undefined;
  readonly declaration: Declaration;
}

/** A step of a flow, where a flow of one step has no node of its own. */
export interface StepPlace {
  readonly expression: Expression;
  /** With its `as`. */
  readonly range: Range;
  readonly name: Identifier | undefined;
  readonly flow: FlowExpression | undefined;
  /** In the flow. */
  readonly index: number;
  readonly owner: Owner;
}

/** What a flow belongs to. `group`: a flow in parentheses inside a step. */
type Owner =
  | { readonly kind: 'statement'; readonly place: StatementPlace }
  | { readonly kind: 'argument'; readonly argument: Argument; readonly call: StepPlace }
  | { readonly kind: 'group'; readonly step: StepPlace };

/** The steps around an offset, the innermost first. */
export function stepsAt(file: SourceFile, offset: number): readonly StepPlace[] {
  const found: StepPlace[] = [];
  let declaration: Declaration | undefined;
  let statement: StatementPlace | undefined;
  let body: Body | undefined;
  let owner: Owner | undefined;
  let flow: FlowExpression | undefined;
  let step: FlowExpression['steps'][number] | undefined;
  let argument: Argument | undefined;
  for (const { is, node } of syntaxAt(file, offset)) {
    switch (is) {
      case 'declaration':
        declaration = node;
        break;
      case 'body':
        body = node;
        break;
      case 'statement': {
        if (!declaration || !body) return found.reverse();
        const index = body.statements.indexOf(node);
        const place: StatementPlace = { statement: node, body, index, outer: statement, declaration };
        statement = place;
        owner = node.kind === 'flow' || node.kind === 'branch' ? { kind: 'statement', place } : undefined;
        flow = step = argument = undefined;
        break;
      }
      case 'step':
        step = node;
        break;
      case 'argument':
        argument = node;
        break;
      case 'expression': {
        const last = found.at(-1);
        if (argument && last?.expression.kind === 'call') {
          owner = last.expression.arguments.includes(argument)
            ? { kind: 'argument', argument, call: last }
            : undefined;
          flow = step = argument = undefined;
        }
        if (!owner) break;
        const place: StepPlace = {
          expression: node,
          range: step ? step.range : node.range,
          name: step?.name,
          flow,
          index: flow && step ? flow.steps.indexOf(step) : 0,
          owner,
        };
        if (node.kind === 'flow') {
          if (step) owner = { kind: 'group', step: place };
          flow = node;
          step = undefined;
          break;
        }
        found.push(place);
        // From here on only an argument is a flow of its own; a callee or an operand is none.
        owner = undefined;
        flow = step = argument = undefined;
        break;
      }
      case 'parameter':
      case 'entry':
        return found.reverse();
    }
  }
  return found.reverse();
}

/** The statement around an offset, the innermost. */
export function statementAt(file: SourceFile, offset: number): StatementPlace | undefined {
  let declaration: Declaration | undefined;
  let body: Body | undefined;
  let found: StatementPlace | undefined;
  for (const { is, node } of syntaxAt(file, offset)) {
    if (is === 'declaration') declaration = node;
    else if (is === 'body') body = node;
    else if (is === 'statement' && declaration && body)
      found = { statement: node, body, index: body.statements.indexOf(node), outer: found, declaration };
  }
  return found;
}

/** The statement that a step is part of, whatever it is an argument of. */
export function statementOf({ owner }: StepPlace): StatementPlace {
  switch (owner.kind) {
    case 'statement':
      return owner.place;
    case 'argument':
      return statementOf(owner.call);
    case 'group':
      return statementOf(owner.step);
  }
}

/** The steps of a flow, of which one alone is a flow, too. */
export function stepsOf(flow: Expression): readonly Pick<StepPlace, 'expression' | 'range' | 'name'>[] {
  return flow.kind === 'flow'
    ? flow.steps.map(({ expression, range, name }) => ({ expression, range, name }))
    : [{ expression: flow, range: flow.range, name: undefined }];
}

/** A step in the order of execution, and the statement that it stands in where that is one of several. */
export type RunStep = Pick<StepPlace, 'expression' | 'range' | 'name'> & {
  readonly statement: number | undefined;
};

/**
 * The steps that hand their value to each other: those of the flow and, for a flow that is a statement, those of the
 * statements right before and behind it, as far as they are flows that begin with a step. `at`: the place's own.
 */
export function runOf(
  place: StepPlace,
  beginsAtValue: (expression: Expression) => boolean,
): { readonly steps: readonly RunStep[]; readonly at: number } {
  const { owner, flow, expression, range, name } = place;
  const own = flow ? stepsOf(flow) : [{ expression, range, name }];
  if (owner.kind !== 'statement' || owner.place.statement.kind !== 'flow')
    return { steps: own.map((step) => ({ ...step, statement: undefined })), at: place.index };
  const { body, index } = owner.place;
  const at = (each: number): RunStep[] => {
    const statement = body.statements[each];
    return statement?.kind === 'flow'
      ? stepsOf(statement.flow).map((step) => ({ ...step, statement: each }))
      : [];
  };
  const startsAtValue = (steps: readonly RunStep[]): boolean =>
    steps[0] !== undefined && beginsAtValue(steps[0].expression);
  const steps = at(index);
  let position = place.index;
  for (let first = index; !startsAtValue(steps); first--) {
    const before = at(first - 1);
    if (before.length === 0) break;
    steps.unshift(...before);
    position += before.length;
  }
  for (let next = index + 1; ; next++) {
    const more = at(next);
    if (more.length === 0 || startsAtValue(more)) break;
    steps.push(...more);
  }
  return { steps, at: position };
}

/** The braces around a statement that is all they hold and shares their line, where that is to become several lines. */
export function narrowBraces(
  text: string,
  { statement, body }: Pick<StatementPlace, 'statement' | 'body'>,
): Range | undefined {
  const rest = text.slice(statement.range.end, endOfLine(text, statement.range.end)).trim();
  const isAlone = beginsLine(text, statement.range.start) && (rest === '' || rest.startsWith('#'));
  return isAlone || body.statements.length > 1 ? undefined : body.range;
}

/** An argument of a call by its name or position. */
export function argumentOf(
  { arguments: given }: CallExpression,
  parameters: readonly string[],
  name: string,
): Argument | undefined {
  const named = given.find((argument) => argument.name?.name === name);
  if (named) return named;
  const positional = given.filter((argument) => !argument.name);
  const index = parameters.indexOf(name);
  return index < 0 ? undefined : positional[index];
}
