/** The Langium parser, fed with tokens: one instance for all files. It knows no editor and no workspace. */
import {
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  CstUtils,
  EmptyFileSystem,
  inject,
} from 'langium';
import type { AstNode, LangiumCoreServices, Lexer, LexerResult } from 'langium';
import type { CnnAstType } from '../generated/ast.ts';
import { CnnGeneratedModule, CnnGeneratedSharedModule } from '../generated/module.ts';
import type { Token, TokenKind } from '../tokens/token.ts';

type ChevrotainToken = LexerResult['tokens'][number];
type Vocabulary = Lexer['definition'];

/** The rules that a statement can be parsed by. */
export type Rule = Extract<
  keyof CnnAstType,
  | 'Import'
  | 'Let'
  | 'Block'
  | 'Network'
  | 'Train'
  | 'RecipeEntry'
  | 'Input'
  | 'If'
  | 'Repeat'
  | 'For'
  | 'Auxiliary'
  | 'Expect'
  | 'Branch'
  | 'FlowStatement'
  | 'File'
>;

export type Outcome<R extends Rule> =
  | { readonly node: CnnAstType[R] }
  /** The index of the first token that does not fit, the number of tokens where more were expected. */
  | { readonly failedAt: number; readonly expected: TokenKind | undefined };

/** Hands the parser the tokens that it was given instead of lexing a text. */
class GivenTokens implements Lexer {
  readonly definition: Vocabulary;
  tokens: ChevrotainToken[] = [];

  constructor(services: LangiumCoreServices) {
    const built = services.parser.TokenBuilder.buildTokens(services.Grammar);
    this.definition = Object.fromEntries(
      (built as Vocabulary[string][]).map((tokenType) => [tokenType.name, tokenType]),
    );
  }

  tokenize(): LexerResult {
    return { tokens: this.tokens, hidden: [], errors: [] };
  }
}

function createServices() {
  const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), CnnGeneratedSharedModule);
  const services = inject(createDefaultCoreModule({ shared }), CnnGeneratedModule, {
    parser: {
      Lexer: (all: LangiumCoreServices) => new GivenTokens(all),
      // Two tokens tell every choice of the grammar; Langium's own way would keep what it has seen of every program.
      ParserConfig: () => ({ recoveryEnabled: false, skipValidations: true, maxLookahead: 2 }),
      // Only what was expected is of use: recovery.ts words the message.
      ParserErrorMessageProvider: () => ({
        buildMismatchTokenMessage: ({ expected }: { expected: { name: string } }) => expected.name,
        buildNotAllInputParsedMessage: () => '',
        buildNoViableAltMessage: () => '',
        buildEarlyExitMessage: () => '',
      }),
    },
  });
  shared.ServiceRegistry.register(services);
  return { parser: services.parser.LangiumParser, lexer: services.parser.Lexer };
}

let services: ReturnType<typeof createServices> | undefined;

/**
 * Parses the tokens of one statement. The tree is given only where all of them fit: a caller repairs the
 * tokens and asks again.
 */
export function parseTokens<R extends Rule>(rule: R, tokens: readonly Token[], text: string): Outcome<R> {
  services ??= createServices();
  const { parser, lexer } = services;
  lexer.tokens = tokens.map((token) => chevrotainToken(token, lexer.definition));
  const result = withoutStacks(() => parser.parse<AstNode>(text, { rule }));
  const error = result.parserErrors[0];
  if (error === undefined) {
    keepPlaces(result.value, tokens);
    return { node: result.value as CnnAstType[R] };
  }
  const at = lexer.tokens.indexOf(error.token);
  const expected = error.message as TokenKind | '';
  return { failedAt: at < 0 ? tokens.length : at, expected: expected === '' ? undefined : expected };
}

/** Langium takes a token's length for that of its place in the text, which a token put in for another has not. */
function keepPlaces({ $cstNode }: AstNode, tokens: readonly Token[]): void {
  if (!$cstNode || tokens.every(({ start, end, image }) => end - start === image.length)) return;
  for (const [index, leaf] of CstUtils.flattenCst($cstNode).toArray().entries()) {
    const { start, end } = tokens[index]!;
    Object.defineProperties(leaf, { length: { value: end - start }, end: { value: end } });
  }
}

/** A mistake is an exception to the parser, of which nobody reads where it was thrown: that would take most of its time. */
function withoutStacks<Result>(work: () => Result): Result {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Langium reads the offsets only, but wants lines and columns to be there. */
function chevrotainToken(token: Token, vocabulary: Vocabulary): ChevrotainToken {
  const tokenType = vocabulary[token.kind];
  if (tokenType === undefined) throw new Error(`The grammar has no token type ${token.kind}.`);
  return {
    image: token.image,
    startOffset: token.start,
    endOffset: token.end - 1,
    startLine: 1,
    endLine: 1,
    startColumn: 1,
    endColumn: 1,
    tokenType,
    tokenTypeIdx: tokenType.tokenTypeIdx ?? 0,
  };
}
