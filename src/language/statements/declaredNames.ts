import { foreignLayers, frameworkOf } from '../../wording/frameworks/catalogue.ts';
import type { Token } from '../tokens/token.ts';

/**
 * The names of other frameworks that a file gives to something of its own: a block `Conv2d` is no layer of PyTorch's.
 * Too many do no harm: what they stand for is then told as an unknown name.
 */
export function declaredNames(tokens: readonly Token[]): ReadonlySet<string> {
  const found = new Set<string>();
  let isHeader = false;
  for (const [index, token] of tokens.entries()) {
    const { kind, image } = token;
    const before = tokens[index - 1]?.kind;
    if (token.startsLine || kind === '{')
      isHeader = kind === 'block' || kind === 'network' || kind === 'import';
    else if (kind === '}') isHeader = false;
    if (kind === '{' && isImport(tokens, index)) isHeader = true;
    if (kind !== 'ID' || (foreignLayers(image).length === 0 && !frameworkOf(image) && image !== 'Sequential'))
      continue;
    const isGiven =
      before === 'block' || before === 'network' || before === 'let' || before === 'as' || before === 'for';
    const isBranch = token.startsLine && tokens[index + 1]?.kind === '=';
    const isParameter = isHeader && tokens[index + 1]?.kind !== '(' && before !== '.' && before !== '=';
    if (isGiven || isBranch || isParameter) found.add(image);
  }
  return found;
}

/** Whether a `{` is that of an import's names. */
const isImport = (tokens: readonly Token[], at: number): boolean => tokens[at - 1]?.kind === 'import';
