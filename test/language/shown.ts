/** Trees as short texts with every grouping in brackets, so that a test can state what it expects. */
import { readFileSync, readdirSync } from 'node:fs';
import { parseSource } from '../../src/language/parse.ts';
import type { ParsedFile } from '../../src/syntax/parsedFile.ts';
import type { Argument, Body, Declaration, Expression, Parameter, Statement } from '../../src/syntax/tree.ts';
import type { Mistake } from '../../src/syntax/mistakes.ts';

export const parse = (text: string): ParsedFile => parseSource('file:///test.cnn', text);

export function shownExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
      return String(expression.value);
    case 'text':
      return JSON.stringify(expression.value);
    case 'name':
      return expression.name;
    case 'missing':
      return '‹missing›';
    case 'list':
      return expression.dimensions
        ? expression.elements.map(shownExpression).join('x')
        : `[${expression.elements.map(shownExpression).join(', ')}]`;
    case 'member':
      return `${shownExpression(expression.object)}.${expression.member.name}`;
    case 'index':
      return `${shownExpression(expression.object)}[${shownExpression(expression.index)}]`;
    case 'call':
      return `${shownExpression(expression.callee)}(${shownArguments(expression.arguments)})`;
    case 'unary':
      return `(${expression.operator} ${shownExpression(expression.operand)})`;
    case 'binary':
      return `(${shownExpression(expression.left)} ${expression.operator} ${shownExpression(expression.right)})`;
    case 'conditional': {
      const parts = [expression.condition, expression.then, expression.otherwise].map(shownExpression);
      return `(${parts[0]} ? ${parts[1]} : ${parts[2]})`;
    }
    case 'flow': {
      const steps = expression.steps.map(
        ({ expression: step, name }) => shownExpression(step) + (name ? ` as ${name.name}` : ''),
      );
      return `(${steps.join(' -> ')})`;
    }
  }
}

function shownArguments(given: readonly Argument[]): string {
  return given.map(({ name, value }) => (name ? `${name.name}: ` : '') + shownExpression(value)).join(', ');
}

function shownParameters(parameters: readonly Parameter[]): string {
  return parameters
    .map((each) => each.name.name + (each.default ? ` = ${shownExpression(each.default)}` : ''))
    .join(', ');
}

const shownBody = (body: Body): string => `{ ${body.statements.map(shownStatement).join('; ')} }`;

export function shownStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'input':
      return `input ${shownExpression(statement.shape)}`;
    case 'flow':
      return shownExpression(statement.flow);
    case 'branch':
      return `${statement.name.name} = ${shownExpression(statement.flow)}`;
    case 'let':
      return shownDeclaration(statement);
    case 'if': {
      const arms = statement.arms.map((arm) => `if ${shownExpression(arm.condition)} ${shownBody(arm.body)}`);
      return arms.join(' else ') + (statement.otherwise ? ` else ${shownBody(statement.otherwise)}` : '');
    }
    case 'repeat': {
      const index = statement.index ? ` as ${statement.index.name}` : '';
      return `repeat ${shownExpression(statement.count)}${index} ${shownBody(statement.body)}`;
    }
    case 'for': {
      const names = statement.pattern.names.map(({ name }) => name).join(', ');
      const pattern = statement.pattern.isList ? `[${names}]` : names;
      const index = statement.index ? ` as ${statement.index.name}` : '';
      return `for ${pattern} in ${shownExpression(statement.list)}${index} ${shownBody(statement.body)}`;
    }
    case 'auxiliary':
      return `auxiliary(${shownArguments(statement.arguments)}) ${shownBody(statement.body)}`;
    case 'expect':
      return `expect ${statement.quantity.name} ${statement.operator} ${shownExpression(statement.value)}`;
  }
}

export function shownDeclaration(declaration: Declaration): string {
  switch (declaration.kind) {
    case 'import':
      return `import { ${declaration.names.map(({ name }) => name).join(', ')} } from ${JSON.stringify(declaration.path.text)}`;
    case 'let': {
      const parameters = declaration.parameters ? `(${shownParameters(declaration.parameters)})` : '';
      return `let ${declaration.name.name}${parameters} = ${shownExpression(declaration.value)}`;
    }
    case 'block':
    case 'network':
      return `${declaration.kind} ${declaration.name.name}(${shownParameters(declaration.parameters)}) ${shownBody(declaration.body)}`;
    case 'train': {
      const { network, arguments: given, dataset, name, entries } = declaration;
      const data = dataset.kind === 'folder' ? JSON.stringify(dataset.text) : dataset.text;
      const recipe = entries.map(({ key, value }) => `${key.name} ${shownExpression(value)}`).join('; ');
      return `train ${network.name}(${shownArguments(given)}) on ${data}${name ? ` as ${name.name}` : ''} { ${recipe} }`;
    }
  }
}

/** Every declaration of a text, one a line. */
export const shown = (text: string): string[] => parse(text).file.declarations.map(shownDeclaration);

/** The statements of a body, where the text has no mistakes. */
export function statements(lines: string): string[] {
  const { file, mistakes } = parse(`block B(a, b, c, d) {\n${lines}\n}`);
  if (mistakes.length > 0) throw new Error(mistakes.map(describe).join('\n'));
  const [block] = file.declarations;
  if (block?.kind !== 'block') throw new Error('The block was lost.');
  return block.body.statements.map(shownStatement);
}

/** An expression, where it has no mistakes. */
export function expression(text: string): string {
  const { file, mistakes } = parse(`let x = ${text}`);
  if (mistakes.length > 0) throw new Error(mistakes.map(describe).join('\n'));
  const [declaration] = file.declarations;
  if (declaration?.kind !== 'let') throw new Error('The declaration was lost.');
  return shownExpression(declaration.value);
}

const describe = ({ code, message }: Mistake): string => `${code}: ${message}`;

export const tasteOfTheLanguage: readonly string[] = ['resnet50', 'blocks', 'recipe'].map((name) =>
  readFileSync(new URL(`examples/${name}.cnn`, import.meta.url), 'utf8'),
);

const samples = new URL('../../samples/', import.meta.url);
export const sampleTexts: readonly string[] = readdirSync(samples, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.cnn'))
  .sort()
  .map((name) => readFileSync(new URL(name, samples), 'utf8'));
