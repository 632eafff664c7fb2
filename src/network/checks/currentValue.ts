import { findLayer } from '../../layers/catalogue.ts';
import type { FileScope } from '../fileScope.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { NameScope } from './nameScope.ts';

/**
 * Whether a flow takes the current value, as far as the text alone tells: it surely does not where it begins
 * with a value's name, and a merge doesn't where none of its operands does.
 */
export function takesCurrent(file: FileScope, scope: NameScope, expression: Expression): boolean {
  switch (expression.kind) {
    case 'name':
      return scope.find(expression.name)?.isValue !== true;
    case 'flow':
      return expression.steps[0] ? takesCurrent(file, scope, expression.steps[0].expression) : true;
    case 'conditional':
      return takesCurrent(file, scope, expression.then) || takesCurrent(file, scope, expression.otherwise);
    case 'call': {
      const { callee, arguments: given } = expression;
      if (callee.kind !== 'name' || scope.find(callee.name) || file.names.has(callee.name)) return true;
      if (findLayer(callee.name)?.operands !== 'many') return true;
      const operands = given.filter((argument) => !argument.name);
      return operands.length === 0 || operands.some((operand) => takesCurrent(file, scope, operand.value));
    }
    default:
      return true;
  }
}
