import type { Hover } from 'vscode-languageserver';
import type { AnalysedNetwork, Use } from '../../analysis/analysis.ts';
import { catalogueWords, findLayer } from '../../layers/catalogue.ts';
import type { AnyLayer } from '../../layers/layer.ts';
import { builtins } from '../../network/values/builtins.ts';
import type {
  Argument,
  BlockDeclaration,
  ExpectStatement,
  ImportDeclaration,
  LetDeclaration,
  MemberExpression,
  NetworkDeclaration,
  Range,
  TrainDeclaration,
} from '../../syntax/tree.ts';
import { lexQuietly } from '../../language/tokens/lexer.ts';
import { formOf } from '../completion/completionRecipe.ts';
import type { Markdown } from '../../wording/markdown.ts';
import { shortened } from '../../wording/visible.ts';
import { commentOn, signature } from '../../workspace/declarations.ts';
import { documentation } from '../../wording/documentation.ts';
import { bullets, codeBlock, codeSpan, inMarkdown, joined, paragraphs } from '../../wording/markdown.ts';
import type { Declared } from '../../workspace/declarations.ts';
import type { Place } from '../diagnostics.ts';
import {
  auxiliaryWeightText,
  keywordExamples,
  keywordText,
  signTexts,
  sizeTexts,
} from '../texts/keywords.ts';
import { layerSignature, parameterLine, parameterMarkdown } from '../texts/layerText.ts';
import { declaredParameterText, passedArgumentText } from '../texts/parameterText.ts';
import type { Literal } from '../texts/literalText.ts';
import { filledParameter, isLiteral, literalValue, ownerOf } from '../texts/literalText.ts';
import { markup } from '../texts/markup.ts';
import { networkMarkdown } from '../texts/networkText.ts';
import { recipeEntryMarkdown, recipeFormMarkdown, recipeParameterMarkdown } from '../texts/recipeText.ts';
import { list, namedShapes, nameMarkdown, sizeOf } from '../texts/nameText.ts';
import type { SyntaxNode } from '../../syntax/syntaxAt.ts';
import { calledAround, syntaxAt, touches } from '../../syntax/syntaxAt.ts';
import type { Understanding } from '../../workspace/understanding.ts';
import { usesIn, usesMarkdown } from '../texts/useText.ts';
import { resolveImport } from '../../syntax/uri.ts';
import { measuredQuantities } from '../../analysis/quantities.ts';
import { quantities } from '../../network/quantities.ts';

interface Told {
  readonly range: Range;
  readonly markdown: Markdown;
}

/**
 * What is told of the thing at an offset; undefined where nothing is to be told. `seen` are the files whose networks
 * are told about: itself, and those that import it.
 */
export function hoverAt(
  understanding: Understanding,
  offset: number,
  place: Place,
  seen: readonly Understanding[] = [understanding],
): Hover | undefined {
  const told = toldAt(understanding, seen, offset);
  if (!told) return undefined;
  return {
    contents: markup(told.markdown),
    range: place({ uri: understanding.uri, start: told.range.start, end: told.range.end }),
  };
}

function toldAt(
  understanding: Understanding,
  seen: readonly Understanding[],
  offset: number,
): Told | undefined {
  const path = syntaxAt(understanding.parsed.file, offset);
  for (let index = path.length - 1; index >= 0; index--) {
    const node = path[index];
    const told = node && new Teller(understanding, seen, path.slice(0, index + 1), offset).tell(node);
    if (told) return told;
  }
  return keywordAt(understanding.parsed.text, offset) ?? signAt(understanding.parsed.text, offset);
}

/** `->`, `//` and other signs. */
function signAt(text: string, offset: number): Told | undefined {
  const sign = lexQuietly(text).tokens.find(({ end }) => offset < end);
  if (!sign || sign.start > offset || !Object.hasOwn(signTexts, sign.kind)) return undefined;
  const { start, end, kind } = sign;
  return {
    range: { start, end },
    markdown: inMarkdown`${codeSpan(kind)}: ${documentation(signTexts[kind]!)}`,
  };
}

function keywordAt(text: string, offset: number): Told | undefined {
  const before = /[A-Za-z_]*$/.exec(text.slice(Math.max(0, offset - 40), offset))?.[0] ?? '';
  const after = /^\w*/.exec(text.slice(offset, offset + 40))?.[0] ?? '';
  const word = before + after;
  const meaning = keywordText(word);
  if (meaning === undefined || isCommented(text, offset)) return undefined;
  const start = offset - before.length;
  const example = keywordExamples[word as keyof typeof keywordExamples];
  return {
    range: { start, end: start + word.length },
    markdown: paragraphs(inMarkdown`**${word}**: ${documentation(meaning)}`, codeBlock(example)),
  };
}

function isCommented(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return line.replace(/"[^"]*"/g, '').includes('#');
}

class Teller {
  private readonly networks: readonly AnalysedNetwork[];

  constructor(
    private readonly understanding: Understanding,
    private readonly seen: readonly Understanding[],
    /** Up to and with the node that is told of. */
    private readonly path: readonly SyntaxNode[],
    private readonly offset: number,
  ) {
    this.networks = seen.flatMap(({ networks }) => networks);
  }

  tell(node: SyntaxNode): Told | undefined {
    switch (node.is) {
      case 'declaration':
        return this.declaration(node.node);
      case 'argument':
        return this.argument(node.node);
      case 'expression':
        if (node.node.kind === 'member') return this.member(node.node);
        if (isLiteral(node.node)) return this.literal(node.node);
        return node.node.kind === 'name' ? this.name(node.node.name, node.node.range) : undefined;
      case 'entry': {
        const { key } = node.node;
        const markdown = this.at(key.range) ? recipeEntryMarkdown(key.name) : undefined;
        return markdown === undefined ? undefined : { range: key.range, markdown };
      }
      case 'parameter':
        return this.at(node.node.name.range)
          ? this.bound(node.node.name.name, node.node.name.range)
          : undefined;
      case 'step':
        return node.node.name && this.at(node.node.name.range)
          ? this.bound(node.node.name.name, node.node.name.range)
          : undefined;
      case 'statement':
        return this.statement(node);
      case 'body':
        return undefined;
    }
  }

  private at(range: Range): boolean {
    return touches(range, this.offset);
  }

  private declaration(node: Extract<SyntaxNode, { is: 'declaration' }>['node']): Told | undefined {
    switch (node.kind) {
      case 'import': {
        if (this.at(node.path.range)) return this.importPath(node);
        const name = node.names.find(({ range }) => this.at(range));
        return name && this.name(name.name, name.range);
      }
      case 'train':
        return this.train(node);
      case 'block':
      case 'network':
      case 'let':
        return this.at(node.name.range) ? this.name(node.name.name, node.name.range) : undefined;
    }
  }

  private train(node: TrainDeclaration): Told | undefined {
    if (this.at(node.network.range)) return this.name(node.network.name, node.network.range);
    if (node.name && this.at(node.name.range)) {
      const markdown = inMarkdown`**${node.name.name}**: recipe to train ${codeSpan(node.network.name)} on ${node.dataset.text}`;
      return { range: node.name.range, markdown };
    }
    if (!this.at(node.dataset.range)) return undefined;
    const markdown =
      node.dataset.kind === 'name'
        ? this.understanding.datasetText(node.dataset.text)
        : (this.understanding.folderText(node.dataset.text) ??
          inMarkdown`A folder of pictures, one folder inside it for each class.`);
    return markdown === undefined ? undefined : { range: node.dataset.range, markdown };
  }

  /** What the imported file has to give. */
  private importPath({ path }: ImportDeclaration): Told | undefined {
    const file = this.understanding.program.files.get(resolveImport(this.understanding.uri, path.text));
    if (!file) return undefined;
    const names = file.declarations.flatMap((declaration) =>
      declaration.kind === 'block' || declaration.kind === 'let' ? [codeSpan(declaration.name.name)] : [],
    );
    const has = names.length > 0 ? joined(names, ', ') : inMarkdown`nothing that can be imported`;
    return { range: path.range, markdown: inMarkdown`**${path.text}** declares ${has}.` };
  }

  /** `.channels` and its fellows, with what they are in the different uses. */
  private member({ object, member: { name, range } }: MemberExpression): Told | undefined {
    if (!this.at(range) || !Object.hasOwn(sizeTexts, name)) return undefined;
    const size = name as keyof typeof sizeTexts;
    const { parsed } = this.understanding;
    const shapes =
      object.kind === 'name' ? namedShapes(parsed, this.networks, object.name, object.range) : [];
    const values = shapes.flatMap((shape) => sizeOf(shape, size) ?? []);
    return {
      range,
      markdown: paragraphs(
        inMarkdown`**${name}**${list(values.map(String))}`,
        documentation(sizeTexts[size]),
      ),
    };
  }

  /** What an expectation is about, with what it is in fact. */
  private quantity({ quantity: { name, range } }: ExpectStatement): Told | undefined {
    const quantity = quantities.find((each) => each === name);
    if (!this.at(range) || !quantity) return undefined;
    const { documentation: meaning, shown } = measuredQuantities[quantity];
    const [outermost] = this.path;
    const around = outermost?.node;
    const analysed = this.understanding.networks.find(({ network }) => network.declaration === around);
    const measured = analysed && shown(analysed.totals);
    const value = measured === undefined ? '' : ` · ${measured}`;
    return {
      range,
      markdown: paragraphs(inMarkdown`**${name}**${value}`, documentation(meaning)),
    };
  }

  private statement(node: Extract<SyntaxNode, { is: 'statement' }>): Told | undefined {
    const statement = node.node;
    switch (statement.kind) {
      case 'branch':
      case 'let':
        return this.at(statement.name.range)
          ? this.bound(statement.name.name, statement.name.range)
          : undefined;
      case 'repeat':
        return statement.index && this.at(statement.index.range)
          ? this.bound(statement.index.name, statement.index.range)
          : undefined;
      case 'for': {
        const name = [...statement.pattern.names, statement.index].find(
          (each) => each && this.at(each.range),
        );
        return name && this.bound(name.name, name.range);
      }
      case 'input':
      case 'flow':
      case 'if':
      case 'auxiliary':
        return undefined;
      case 'expect':
        return this.quantity(statement);
    }
  }

  /** The name of an argument: the parameter that it fills. */
  private argument({ name }: Argument): Told | undefined {
    if (!name || !this.at(name.range)) return undefined;
    const markdown = this.argumentText(name.name) ?? passedArgumentText(this.understanding, this.seen, name);
    return markdown === undefined ? undefined : { range: name.range, markdown };
  }

  /** The parameter of what is called around here, or of an `auxiliary`. */
  private argumentText(name: string): Markdown | undefined {
    const taker = this.path.findLast(
      ({ is, node }) => is === 'statement' || (is === 'expression' && node.kind === 'call'),
    );
    if (taker?.is === 'statement' && taker.node.kind === 'auxiliary')
      return name === 'weight' ? auxiliaryWeightText : undefined;
    const callee = calledAround(this.path);
    return callee === undefined ? undefined : this.parameterText(callee, name);
  }

  /** A number, word or size as it is written: its value, and what it is given to. */
  private literal(literal: Literal): Told | undefined {
    const { range } = literal;
    const around = this.path.at(-2);
    if (around?.is === 'expression' && isLiteral(around.node)) return undefined;
    const written = this.understanding.parsed.text.slice(range.start, range.end);
    const owner = ownerOf(this.path);
    let meaning: Markdown | undefined;
    if (owner?.is === 'entry') meaning = recipeEntryMarkdown(owner.node.key.name);
    else if (owner?.is === 'argument') {
      const name = filledParameter(owner.node, this.path, this.understanding.visible, this.recipeKey());
      meaning = name === undefined ? undefined : this.argumentText(name);
    } else if (owner?.is === 'statement' && owner.node.kind === 'input') {
      meaning = inMarkdown`The shape of one image: height x width x channels.`;
    }
    const markdown = paragraphs(literalValue(literal, written), meaning);
    return markdown.isEmpty ? undefined : { range, markdown };
  }

  private parameterText(callee: string, name: string): Markdown | undefined {
    const key = this.recipeKey();
    if (key !== undefined) return recipeParameterMarkdown(key, callee, name);
    const { visible } = this.understanding;
    const declared = visible.blocks.get(callee) ?? visible.networks.get(callee) ?? visible.lets.get(callee);
    if (declared) return declaredParameterText(declared, name);
    const layer = findLayer(callee);
    const spec = layer?.parameters[name];
    return layer && spec && parameterMarkdown(layer.name, name, spec);
  }

  private recipeKey(): string | undefined {
    const entry = this.path.find((node) => node.is === 'entry');
    return entry?.is === 'entry' ? entry.node.key.name : undefined;
  }

  private bound(name: string, range: Range): Told | undefined {
    const markdown = nameMarkdown(this.understanding.parsed, this.seen, name, range);
    return markdown === undefined ? undefined : { range, markdown };
  }

  /** A name where it is used, or a declaration's own. */
  private name(name: string, range: Range): Told | undefined {
    const markdown = this.nameText(name, range);
    return markdown === undefined ? undefined : { range, markdown };
  }

  private nameText(name: string, range: Range): Markdown | undefined {
    const key = this.recipeKey();
    if (key !== undefined && formOf(key, name)) return recipeFormMarkdown(key, name);
    const bound = nameMarkdown(this.understanding.parsed, this.seen, name, range);
    if (bound !== undefined) return bound;
    const { visible } = this.understanding;
    const block = visible.blocks.get(name);
    if (block) return this.blockText(block, range);
    const network = visible.networks.get(name);
    if (network) return this.networkText(network);
    const named = visible.lets.get(name);
    if (named) return this.letText(named);
    const layer = findLayer(name);
    if (layer) return this.layerText(layer, range);
    const word = catalogueWords.get(name);
    if (word) return inMarkdown`**${name}**: ${documentation(word.documentation)}`;
    const builtin = builtins.get(name);
    return builtin && paragraphs(codeBlock(builtin.call), documentation(builtin.documentation));
  }

  private layerText(layer: AnyLayer, range: Range): Markdown {
    const uses = this.usesText(range, ({ node }) => node.kind === 'layer' && node.layer === layer);
    const parameters = Object.entries(layer.parameters).map(([name, spec]) => parameterLine(name, spec));
    return paragraphs(
      codeBlock(layerSignature(layer)),
      documentation(layer.documentation),
      uses,
      uses.isEmpty ? bullets(parameters) : undefined,
      layer.source === undefined ? undefined : inMarkdown`*${layer.source}*`,
    );
  }

  /** A name inside the arguments of another step stands in that step: its uses are not the name's. */
  private usesText(range: Range, isMeant: (use: Use) => boolean): Markdown {
    const { start, end } = range;
    const all = usesIn(this.networks, { uri: this.understanding.uri, start, end });
    return usesMarkdown(all.map((each) => ({ ...each, uses: each.uses.filter(isMeant) })));
  }

  private blockText(block: Declared<BlockDeclaration>, range: Range): Markdown {
    const { start } = block.declaration.range;
    const uses = this.usesText(
      range,
      ({ node }) => node.kind === 'call' && node.body.location.start === start,
    );
    return paragraphs(codeBlock(`block ${signature(block)}`), commentOn(block), uses);
  }

  private networkText(network: Declared<NetworkDeclaration>): Markdown {
    const analysed = this.understanding.networks.find(
      (each) => each.network.declaration === network.declaration,
    );
    return paragraphs(
      codeBlock(`network ${signature(network)}`),
      commentOn(network),
      analysed && networkMarkdown(analysed),
    );
  }

  private letText(named: Declared<LetDeclaration>): Markdown {
    const { declaration, parsed } = named;
    const source = parsed.text.slice(declaration.range.start, declaration.range.end);
    const { text, isCut } = this.understanding.letValue(declaration.name.name);
    return paragraphs(
      codeBlock(shortened(source, 300)),
      commentOn(named),
      text === undefined ? undefined : inMarkdown`= ${text}`,
      isCut ? inMarkdown`Its value takes too many steps to be worked out here.` : undefined,
    );
  }
}
