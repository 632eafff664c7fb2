import { parseSource } from '../language/parse.ts';
import type { Expression } from '../syntax/tree.ts';
import type { JobValue } from '../protocol/training.ts';
import { UsageError } from './usage.ts';

/**
 * Reads `--set classes=100` and the like. Values are written as in the language: numbers, `true`, `"text"`,
 * `[64, 128]`, `32x32`; a bare word is a text.
 */
export function readSettings(settings: readonly string[] = []): Readonly<Record<string, JobValue>> {
  return Object.fromEntries(settings.map(readSetting));
}

function readSetting(setting: string): [string, JobValue] {
  const at = setting.indexOf('=');
  if (at < 1) throw new UsageError(`--set takes name=value, not "${setting}".`);
  const text = setting.slice(at + 1);
  const { file, mistakes } = parseSource('setting:', `let value = ${text}`);
  const [declaration, ...others] = file.declarations;
  const value =
    mistakes.length === 0 && others.length === 0 && declaration?.kind === 'let'
      ? literal(declaration.value)
      : undefined;
  if (value === undefined) {
    throw new UsageError(
      `--set ${setting}: the value must be a number, true, false, a text or a list, as the language writes them.`,
    );
  }
  return [setting.slice(0, at), value];
}

function literal(expression: Expression): JobValue | undefined {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
    case 'text':
      return expression.value;
    case 'name':
      return expression.name;
    case 'unary': {
      const operand = literal(expression.operand);
      return expression.operator === '-' && typeof operand === 'number' ? -operand : undefined;
    }
    case 'list': {
      const elements = expression.elements.map(literal);
      return elements.every((element) => element !== undefined) ? elements : undefined;
    }
    default:
      return undefined;
  }
}
