/**
 * What could be written at a cursor, read from the text before it. Works on text that does not parse, as
 * text does while it is typed: it only follows brackets, keywords and line ends.
 */

/** A name that the text before the cursor binds, visible at the cursor. */
export interface BoundName {
  readonly name: string;
  readonly kind: 'parameter' | 'value' | 'let' | 'function' | 'index';
}

export type CursorPlace =
  | { readonly kind: 'nothing' }
  /** The beginning of a declaration. */
  | { readonly kind: 'declaration' }
  | { readonly kind: 'importName' }
  /** In the quotes of an import; `typed` stands between quote and cursor. */
  | { readonly kind: 'importPath'; readonly typed: string; readonly start: number }
  /** The beginning of a statement in the body of a block or network. */
  | { readonly kind: 'statement'; readonly network: boolean }
  /** After `->` or `name =`. */
  | { readonly kind: 'step' }
  /** The beginning of an argument of `callee`. */
  | {
      readonly kind: 'argument';
      readonly callee: string;
      readonly position: number;
      readonly named: readonly string[];
      readonly recipeKey?: string;
    }
  /** After `name:` in the arguments of `callee`. */
  | {
      readonly kind: 'argumentValue';
      readonly callee: string;
      readonly name: string;
      readonly recipeKey?: string;
    }
  | { readonly kind: 'expression' }
  | { readonly kind: 'member'; readonly object: string }
  | { readonly kind: 'expectQuantity' }
  | { readonly kind: 'inputShape' }
  | { readonly kind: 'afterStep' }
  | { readonly kind: 'trainNetwork' }
  | { readonly kind: 'keyword'; readonly word: 'on' | 'as' | 'in' | 'from' }
  | { readonly kind: 'dataset' }
  | { readonly kind: 'recipeKey'; readonly present: readonly string[] }
  | { readonly kind: 'recipeValue'; readonly key: string };

export interface CursorContext {
  readonly place: CursorPlace;
  /** The word that the cursor stands in or behind; empty between words. */
  readonly word: { readonly start: number; readonly end: number };
  /** Of a body: what is bound before the cursor, inner names last. */
  readonly names: readonly BoundName[];
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'word' | 'number' | 'text' | 'comment' | 'sign' | 'line';
}

const pattern =
  /(?<comment>#[^\n]*)|(?<text>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)|(?<number>\d[\w.]*|\.\d\w*)|(?<word>[A-Za-z_]\w*)|(?<line>\n)|(?<sign>->|\/\/|\*\*|[=!<>]=|\S)/g;

function* scan(text: string, end: number): Generator<Token> {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match && match.index < end; match = pattern.exec(text)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined) ?? ['sign'];
    yield {
      text: match[0],
      start: match.index,
      end: match.index + match[0].length,
      kind: kind as Token['kind'],
    };
    // A match may hold what a search from the next token would find otherwise: go on right behind it.
    pattern.lastIndex = match.index + match[0].length;
  }
}

type Frame = {
  readonly open: '' | '{' | '(' | '[';
  readonly kind: 'file' | 'body' | 'recipe' | 'imports' | 'call' | 'parameters' | 'group' | 'list';
  readonly network: boolean;
  readonly callee: string;
  readonly names: BoundName[];
  /** Of the current statement, or of the current argument. */
  tokens: Token[];
  position: number;
  readonly named: string[];
  /** Keys of a recipe so far. */
  readonly keys: string[];
};

const frame = (given: Pick<Frame, 'open' | 'kind'> & Partial<Frame>): Frame => ({
  network: false,
  callee: '',
  names: [],
  tokens: [],
  position: 0,
  named: [],
  keys: [],
  ...given,
});

const declarationWords = new Set(['network', 'block', 'train', 'import', 'let']);
const joins = new Set([
  ...['+', '-', '*', '/', '//', '%', '**', '==', '!=', '<', '<=', '>', '>=', '?', ':', '.', '=', '->', ','],
  ...['and', 'or', 'not', 'else'],
]);

const signTexts = (tokens: readonly Token[], text: string): boolean =>
  tokens.some((token) => token.kind !== 'text' && token.text === text);

/** Follows the text up to an offset. */
class Follower {
  readonly frames: Frame[] = [frame({ open: '', kind: 'file' })];

  get top(): Frame {
    return this.frames.at(-1) ?? frame({ open: '', kind: 'file' });
  }

  take(token: Token, startsLine: boolean): void {
    if (startsLine && declarationWords.has(token.text) && token.text !== 'let') this.frames.length = 1;
    const top = this.top;
    if (startsLine && !(top.open === '(' || top.open === '[') && !this.continues(token)) this.endStatement();
    switch (token.text) {
      case '{':
        return this.openBrace();
      case '(':
        return this.openParenthesis();
      case '[':
        this.frames.push(frame({ open: '[', kind: 'list' }));
        return;
      case '}':
      case ')':
      case ']':
        return this.close(token);
      case ',':
        if (top.kind !== 'file' && top.kind !== 'body') return this.nextArgument();
        break;
      default:
    }
    top.tokens.push(token);
    this.bind(token);
  }

  private continues(token: Token): boolean {
    const last = this.top.tokens.at(-1);
    return joins.has(token.text) || (last !== undefined && joins.has(last.text));
  }

  private endStatement(): void {
    const { top } = this;
    const [first] = top.tokens;
    if (top.kind === 'recipe' && first) top.keys.push(first.text);
    top.tokens = [];
  }

  private nextArgument(): void {
    const { top } = this;
    const [name, colon] = top.tokens;
    if (name && colon?.text === ':') top.named.push(name.text);
    else top.position++;
    top.tokens = [];
  }

  private openBrace(): void {
    const header = this.top.tokens;
    const first = header[0]?.text;
    const names: BoundName[] = [];
    let kind: Frame['kind'] = 'body';
    if (first === 'import') kind = 'imports';
    else if (first === 'train') kind = 'recipe';
    else if (first === 'repeat' || first === 'for') names.push(...loopNames(header));
    const network = first === 'network';
    const parameters = header.flatMap((token) =>
      token.kind === 'sign' ? [] : (this.parameters.get(token) ?? []),
    );
    this.frames.push(frame({ open: '{', kind, network, names: [...parameters, ...names] }));
  }

  /** By the word before the parenthesis of a declaration: its parameters. */
  private readonly parameters = new Map<Token, BoundName[]>();

  private openParenthesis(): void {
    const { tokens } = this.top;
    const callee = tokens.at(-1);
    const first = tokens[0]?.text;
    if (callee?.kind !== 'word' || joins.has(callee.text)) {
      this.frames.push(frame({ open: '(', kind: 'group' }));
    } else if (tokens.length === 2 && (first === 'block' || first === 'network' || first === 'let')) {
      const names: BoundName[] = [];
      this.parameters.set(callee, names);
      this.frames.push(frame({ open: '(', kind: 'parameters', names }));
    } else {
      this.frames.push(frame({ open: '(', kind: 'call', callee: callee.text }));
    }
  }

  private close(token: Token): void {
    const open = token.text === '}' ? '{' : token.text === ')' ? '(' : '[';
    const index = this.frames.findLastIndex((each) => each.open === open);
    if (index < 1) return;
    this.frames.length = index;
    // What was in the brackets is one operand of the statement around.
    this.top.tokens.push(token);
    if (open === '{' && this.top.tokens[0]?.text !== 'import') this.endStatement();
  }

  /** Notes the names that statements bind: `name =`, `as name`, `let name`, parameters. */
  private bind(token: Token): void {
    const { top } = this;
    const before = top.tokens.at(-2);
    if (top.kind === 'parameters') {
      if (token.kind === 'word' && top.tokens.length === 1) {
        top.names.push({ name: token.text, kind: 'parameter' });
      }
      return;
    }
    const scope = this.frames.findLast((each) => each.kind === 'body' || each.kind === 'file');
    if (!scope) return;
    if (token.text === '=' && before?.kind === 'word') {
      const [first] = top.tokens;
      if (top.tokens.length === 2) scope.names.push({ name: before.text, kind: 'value' });
      else if (first?.text === 'let') scope.names.push({ name: before.text, kind: 'let' });
    } else if (token.text === '=' && top.tokens[0]?.text === 'let' && top.tokens[1]) {
      scope.names.push({ name: top.tokens[1].text, kind: 'function' });
    } else if (token.kind === 'word' && before?.text === 'as' && scope.kind === 'body') {
      const [first] = top.tokens;
      if (first?.text !== 'repeat' && first?.text !== 'for') {
        scope.names.push({ name: token.text, kind: 'value' });
      }
    }
  }

  /** Parameters of a `let` function are visible after its `=`. */
  letParameters(): readonly BoundName[] {
    return this.frames.flatMap(({ tokens }) => {
      const name = tokens[1];
      return tokens[0]?.text === 'let' && name && signTexts(tokens, '=')
        ? (this.parameters.get(name) ?? [])
        : [];
    });
  }
}

function loopNames(header: readonly Token[]): BoundName[] {
  const index = header.findIndex((token) => token.text === 'as');
  const names: BoundName[] = [];
  if (header[0]?.text === 'for') {
    for (const token of header.slice(1)) {
      if (token.text === 'in') break;
      if (token.kind === 'word') names.push({ name: token.text, kind: 'let' });
    }
  }
  const name = index < 0 ? undefined : header[index + 1];
  if (name) names.push({ name: name.text, kind: 'index' });
  return names;
}

/** What can be written at `offset` of `text`. */
export function cursorContext(text: string, offset: number): CursorContext {
  const before = /\w*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const after = /^\w*/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  const word = { start: offset - before.length, end: offset + after.length };
  const nothing: CursorContext = { place: { kind: 'nothing' }, word, names: [] };
  if (/^\d/.test(before)) return nothing;
  const follower = new Follower();
  let startsLine = true;
  for (const token of scan(text, word.start)) {
    if (token.kind === 'line') {
      startsLine = true;
      continue;
    }
    const within = offset < token.end || (offset === token.end && isOpen(token));
    if (within && token.kind === 'comment') return nothing;
    if (within && token.kind === 'text') {
      const imports = follower.top.tokens[0]?.text === 'import';
      if (!imports) return nothing;
      const start = token.start + 1;
      return { ...nothing, place: { kind: 'importPath', typed: text.slice(start, offset), start } };
    }
    if (token.kind === 'comment') continue;
    follower.take(token, startsLine);
    startsLine = false;
  }
  const last = follower.top.tokens.at(-1);
  const isNewStatement =
    startsLine && follower.top.open !== '(' && follower.top.open !== '[' && !(last && joins.has(last.text));
  if (isNewStatement) follower.take({ text: '', start: offset, end: offset, kind: 'sign' }, true);
  if (isNewStatement) follower.top.tokens = [];
  const names = [...follower.frames.flatMap((each) => each.names), ...follower.letParameters()];
  return { place: placeIn(follower.frames), word, names };
}

function isOpen(token: Token): boolean {
  return (
    token.kind === 'comment' ||
    (token.kind === 'text' && (token.text.length < 2 || token.text.at(-1) !== token.text[0]))
  );
}

function placeIn(frames: readonly Frame[]): CursorPlace {
  const top = frames.at(-1);
  if (!top) return { kind: 'declaration' };
  const { tokens } = top;
  const first = tokens[0];
  const last = tokens.at(-1);
  const recipe = frames.findLast((each) => each.kind === 'recipe');
  const recipeKey = recipe?.tokens[0]?.text;
  if (last?.text === '.') return { kind: 'member', object: tokens.at(-2)?.text ?? '' };
  if (top.kind === 'imports') return { kind: 'importName' };
  if (top.kind === 'parameters') return last ? { kind: 'expression' } : { kind: 'nothing' };
  if (top.kind === 'call') return placeInCall(top, recipeKey);
  if (!first || !last) {
    if (top.kind === 'file') return { kind: 'declaration' };
    if (top.kind === 'recipe') return { kind: 'recipeKey', present: top.keys };
    return top.kind === 'body' ? { kind: 'statement', network: top.network } : { kind: 'step' };
  }
  if (recipeKey !== undefined) {
    return last === first || last.text === '->'
      ? { kind: 'recipeValue', key: recipeKey }
      : { kind: 'nothing' };
  }
  return placeInStatement(tokens, first, last);
}

function placeInCall(top: Frame, recipeKey: string | undefined): CursorPlace {
  const { callee, position, named, tokens } = top;
  const [name, colon] = tokens;
  if (!name)
    return { kind: 'argument', callee, position, named, ...(recipeKey !== undefined && { recipeKey }) };
  if (colon?.text === ':' && tokens.length === 2) {
    return { kind: 'argumentValue', callee, name: name.text, ...(recipeKey !== undefined && { recipeKey }) };
  }
  return afterToken(tokens.at(-1) ?? name);
}

function placeInStatement(tokens: readonly Token[], first: Token, last: Token): CursorPlace {
  switch (first.text) {
    case 'import':
      if (last.text === '}') return { kind: 'keyword', word: 'from' };
      return { kind: 'nothing' };
    case 'train':
      if (tokens.length === 1) return { kind: 'trainNetwork' };
      if (last.text === 'on') return { kind: 'dataset' };
      return signTexts(tokens, 'on') ? { kind: 'keyword', word: 'as' } : { kind: 'keyword', word: 'on' };
    case 'block':
    case 'network':
      return { kind: 'nothing' };
    case 'input':
      if (tokens.length === 1) return { kind: 'inputShape' };
      break;
    case 'expect':
      if (tokens.length === 1) return { kind: 'expectQuantity' };
      break;
    case 'let':
      if (tokens.length === 1) return { kind: 'nothing' };
      break;
    case 'for':
      if (tokens.length === 1) return { kind: 'nothing' };
      if (!signTexts(tokens, 'in')) return { kind: 'keyword', word: 'in' };
      break;
    default:
  }
  if (last.text === 'as') return { kind: 'nothing' };
  if (last.text === '=' && tokens.length === 2) return { kind: 'step' };
  return afterToken(last);
}

function afterToken(last: Token): CursorPlace {
  if (last.text === '->') return { kind: 'step' };
  if (last.text === 'as') return { kind: 'nothing' };
  if (last.kind === 'number' || last.kind === 'text' || /^[)\]}]$/.test(last.text))
    return { kind: 'afterStep' };
  if (last.kind === 'word' && !/^(if|repeat|in|and|or|not|expect|for|else)$/.test(last.text)) {
    return { kind: 'afterStep' };
  }
  return { kind: 'expression' };
}
