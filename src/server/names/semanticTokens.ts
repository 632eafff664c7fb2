import { SemanticTokensBuilder } from 'vscode-languageserver';
import type { SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver';
import type { FileScope } from '../../network/fileScope.ts';
import type { Range } from '../../syntax/tree.ts';
import type { Occurrence } from './occurrences.ts';
import { occurrencesOf } from './occurrences.ts';
import { documentOf } from '../positions.ts';
import { walkSyntax } from '../../syntax/syntaxAt.ts';

type TokenType =
  'class' | 'function' | 'parameter' | 'variable' | 'property' | 'enumMember' | 'namespace' | 'keyword';
type Modifier = 'declaration' | 'readonly' | 'defaultLibrary';

const types: readonly TokenType[] = [
  ...(['class', 'function', 'parameter', 'variable'] as const),
  ...(['property', 'enumMember', 'namespace', 'keyword'] as const),
];
const modifiers: readonly Modifier[] = ['declaration', 'readonly', 'defaultLibrary'];

export const semanticTokensLegend: SemanticTokensLegend = {
  tokenTypes: [...types],
  tokenModifiers: [...modifiers],
};

/** A word whose meaning the grammar's colours cannot know. */
interface MeaningfulWord {
  readonly range: Range;
  readonly type: TokenType;
  readonly modifiers: readonly Modifier[];
}

/** What a name stands for, as editors' themes know it: a layer is a function of the library, a block a class. */
function typeOf({ target }: Occurrence): { type: TokenType; modifiers: Modifier[] } {
  switch (target.kind) {
    case 'layer':
    case 'builtin':
    case 'form':
      return { type: 'function', modifiers: ['defaultLibrary'] };
    case 'block':
      return { type: 'class', modifiers: [] };
    case 'network':
      return { type: 'namespace', modifiers: [] };
    case 'parameter':
    case 'passed':
      return { type: 'parameter', modifiers: [] };
    case 'function':
      return { type: 'function', modifiers: [] };
    case 'branch':
    case 'step':
    case 'recipe':
      return { type: 'variable', modifiers: [] };
    case 'let':
    case 'index':
    case 'element':
      return { type: 'variable', modifiers: ['readonly'] };
    case 'argument':
      return { type: 'property', modifiers: ['defaultLibrary'] };
    case 'word':
      return { type: 'enumMember', modifiers: ['defaultLibrary'] };
    case 'input':
    case 'entry':
      return { type: 'keyword', modifiers: [] };
  }
}

/** The names of a file that stand for something, and the words that are keywords in their place only, in order. */
export function meaningfulWords(file: FileScope): MeaningfulWord[] {
  const found = occurrencesOf(file).map((occurrence): MeaningfulWord => {
    const { type, modifiers: own } = typeOf(occurrence);
    const declares = occurrence.binds && type !== 'keyword';
    return { range: occurrence.range, type, modifiers: declares ? ['declaration', ...own] : own };
  });
  const { text } = file.parsed;
  const keyword = (from: number, before: number, word: string): void => {
    const match = new RegExp(`\\b${word}\\s*$`).exec(text.slice(from, before));
    if (!match) return;
    const start = from + match.index;
    found.push({ range: { start, end: start + word.length }, type: 'keyword', modifiers: [] });
  };
  walkSyntax({ uri: file.uri, declarations: file.declarations }, ({ is, node }) => {
    if (is === 'declaration' && node.kind === 'import') {
      keyword(node.names.at(-1)?.range.end ?? node.range.start, node.path.range.start, 'from');
    } else if (is === 'declaration' && node.kind === 'train') {
      const { dataset } = node;
      keyword(node.arguments.at(-1)?.range.end ?? node.network.range.end, dataset.range.start, 'on');
      if (dataset.kind === 'name' && dataset.text !== '')
        found.push({ range: dataset.range, type: 'enumMember', modifiers: ['defaultLibrary'] });
    } else if (is === 'statement' && node.kind === 'expect') {
      const { range, name } = node.quantity;
      if (text.slice(range.start, range.end) === name)
        found.push({ range, type: 'property', modifiers: ['defaultLibrary'] });
    } else if (is === 'expression' && node.kind === 'member') {
      found.push({ range: node.member.range, type: 'property', modifiers: [] });
    }
  });
  let end = 0;
  return found
    .sort((a, b) => a.range.start - b.range.start)
    .filter(({ range }) => {
      // In broken text a repair may put two on one place: an editor takes none that overlap.
      if (range.start < end || !/^\w+$/.test(text.slice(range.start, range.end))) return false;
      ({ end } = range);
      return true;
    });
}

/** The words as the protocol encodes them; of a part of the text, where one is given. */
export function semanticTokens(file: FileScope, within?: Range): SemanticTokens {
  const document = documentOf(file.parsed);
  const builder = new SemanticTokensBuilder();
  for (const { range, type, modifiers: given } of meaningfulWords(file)) {
    if (within && (range.end < within.start || range.start > within.end)) continue;
    const { line, character } = document.positionAt(range.start);
    const bits = given.reduce((sum, each) => sum | (1 << modifiers.indexOf(each)), 0);
    builder.push(line, character, range.end - range.start, types.indexOf(type), bits);
  }
  return builder.build();
}
