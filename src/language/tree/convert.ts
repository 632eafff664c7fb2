/** Turns the parser's trees of single statements into the plain syntax tree's declarations and statements. */
import type {
  BlockDeclaration,
  Body,
  Identifier,
  Declaration,
  ExpectStatement,
  ImportDeclaration,
  LetDeclaration,
  NetworkDeclaration,
  Parameter,
  Range,
  RecipeEntry,
  Statement,
  TrainDeclaration,
} from '../../syntax/tree.ts';
import { identifier, rangeOf } from './convertExpression.ts';
import type { ExpressionConverter } from './convertExpression.ts';
import { meaning } from '../tokens/foreignWords.ts';
import type * as grammar from '../generated/ast.ts';
import { textValue } from '../tokens/texts.ts';

/** What a statement's node does not hold: its bodies are parsed apart, its documentation is a comment. */
export interface Surroundings {
  readonly expressions: ExpressionConverter;
  /** Of the declaration that begins at this offset. */
  documentation(start: number): string | undefined;
  /** The statements of the unit's next body, in the order of the text. */
  nextBody(): readonly Statement[];
  /** The entries of the unit's body, a recipe. */
  recipe(): readonly RecipeEntry[];
}

type DeclarationNode = grammar.Import | grammar.Let | grammar.Block | grammar.Network | grammar.Train;

export function convertDeclaration(node: DeclarationNode, around: Surroundings): Declaration {
  switch (node.$type) {
    case 'Import':
      return convertImport(node);
    case 'Let':
      return convertLet(node, around);
    case 'Block':
      return { kind: 'block', ...withBody(node, around) } satisfies BlockDeclaration;
    case 'Network':
      return { kind: 'network', ...withBody(node, around) } satisfies NetworkDeclaration;
    case 'Train':
      return convertTrain(node, around);
  }
}

function convertImport(node: grammar.Import): ImportDeclaration {
  return {
    kind: 'import',
    names: node.names.map(identifier),
    path: { text: textValue(node.path.text), range: rangeOf(node.path) },
    range: rangeOf(node),
  };
}

function documented(
  node: grammar.Block | grammar.Let | grammar.Network | grammar.Train,
  around: Surroundings,
) {
  const documentation = around.documentation(rangeOf(node).start);
  return documentation === undefined ? {} : { documentation };
}

export function convertLet(node: grammar.Let, around: Surroundings): LetDeclaration {
  return {
    kind: 'let',
    name: identifier(node.name),
    ...(node.parameters && { parameters: convertParameters(node.parameters, around) }),
    value: around.expressions.flow(node.value),
    range: rangeOf(node),
    ...documented(node, around),
  };
}

function withBody(node: grammar.Block | grammar.Network, around: Surroundings) {
  return {
    name: identifier(node.name),
    parameters: node.parameters ? convertParameters(node.parameters, around) : [],
    body: convertBody(node.body, around),
    range: rangeOf(node),
    ...documented(node, around),
  };
}

function convertParameters(node: grammar.Parameters, around: Surroundings): Parameter[] {
  return node.items.map((item) => ({
    name: identifier(item.name),
    ...(item.default && { default: around.expressions.flow(item.default) }),
    range: rangeOf(item),
  }));
}

function convertTrain(node: grammar.Train, around: Surroundings): TrainDeclaration {
  const { folder, dataset } = node;
  const place = folder ?? dataset;
  return {
    kind: 'train',
    network: identifier(node.network),
    arguments: around.expressions.arguments(node.arguments),
    dataset: {
      kind: folder ? 'folder' : 'name',
      text: folder ? textValue(folder.text) : (dataset?.name ?? ''),
      range: place ? rangeOf(place) : rangeOf(node),
    },
    ...(node.name && { name: identifier(node.name) }),
    entries: around.recipe(),
    range: rangeOf(node),
    ...documented(node, around),
  };
}

export function convertEntry(node: grammar.RecipeEntry, around: Surroundings): RecipeEntry {
  return { key: identifier(node.key), value: around.expressions.flow(node.value), range: rangeOf(node) };
}

function convertBody(node: grammar.Body, around: Surroundings): Body {
  return { statements: around.nextBody(), range: rangeOf(node) };
}

export function convertStatement(node: grammar.Statement, around: Surroundings): Statement {
  const { expressions } = around;
  const range = rangeOf(node);
  switch (node.$type) {
    case 'Input':
      return { kind: 'input', shape: expressions.expression(node.shape), range };
    case 'Let':
      return convertLet(node, around);
    case 'Branch':
      return { kind: 'branch', name: identifier(node.name), flow: expressions.flow(node.flow), range };
    case 'FlowStatement':
      return { kind: 'flow', flow: expressions.flow(node.flow), range };
    case 'If': {
      const arms = node.conditions.map((condition, index) => {
        const body = node.bodies[index];
        if (body === undefined) throw new Error('The grammar gives every condition a body.');
        return { condition: expressions.expression(condition), body: convertBody(body, around) };
      });
      return {
        kind: 'if',
        arms,
        range,
        ...(node.otherwise && { otherwise: convertBody(node.otherwise, around) }),
      };
    }
    case 'Repeat':
      return {
        kind: 'repeat',
        count: expressions.expression(node.count),
        ...index(node.index),
        body: convertBody(node.body, around),
        header: header(node),
        range,
      };
    case 'For': {
      const { names, isList } = node.pattern;
      return {
        kind: 'for',
        pattern: { names: names.map(identifier), isList, range: rangeOf(node.pattern) },
        list: expressions.expression(node.list),
        ...index(node.index),
        body: convertBody(node.body, around),
        header: header(node),
        range,
      };
    }
    case 'Auxiliary':
      return {
        kind: 'auxiliary',
        arguments: expressions.arguments(node.arguments),
        body: convertBody(node.body, around),
        header: header(node),
        range,
      };
    case 'Expect':
      return {
        kind: 'expect',
        quantity: identifier(node.quantity),
        operator: comparison(node.operator),
        value: expressions.expression(node.value),
        range,
      };
  }
}

function index(node: grammar.Identifier | undefined): { index?: Identifier } {
  return node ? { index: identifier(node) } : {};
}

/** Up to the last token before the `{`. */
function header(node: grammar.Repeat | grammar.For | grammar.Auxiliary): Range {
  const { start } = rangeOf(node);
  const text = node.$cstNode?.root.fullText.slice(start, rangeOf(node.body).start) ?? '';
  return { start, end: start + text.trimEnd().length };
}

function comparison(written: grammar.Expect['operator']): ExpectStatement['operator'] {
  return written === undefined ? '==' : (meaning(written) as ExpectStatement['operator']);
}
