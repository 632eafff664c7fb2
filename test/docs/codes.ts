/** The codes of all mistakes that the product can tell, read from its source. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const source = fileURLToPath(new URL('../../src/', import.meta.url));

/** The rooms that tell mistakes of a text. Of training: what reads recipes and holds them against networks. */
const rooms =
  /^(?:network|language|layers|analysis|syntax|workspace)\/|^server\/diagnostics\.ts$|^training\/(?:fit|trainDeclaration|recipe\/\w+|recipe\/transforms\/\w+|data\/folder\/folderDescription)\.ts$/;

/** Codes that are put together when they are told: each with what can come out. */
const composed: Readonly<Record<string, readonly string[]>> = {
  '`unknown-recipe-${what}`': ['entry', 'argument', 'step', 'optimizer', 'schedule', 'loss'].map(
    (what) => `unknown-recipe-${what}`,
  ),
  "`unknown-${what.replace(' ', '-')}`": ['unknown-network', 'unknown-parameter', 'unknown-data-set'],
};

export function toldCodes(): ReadonlySet<string> {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && rooms.test(name) && !name.includes('/generated/'))
    .map((name) =>
      ts.createSourceFile(name, readFileSync(source + name, 'utf8'), ts.ScriptTarget.Latest, true),
    );
  const reporters = reportersIn(files);
  const codes = new Set<string>();
  for (const file of files) {
    visit(file, (node) => {
      for (const value of codeValues(node, reporters)) for (const code of codesOf(value)) codes.add(code);
    });
  }
  return codes;
}

function visit(node: ts.Node, see: (node: ts.Node) => void) {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** Functions that take a code: by their names, the places of a parameter `code`. */
function reportersIn(files: readonly ts.SourceFile[]): ReadonlyMap<string, ReadonlySet<number>> {
  const reporters = new Map<string, Set<number>>();
  for (const file of files) {
    visit(file, (node) => {
      if (!ts.isFunctionLike(node)) return;
      const at = node.parameters.findIndex(
        ({ name, type }) => name.getText() === 'code' && type?.getText() === 'string',
      );
      const name =
        node.name?.getText() ??
        (ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : undefined);
      if (at < 0 || name === undefined) return;
      reporters.set(name, (reporters.get(name) ?? new Set()).add(at));
    });
  }
  return reporters;
}

/** Where a node says a code: `code: …`, `const code = …`, and what is handed to a reporter. */
function codeValues(
  node: ts.Node,
  reporters: ReadonlyMap<string, ReadonlySet<number>>,
): (ts.Node | undefined)[] {
  if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) {
    return node.name.getText() === 'code' ? [node.initializer] : [];
  }
  if (!ts.isCallExpression(node)) return [];
  const { expression } = node;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  // `add` is also what sets do.
  if (name === 'add' && node.arguments.length < 3) return [];
  return [...(reporters.get(name) ?? [])].map((at) => node.arguments[at]);
}

function codesOf(value: ts.Node | undefined): readonly string[] {
  if (!value) return [];
  if (ts.isStringLiteral(value)) return /^[a-z]+(?:-[a-z]+)*$/.test(value.text) ? [value.text] : [];
  if (ts.isConditionalExpression(value)) return [...codesOf(value.whenTrue), ...codesOf(value.whenFalse)];
  // One that does not begin as a code does is a message, or the key of something.
  if (!ts.isTemplateExpression(value) || !/^[a-z-]/.test(value.head.text)) return [];
  const known = composed[value.getText()];
  if (!known) throw new Error(`What codes does ${value.getText()} give? Say so in test/docs/codes.ts.`);
  return known;
}
