/**
 * What could be written at a cursor, read from the text before it. Works on text that does not parse, as
 * text does while it is typed: it only follows brackets, keywords and line ends.
 */
import type { BoundName, Frame, Token } from './cursorFrames.ts';
import { Follower, isOpen, joins, scan, signTexts } from './cursorFrames.ts';

export type { BoundName };

export type CursorPlace =
  | { readonly kind: 'nothing' }
  /** The beginning of a declaration. */
  | { readonly kind: 'declaration' }
  | { readonly kind: 'importName' }
  /** In the quotes of an import, which stand around `start` and `end`. */
  | { readonly kind: 'importPath'; readonly start: number; readonly end: number }
  /** In the quotes behind `on`. */
  | { readonly kind: 'folderPath'; readonly typed: string; readonly start: number }
  /** The beginning of a statement in the body of a block or network. */
  | { readonly kind: 'statement'; readonly network: boolean }
  /** After `->`. */
  | { readonly kind: 'step' }
  /** After `name =`, in a list and in parentheses: a flow, which may begin with a value. */
  | { readonly kind: 'flow' }
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
  /** After the quantity of an expectation. */
  | { readonly kind: 'comparison' }
  | { readonly kind: 'inputShape' }
  | { readonly kind: 'afterStep' }
  /** Behind what can be calculated with, in the arguments of `callee` or in a statement. */
  | { readonly kind: 'afterOperand'; readonly callee?: string }
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
      const { tokens } = follower.top;
      const start = token.start + 1;
      const typed = text.slice(start, offset);
      const end = token.end - (isOpen(token) ? 0 : 1);
      if (tokens[0]?.text === 'import') return { ...nothing, place: { kind: 'importPath', start, end } };
      const isFolder = tokens[0]?.text === 'train' && tokens.at(-1)?.text === 'on';
      return isFolder ? { ...nothing, place: { kind: 'folderPath', typed, start } } : nothing;
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
  const own = follower.beingBound();
  const names = [...follower.frames.flatMap((each) => each.names), ...follower.letParameters()].filter(
    (each) => each !== own,
  );
  return { place: placeIn(follower.frames), word, names };
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
  if (top.kind === 'parameters') {
    // A default may be anything that an argument may be.
    if (last?.text === '=') return { kind: 'argumentValue', callee: '', name: '' };
    return tokens.length > 1 ? { kind: 'expression' } : { kind: 'nothing' };
  }
  if (top.kind === 'call') return placeInCall(top, recipeKey);
  if (!first || !last) {
    if (top.kind === 'file') return { kind: 'declaration' };
    if (top.kind === 'recipe') return { kind: 'recipeKey', present: top.keys };
    return top.kind === 'body' ? { kind: 'statement', network: top.network } : { kind: 'flow' };
  }
  if (recipeKey !== undefined) {
    return last === first || last.text === '->'
      ? { kind: 'recipeValue', key: recipeKey }
      : { kind: 'nothing' };
  }
  if (top.kind === 'group' || top.kind === 'list') return afterToken(last, { kind: 'afterOperand' });
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
  return afterToken(tokens.at(-1) ?? name, { kind: 'afterOperand', callee });
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
      if (tokens.length === 2) return { kind: 'comparison' };
      return joins.has(last.text) ? { kind: 'expression' } : { kind: 'nothing' };
    case 'let':
      if (tokens.length === 1) return { kind: 'nothing' };
      return afterToken(last, { kind: 'afterOperand' });
    case 'if':
    case 'else':
      return afterToken(last, { kind: 'afterOperand' });
    case 'for':
      if (tokens.length === 1) return { kind: 'nothing' };
      if (!signTexts(tokens, 'in')) return { kind: 'keyword', word: 'in' };
      break;
    default:
  }
  if (last.text === 'as') return { kind: 'nothing' };
  if (last.text === '=' && tokens.length === 2) return { kind: 'flow' };
  return afterToken(last, { kind: 'afterStep' });
}

/** @param operand where the token ends what could stand alone */
function afterToken(last: Token, operand: CursorPlace): CursorPlace {
  if (last.text === '->') return { kind: 'step' };
  if (last.text === 'as') return { kind: 'nothing' };
  if (last.kind === 'number' || last.kind === 'text' || /^[)\]}]$/.test(last.text)) return operand;
  if (last.kind === 'word' && !/^(if|repeat|in|and|or|not|expect|for|else)$/.test(last.text)) return operand;
  return { kind: 'expression' };
}
