/** The brackets, statements and names around a cursor, followed through text that need not parse. */

/** A name that the text before the cursor binds, visible at the cursor. */
export interface BoundName {
  readonly name: string;
  readonly kind: 'parameter' | 'value' | 'let' | 'function' | 'index';
  /** Of a parameter: its default is a number, a text or a boolean. */
  readonly isPlain?: boolean;
}

export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'word' | 'number' | 'text' | 'comment' | 'sign' | 'line';
}

const pattern =
  /(?<comment>#[^\n]*)|(?<text>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)|(?<number>\d[\w.]*|\.\d\w*)|(?<word>[A-Za-z_]\w*)|(?<line>\n)|(?<sign>->|\/\/|\*\*|[=!<>]=|\S)/g;

export function* scan(text: string, end: number): Generator<Token> {
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

export type Frame = {
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
export const joins = new Set([
  ...['+', '-', '*', '/', '//', '%', '**', '==', '!=', '<', '<=', '>', '>=', '?', ':', '.', '=', '->', ','],
  ...['and', 'or', 'not', 'else'],
]);

export const signTexts = (tokens: readonly Token[], text: string): boolean =>
  tokens.some((token) => token.kind !== 'text' && token.text === text);

/** Where the innermost frame of a kind stands among the frames, 0 for none but the file's. */
type Innermost = Readonly<Record<'{' | '(' | '[' | 'scope', number>>;

/** Follows the text up to an offset: each token takes a few steps, however many brackets are open. */
export class Follower {
  readonly frames: Frame[] = [frame({ open: '', kind: 'file' })];
  /** For each frame, itself and those around it. */
  readonly #innermost: Innermost[] = [{ '{': 0, '(': 0, '[': 0, scope: 0 }];

  get top(): Frame {
    return this.frames[this.frames.length - 1]!;
  }

  #open(given: Parameters<typeof frame>[0] & { readonly open: '{' | '(' | '[' }): void {
    const at = this.frames.length;
    const opened = frame(given);
    const around = this.#innermost[at - 1]!;
    this.frames.push(opened);
    this.#innermost.push({ ...around, [opened.open]: at, ...(isScope(opened) && { scope: at }) });
  }

  /** Leaves the frames from this one on. */
  #leave(index: number): void {
    this.frames.length = index;
    this.#innermost.length = index;
  }

  take(token: Token, startsLine: boolean): void {
    if (startsLine && declarationWords.has(token.text) && token.text !== 'let') this.#leave(1);
    const top = this.top;
    if (startsLine && !(top.open === '(' || top.open === '[') && !this.continues(token)) this.endStatement();
    switch (token.text) {
      case '{':
        return this.openBrace();
      case '(':
        return this.openParenthesis();
      case '[':
        return this.#open({ open: '[', kind: 'list' });
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
    // The name of a declaration is its second word.
    const parameters = (header[1] && this.parameters.get(header[1])) ?? [];
    this.#open({ open: '{', kind, network, names: [...parameters, ...names] });
  }

  /** By the word before the parenthesis of a declaration: its parameters. */
  private readonly parameters = new Map<Token, BoundName[]>();

  private openParenthesis(): void {
    const { tokens } = this.top;
    const callee = tokens.at(-1);
    const first = tokens[0]?.text;
    if (callee?.kind !== 'word' || joins.has(callee.text)) {
      this.#open({ open: '(', kind: 'group' });
    } else if (tokens.length === 2 && (first === 'block' || first === 'network' || first === 'let')) {
      const names: BoundName[] = [];
      this.parameters.set(callee, names);
      this.#open({ open: '(', kind: 'parameters', names });
    } else {
      this.#open({ open: '(', kind: 'call', callee: callee.text });
    }
  }

  private close(token: Token): void {
    const open = token.text === '}' ? '{' : token.text === ')' ? '(' : '[';
    const index = this.#innermost[this.frames.length - 1]![open];
    if (index < 1) return;
    this.#leave(index);
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
      } else if (top.tokens.length === 3 && before?.text === '=' && isPlain(token)) {
        const named = top.names.pop();
        if (named) top.names.push({ ...named, isPlain: true });
      }
      return;
    }
    const scope = this.frames[this.#innermost[this.frames.length - 1]!.scope]!;
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

  /** The name whose value or default is being written: what it names is not known in it. A function is. */
  beingBound(): BoundName | undefined {
    const around = this.frames.findLast((each) => isScope(each) || each.kind === 'parameters');
    const equals = around?.tokens.findIndex(({ text }) => text === '=') ?? -1;
    const name = equals < 1 ? undefined : around?.tokens[equals - 1]?.text;
    return around?.names.findLast((each) => each.name === name && each.kind !== 'function');
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

const isScope = ({ kind }: Frame): boolean => kind === 'body' || kind === 'file';

const isPlain = ({ kind, text }: Token): boolean =>
  kind === 'number' || kind === 'text' || text === 'true' || text === 'false';

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

/** Whether a cursor right behind the token is still in it. */
export function isOpen(token: Token): boolean {
  return (
    token.kind === 'comment' ||
    (token.kind === 'text' && (token.text.length < 2 || token.text.at(-1) !== token.text[0]))
  );
}

/** The call whose arguments a cursor is in. */
export interface CallAround {
  readonly callee: string;
  /** Positional arguments before the cursor's. */
  readonly position: number;
  /** Of the cursor's argument, once its colon is written. */
  readonly name?: string;
  /** The entry of the recipe that it stands in. */
  readonly recipeKey?: string;
}

/** The innermost call around an offset; undefined outside of all, in comments and in declarations' parameters. */
export function callAround(text: string, offset: number): CallAround | undefined {
  const follower = new Follower();
  let startsLine = true;
  for (const token of scan(text, offset)) {
    if (token.kind === 'line') {
      startsLine = true;
      continue;
    }
    if (token.kind === 'comment') {
      if (offset <= token.end) return undefined;
      continue;
    }
    follower.take(token, startsLine);
    startsLine = false;
  }
  const { frames } = follower;
  const at = frames.findLastIndex(({ kind }) => kind !== 'group' && kind !== 'list');
  const call = frames[at];
  if (call?.kind !== 'call') return undefined;
  const { callee, position, tokens } = call;
  const [name, colon] = tokens;
  const recipeKey = frames.findLast(({ kind }) => kind === 'recipe')?.tokens[0]?.text;
  return {
    callee,
    position,
    ...(name && colon?.text === ':' && { name: name.text }),
    ...(recipeKey !== undefined && { recipeKey }),
  };
}
