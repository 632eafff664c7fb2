import type { ParameterInformation, SignatureHelp } from 'vscode-languageserver';
import { expectation } from '../../layers/parts/arguments.ts';
import { findLayer } from '../../layers/catalogue.ts';
import type { AnyLayer } from '../../layers/layer.ts';
import { builtins } from '../../network/values/builtins.ts';
import type { BlockDeclaration, LetDeclaration, NetworkDeclaration, Parameter } from '../../syntax/tree.ts';
import {
  expectation as recipeExpectation,
  signature as formSignature,
} from '../../training/recipe/values.ts';
import type { Binding } from '../names/bindings.ts';
import { bindingAt, bindingsOf, declarationAt } from '../names/bindings.ts';
import { formOf } from '../completion/completionRecipe.ts';
import type { CallAround } from '../completion/cursorFrames.ts';
import { callAround } from '../completion/cursorFrames.ts';
import { documentation } from '../../wording/documentation.ts';
import type { Markdown } from '../../wording/markdown.ts';
import { inMarkdown } from '../../wording/markdown.ts';
import { visible } from '../../wording/visible.ts';
import type { Declared } from '../../workspace/declarations.ts';
import { commentOn } from '../../workspace/declarations.ts';
import { weightText } from '../texts/keywords.ts';
import { layerArgumentTexts, takes } from '../texts/layerText.ts';
import { markup } from '../texts/markup.ts';
import { boundKey } from '../names/occurrences.ts';
import { appliedAs, withImports } from '../names/passedBlocks.ts';
import type { Understanding } from '../../workspace/understanding.ts';

/** One parameter as the label writes it. */
interface Told {
  readonly name: string;
  readonly text: string;
  readonly documentation?: Markdown;
}

interface Callable {
  readonly name: string;
  readonly documentation?: Markdown | undefined;
  readonly parameters: readonly Told[];
  /** All arguments without a name belong to the first parameter: operands of a merge, numbers of `max`. */
  readonly takesMany?: boolean;
}

/** The parameters of the call around an offset, and which of them is written there. Works while it is typed. */
export function signatureHelp(understanding: Understanding, offset: number): SignatureHelp | undefined {
  const call = callAround(understanding.parsed.text, offset);
  const callable = call && callableOf(understanding, call, offset);
  if (!callable) return undefined;
  const { name, parameters, documentation } = callable;
  let label = `${visible(name)}(`;
  const information = parameters.map((parameter, index): ParameterInformation => {
    if (index > 0) label += ', ';
    const start = label.length;
    label += visible(parameter.text);
    return {
      label: [start, label.length],
      ...(parameter.documentation !== undefined && { documentation: markup(parameter.documentation) }),
    };
  });
  label += ')';
  return {
    signatures: [
      {
        label,
        parameters: information,
        ...(documentation !== undefined && { documentation: markup(documentation) }),
      },
    ],
    activeSignature: 0,
    activeParameter: activeOf(callable, call),
  };
}

/** An argument that fills nothing lights up nothing: the number behind the last. */
function activeOf({ parameters, takesMany }: Callable, { name, position }: CallAround): number {
  if (name === undefined) return takesMany ? 0 : Math.min(position, parameters.length);
  const index = parameters.findIndex((parameter) => parameter.name === name);
  return index < 0 ? parameters.length : index;
}

function callableOf(understanding: Understanding, call: CallAround, offset: number): Callable | undefined {
  if (call.callee === 'auxiliary')
    return { name: 'auxiliary', parameters: [{ name: 'weight', text: 'weight', documentation: weightText }] };
  const { callee, recipeKey } = call;
  const form = recipeKey === undefined ? undefined : formOf(recipeKey, callee);
  if (form) {
    const entries = Object.entries(form.parameters);
    const texts = formSignature('', form)
      .slice(1, -1)
      .split(/, (?=\w+(?::|,|$))/);
    const parameters = entries.map(([name, spec], index): Told => ({
      name,
      text: texts[index] ?? name,
      documentation: takes(spec.documentation, recipeExpectation(spec)),
    }));
    return { name: callee, documentation: documentation(form.documentation), parameters };
  }
  const { parsed, visible } = understanding;
  const bound = bindingAt(parsed.file, callee, offset);
  if (bound)
    return bound.kind === 'function' ? localFunction(understanding, bound) : ofPassed(understanding, bound);
  const found = visible.blocks.get(callee) ?? visible.lets.get(callee) ?? visible.networks.get(callee);
  if (found) return ofDeclared(callee, found);
  const layer = findLayer(callee);
  return layer ? ofLayer(layer) : ofBuiltin(callee);
}

function ofDeclared(
  name: string,
  declared: Declared<BlockDeclaration | NetworkDeclaration | LetDeclaration>,
): Callable | undefined {
  const { declaration, parsed } = declared;
  const { parameters } = declaration;
  return (
    parameters && {
      name,
      documentation: commentOn(declared),
      parameters: written(parameters, parsed.text),
    }
  );
}

/** What is passed for a name, as far as this file and its imports tell: the first of what that may be. */
function ofPassed({ uri, scope }: Understanding, { name, scope: within }: Binding): Callable | undefined {
  const [applied] = appliedAs(boundKey(uri, within, name.name), withImports(scope));
  if (!applied) return undefined;
  if ('block' in applied) return ofDeclared(applied.block.declaration.name.name, applied.block);
  const layer = findLayer(applied.layer);
  return layer && ofLayer(layer);
}

function written(parameters: LetDeclaration['parameters'] & object, text: string): Told[] {
  return parameters
    .filter(({ name }) => name.name !== '')
    .map(({ name, range }: Parameter) => ({ name: name.name, text: source(text, range) }));
}

const source = (text: string, range: { start: number; end: number }): string =>
  text.slice(range.start, range.end).replace(/\s+/g, ' ');

/** `let up(v, by = 2) = …` of a body. */
function localFunction({ parsed }: Understanding, { name, value }: Binding): Callable | undefined {
  const declaration = declarationAt(parsed.file, name.range.start);
  if (!declaration || !value) return undefined;
  const parameters = bindingsOf(declaration).filter(
    (each) => each.kind === 'parameter' && each.scope.start === value.start && each.scope.end === value.end,
  );
  return {
    name: name.name,
    parameters: parameters.map((each) => ({
      name: each.name.name,
      text: source(parsed.text, each.value ?? each.name.range),
    })),
  };
}

function ofLayer(layer: AnyLayer): Callable {
  const texts = layerArgumentTexts(layer);
  const takesMany = layer.operands === 'many';
  const parameters = Object.entries(layer.parameters).map(([name, spec], index): Told => ({
    name,
    text: texts[takesMany ? index + 1 : index] ?? name,
    documentation: takes(spec.documentation, expectation(spec)),
  }));
  const operands = {
    name: '',
    text: '…',
    documentation: inMarkdown`Two values or more, combined in their order.`,
  };
  return {
    name: layer.name,
    documentation: documentation(layer.documentation),
    parameters: takesMany ? [operands, ...parameters] : parameters,
    takesMany,
  };
}

function ofBuiltin(name: string): Callable | undefined {
  const builtin = builtins.get(name);
  if (!builtin) return undefined;
  const texts = builtin.call.slice(name.length + 1, -1).split(', ');
  const takesMany = texts.at(-1) === '…';
  const parameters = takesMany ? [texts.join(', ')] : texts;
  return {
    name,
    documentation: documentation(builtin.documentation),
    parameters: parameters.map((text) => ({ name: text, text })),
    takesMany,
  };
}
