import type { DocumentSymbol } from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver';
import type { Body, Declaration, Expression, Identifier, Range, Statement } from '../../syntax/tree.ts';
import { visible, shortened } from '../../wording/visible.ts';
import type { Place } from '../diagnostics.ts';

/** The outline of a file: its declarations, and in them what has a name, loops and heads. */
export function outline(
  uri: string,
  text: string,
  declarations: readonly Declaration[],
  place: Place,
): DocumentSymbol[] {
  const source = (range: Range): string => {
    return shortened(text.slice(range.start, range.end).replace(/\s+/g, ' '), 60);
  };
  const symbol = (
    name: string,
    kind: SymbolKind,
    range: Range,
    selection: Range,
    more: { detail?: string; children?: DocumentSymbol[] } = {},
  ): DocumentSymbol => ({
    name: visible(name),
    kind,
    range: place({ uri, ...range }),
    selectionRange: place({ uri, start: selection.start, end: selection.end }),
    ...(more.detail !== undefined && { detail: visible(more.detail) }),
    ...(more.children && { children: more.children }),
  });
  const named = (name: Identifier, kind: SymbolKind, range: Range, detail: string): DocumentSymbol[] =>
    name.name === '' ? [] : [symbol(name.name, kind, range, name.range, { detail })];

  function ofFlow(flow: Expression): DocumentSymbol[] {
    if (flow.kind !== 'flow') return [];
    return flow.steps.flatMap((step) => [
      ...ofFlow(step.expression),
      ...(step.name ? named(step.name, SymbolKind.Field, step.range, source(step.expression.range)) : []),
    ]);
  }

  function ofBody(body: Body): DocumentSymbol[] {
    return body.statements.flatMap(ofStatement);
  }

  function ofStatement(statement: Statement): DocumentSymbol[] {
    switch (statement.kind) {
      case 'input':
        return [
          symbol('input', SymbolKind.Constant, statement.range, statement.range, {
            detail: source(statement.shape.range),
          }),
        ];
      case 'flow':
        return ofFlow(statement.flow);
      case 'branch':
        return [
          ...named(statement.name, SymbolKind.Field, statement.range, source(statement.flow.range)),
          ...ofFlow(statement.flow),
        ];
      case 'let':
        return named(
          statement.name,
          statement.parameters ? SymbolKind.Function : SymbolKind.Variable,
          statement.range,
          source(statement.value.range),
        );
      case 'if':
        return [
          ...statement.arms.map((arm) => arm.body),
          ...(statement.otherwise ? [statement.otherwise] : []),
        ].flatMap(ofBody);
      case 'repeat':
      case 'for':
      case 'auxiliary':
        return [
          symbol(source(statement.header).trim(), SymbolKind.Namespace, statement.range, statement.header, {
            children: ofBody(statement.body),
          }),
        ];
      case 'expect':
        return [];
    }
  }

  function ofDeclaration(declaration: Declaration): DocumentSymbol[] {
    switch (declaration.kind) {
      case 'import':
        return [];
      case 'let':
        return named(
          declaration.name,
          declaration.parameters ? SymbolKind.Function : SymbolKind.Variable,
          declaration.range,
          source(declaration.value.range),
        );
      case 'block':
      case 'network': {
        const { name, parameters, range } = declaration;
        if (name.name === '') return [];
        const kind = declaration.kind === 'block' ? SymbolKind.Class : SymbolKind.Module;
        const detail = parameters.map((parameter) => source(parameter.range)).join(', ');
        return [symbol(name.name, kind, range, name.range, { detail, children: ofBody(declaration.body) })];
      }
      case 'train': {
        const { network, name, dataset, range } = declaration;
        if (network.name === '') return [];
        const title = `train ${network.name} on ${dataset.text}${name ? ` as ${name.name}` : ''}`;
        const children = declaration.entries.flatMap((entry) =>
          named(entry.key, SymbolKind.Property, entry.range, source(entry.value.range)),
        );
        return [symbol(title, SymbolKind.Event, range, (name ?? network).range, { children })];
      }
    }
  }

  return declarations.flatMap(ofDeclaration);
}
