/**
 * Reads a `.cnn` file into the plain syntax tree. Statements are found by lines and brackets first and
 * parsed one by one, so that a mistake in one leaves the others whole; one that does not parse is repaired
 * and parsed again, and what cannot be repaired is `missing`.
 *
 * The room gives trees of texts, and texts in the house style. It never imports what is made of the trees, but for the
 * words that network/ knows.
 */
import type { ParsedFile } from '../syntax/parsedFile.ts';
import type {
  Declaration,
  Expression,
  LetDeclaration,
  Located,
  Range,
  RecipeEntry,
  Statement,
} from '../syntax/tree.ts';
import { subexpressions } from '../syntax/children.ts';
import { balanceBrackets } from './statements/brackets.ts';
import { convertDeclaration, convertEntry, convertLet, convertStatement } from './tree/convert.ts';
import type { Surroundings } from './tree/convert.ts';
import { ExpressionConverter, tooDeep } from './tree/convertExpression.ts';
import { Documentation } from './tree/documentation.ts';
import { changesInPlace } from './tokens/foreignWords.ts';
import { parseTokens } from './tree/grammarParser.ts';
import type { Outcome, Rule } from './tree/grammarParser.ts';
import { lex } from './tokens/lexer.ts';
import type { Lexed } from './tokens/scanner.ts';
import { LineIndex } from '../syntax/lineIndex.ts';
import { declaredNames } from './statements/declaredNames.ts';
import { joinAdds } from './statements/adds.ts';
import { asUnknown, holdsMethods, isDeclaration, isStray, method, program } from './statements/outside.ts';
import { repair } from './recovery/recovery.ts';
import { describeFailure } from './recovery/failure.ts';
import { misread } from './recovery/misread.ts';
import { wholeModel } from './recovery/sequences.ts';
import { Reuse } from './tree/reuse.ts';
import type { Place, Statements } from './tree/reuse.ts';
import { SyntaxMistakes } from './syntaxMistakes.ts';
import type { SyntaxMistake } from './syntaxMistakes.ts';
import { stepText } from './tokens/runs.ts';
import { beginsOperand, declarationKeywords, inserted, keywords, quoted } from './tokens/token.ts';
import type { Token, Unit } from './tokens/token.ts';
import { deepestNesting, longestStatement, isBullet, nestingDepth, splitUnits } from './statements/units.ts';

/** In UTF-16 units. Longer texts are refused before they are read, so that a file is understood within a second. */
export const largestText = 64 * 1024;

/** More statements than these in one file that do not parse, and the rest of it is not read. */
const mostFailures = 500;

/** How often one statement is repaired before it is given up. */
const mostRepairs = 16;

/** What was parsed of a file, and how: `declared`, joined. */
const parsedOf = new WeakMap<ParsedFile, { readonly statements: Statements; readonly declared: string }>();

/**
 * Never throws, and gives the same result for the same text, whatever the text was `before`: what it has in common
 * with that is not parsed again.
 */
export function parseSource(uri: string, text: string, before?: ParsedFile): ParsedFile {
  const mistakes = new SyntaxMistakes(uri, text.length);
  if (text.length > largestText) {
    const kilobytes = Math.round(text.length / 1024);
    mistakes.add({
      code: 'file-too-large',
      message: `This file has ${kilobytes} kB; files of up to ${largestText / 1024} kB are read. Move parts of it into files to import.`,
      range: { start: 0, end: 0 },
    });
    return { file: { uri, declarations: [] }, text, mistakes: mistakes.sorted(), guessed: new Set() };
  }
  const parser = new FileParser(text, mistakes, before && parsedOf.get(before));
  const declarations = parser.declarations();
  const guessed = parser.guessed(declarations);
  const parsed = { file: { uri, declarations }, text, mistakes: mistakes.sorted(), guessed };
  parsedOf.set(parsed, { statements: parser.reuse.made, declared: [...parser.declared].join() });
  return parsed;
}

class FileParser {
  private readonly lexed: Lexed;
  private readonly units: readonly Unit[];
  /** The names that the file gives to something, of those that other frameworks have. */
  readonly declared: ReadonlySet<string>;
  private readonly documentation: Documentation;
  private readonly expressions: ExpressionConverter;
  readonly reuse: Reuse;
  /** Something outside of all declarations is not the language: the file may be of another one. */
  private isForeign = false;
  /** Declarations without the word that makes them one. */
  private readonly notWritten = new Set<Declaration>();
  /** Declarations found inside a body, where they are a mistake, but whose names are used all the same. */
  private readonly misplaced: Declaration[] = [];
  /** How many tokens may be parsed again after repairs, in the whole file. */
  private repairBudget: number;
  private failures = 0;

  constructor(
    private readonly text: string,
    private readonly mistakes: SyntaxMistakes,
    before: { readonly statements: Statements; readonly declared: string } | undefined,
  ) {
    this.lexed = lex(text, mistakes);
    this.units = splitUnits(balanceBrackets(this.lexed.tokens, mistakes), mistakes);
    this.declared = declaredNames(this.lexed.tokens);
    this.documentation = new Documentation(text, new LineIndex(text), this.lexed.comments);
    this.expressions = new ExpressionConverter(text, this.lexed.readings, mistakes);
    // A name that is the file's own now was a framework's before.
    const isSame = before?.declared === [...this.declared].join();
    this.reuse = new Reuse(isSame ? before?.statements : undefined, text, mistakes, this.documentation);
    this.repairBudget = 20_000 + this.lexed.tokens.length;
  }

  declarations(): Declaration[] {
    const found: Declaration[] = [];
    let stray = false;
    const strayNames = new Set<string>();
    for (const given of joinAdds(this.units)) {
      let unit = given;
      const [first, second] = given.tokens;
      if (first === undefined) continue;
      const model = wholeModel(given.tokens, this.declared);
      if (model) {
        this.isForeign = true;
        this.say(model);
        stray = true;
        continue;
      }
      this.isForeign ||= first.image !== first.kind || !isDeclaration(given);
      if (first.image === 'class' && first.kind === 'block' && holdsMethods(given)) {
        this.mistakes.add(program(given.tokens, first));
        stray = true;
        continue;
      }
      // Of several such statements in a row only the first is said: they have one cause.
      if (first.kind === 'ID' && second?.kind === '=' && !isStray(given.tokens, stray)) {
        if (changesInPlace(second.image)) continue;
        const isDeclared = found.some((each) => each.kind === 'let' && each.name.name === first.image);
        unit = this.asLet(given, first, isDeclared);
      } else if (!isDeclaration(given)) {
        if (!stray) this.sayOutside(given, first);
        stray = true;
        if (second?.kind !== '=' || strayNames.has(first.image)) continue;
        strayNames.add(first.image);
        unit = { ...given, tokens: asUnknown(first, second) };
      } else stray = false;
      const { length } = found;
      this.parse(unit, 'file', found, (outcome, around) =>
        isDeclarationNode(outcome) ? convertDeclaration(outcome, around) : undefined,
      );
      if (unit !== given) for (const each of found.slice(length)) this.notWritten.add(each);
    }
    return [...found, ...this.misplaced].sort((a, b) => a.range.start - b.range.start);
  }

  /**
   * Declarations that were not read as they are written: a `let` with a mistake in it, and what has one in its head.
   * Texts are never taken from a file that has more than declarations: `let key = "…"` is a line of JavaScript, too.
   */
  guessed(declarations: readonly Declaration[]): ReadonlySet<Declaration> {
    const isImportOfOthers = (declaration: Declaration): boolean =>
      declaration.kind === 'import' && !this.mistakes.spares(declaration.range);
    const isForeign =
      this.isForeign ||
      declarations.some(isImportOfOthers) ||
      this.mistakes.someOutside(declarations.map(({ range }) => range));
    return new Set(
      declarations.filter(
        (declaration) =>
          this.notWritten.has(declaration) ||
          !this.mistakes.spares(headOf(declaration)) ||
          (isForeign && declaration.kind === 'let' && holdsText(declaration)),
      ),
    );
  }

  /** `isDeclared`: that its name is taken is told then. */
  private asLet(unit: Unit, first: Token, isDeclared: boolean): Unit {
    const start = { start: first.start, end: first.start };
    if (!isDeclared)
      this.mistakes.add({
        code: 'missing-let',
        message: `Outside of blocks and networks a value is named with \`let\`: \`let ${first.image} = …\`.`,
        range: first,
        fixes: [{ title: 'Add `let`', range: start, text: 'let ' }],
      });
    const word: Token = { ...first, kind: 'let', end: first.start + 1, image: 'l' };
    return { ...unit, tokens: [word, ...unit.tokens] };
  }

  private sayOutside({ tokens }: Unit, first: Token): void {
    const last = tokens.at(-1) ?? first;
    const text = stepText(tokens) || first.image;
    this.mistakes.add({
      code: 'statement-outside',
      message: `\`${text}\` stands outside of any block or network; out here are only \`import\`, \`let\`, \`block\`, \`network\` and \`train\`.`,
      range: { start: first.start, end: tokens.some((token) => token.body) ? first.end : last.end },
      // A `;` may stand behind it.
      covers: { start: first.start, end: last.end + 1 },
    });
  }

  private statements(units: readonly Unit[]): Statement[] {
    const found: Statement[] = [];
    let bullets = false;
    for (const given of joinAdds(units)) {
      const [first, second] = given.tokens;
      const hasBullet = first !== undefined && isBullet(first, second);
      // Of the lines of a list only the first is said.
      const unit = hasBullet && bullets ? { ...given, tokens: given.tokens.slice(1) } : given;
      bullets = hasBullet;
      this.parse(unit, 'body', found, (node, around) => {
        switch (node.$type) {
          case 'File':
          case 'RecipeEntry':
            return undefined;
          case 'Import':
          case 'Block':
          case 'Network':
          case 'Train':
            this.misplaced.push(convertDeclaration(node, around));
            return undefined;
          case 'Let':
            return convertLet(node, around);
          default:
            return convertStatement(node, around);
        }
      });
    }
    return found;
  }

  private recipe(units: readonly Unit[]): RecipeEntry[] {
    const found: RecipeEntry[] = [];
    for (const unit of units) {
      this.parse(unit, 'recipe', found, (node, around) =>
        node.$type === 'RecipeEntry' ? convertEntry(node, around) : undefined,
      );
    }
    return found;
  }

  /** Adds what a unit is: nothing where it cannot be kept, two where it was two. */
  private parse<Node extends Located>(
    unit: Unit,
    place: Place,
    into: Node[],
    convert: (node: StatementNode, around: Surroundings) => Node | undefined,
  ): void {
    const [first] = unit.tokens;
    if (first === undefined) return;
    const range = { start: first.start, end: (unit.tokens.at(-1) ?? first).end };
    const known = unit.sharesLine ? undefined : this.reuse.find(place, range);
    if (known) {
      // The place tells what was converted there.
      into.push(known as Node);
      return;
    }
    const { said } = this.mistakes;
    const { length } = into;
    this.parseAnew(unit, first, place, (node, around) => {
      const converted = convert(node, around);
      if (converted) into.push(converted);
    });
    const [made, ...more] = into.slice(length);
    if (made && more.length === 0 && this.mistakes.said === said) this.reuse.keep(place, range, made);
  }

  private parseAnew(
    unit: Unit,
    first: Token,
    place: Place,
    take: (node: StatementNode, around: Surroundings) => void,
  ): void {
    if (unit.sharesLine) this.saySharedLine(unit, first);
    const last = unit.tokens.at(-1) ?? first;
    if (place !== 'file' && declarationKeywords.has(first.kind) && unit.tokens[1]?.kind !== '=') {
      if (first.image === 'def') {
        this.mistakes.add(method(unit.tokens, first, last));
        return;
      }
      this.sayMisplaced(first);
    }
    if (nestingDepth(unit.tokens) > deepestNesting) {
      this.mistakes.add(tooDeep({ start: first.start, end: Math.min(last.end, first.start + 80) }));
      return;
    }
    if (unit.tokens.length > longestStatement) {
      this.mistakes.add({
        code: 'too-long',
        message: `This statement is too long to be read: it has ${unit.tokens.length} words and signs, and may have ${longestStatement}.`,
        range: first,
      });
      return;
    }
    if (this.failures > mostFailures || changesInPlace(unit.tokens[1]?.image ?? '')) return;
    let pending: readonly Token[] | undefined = unit.tokens;
    const unreadable = this.unreadableWithin(first.start, last.end);
    let quiet = unreadable;
    while (pending !== undefined) {
      const parsed = this.parseRepairing(pending, place, quiet, unreadable);
      if (parsed.node) take(parsed.node, this.surroundings(parsed.tokens));
      pending = parsed.rest;
      quiet ||= parsed.quiet;
    }
  }

  /** Whether something between the offsets could not be read at all. */
  private unreadableWithin(start: number, end: number): boolean {
    const { unreadable } = this.lexed;
    let low = 0;
    let high = unreadable.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((unreadable[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return (unreadable[low] ?? Infinity) < end;
  }

  private parseRepairing(
    given: readonly Token[],
    place: Place,
    startsQuiet: boolean,
    unreadable: boolean,
  ): Parsed {
    let tokens = given;
    let rule: Rule = ruleFor(tokens, place);
    let quiet = startsQuiet;
    for (
      let meant = misread(rule, tokens, this.declared);
      meant;
      meant = misread(rule, tokens, this.declared)
    ) {
      if (!quiet) this.say(meant.mistake);
      tokens = meant.tokens;
      rule = ruleFor(tokens, place);
    }
    let rest: readonly Token[] | undefined;
    for (let repairs = 0; repairs <= mostRepairs; repairs++) {
      const outcome: Outcome<Rule> = parseTokens(rule, tokens, this.text);
      if ('node' in outcome) return { node: outcome.node, tokens, rest, quiet };
      if (repairs === 0) this.failures++;
      // What is around something unreadable would be guessed, and what follows from a guess said.
      if (unreadable && place === 'body') break;
      const fixed = repair(describeFailure(rule, tokens, outcome.failedAt, outcome.expected));
      if (!quiet) this.say(fixed.mistake);
      quiet ||= fixed.guess === true;
      rest ??= fixed.rest;
      if (fixed.leftOut) return { tokens: [], rest, quiet };
      tokens = fixed.tokens;
      this.repairBudget -= tokens.length;
      if (tokens.length === 0 || this.repairBudget < 0) break;
      rule = fixed.rule ?? ruleFor(tokens, place);
    }
    return this.giveUp(given, place, rest);
  }

  /** A fix writes tokens anew, but no comments: where one stands in between there is none. */
  private say(mistake: SyntaxMistake): void {
    const { comments } = this.lexed;
    const fixes = mistake.fixes?.filter(
      ({ range }) => !comments.some(({ start, end }) => range.start < end && start < range.end),
    );
    this.mistakes.add({ ...mistake, ...(fixes && { fixes }) });
  }

  /** Keeps of a statement that cannot be repaired that it is there, and the name that it gives. */
  private giveUp(given: readonly Token[], place: Place, rest: readonly Token[] | undefined): Parsed {
    const [first, second] = given;
    const namesNothing = first?.kind === 'expect' || first?.kind === 'let';
    if (place !== 'body' || first === undefined || namesNothing) return { tokens: [], rest, quiet: true };
    const isInput = first.kind === 'input' && second !== undefined;
    const kept =
      second?.kind === '='
        ? [first, second, inserted('MISSING', second)]
        : isInput
          ? [first, inserted('MISSING', second)]
          : [inserted('MISSING', first)];
    const outcome = parseTokens(ruleFor(kept, place), kept, this.text);
    return { ...('node' in outcome && { node: outcome.node }), tokens: kept, rest, quiet: true };
  }

  private surroundings(tokens: readonly Token[]): Surroundings {
    const bodies = tokens.flatMap((token) => (token.body === undefined ? [] : [token.body]));
    let next = 0;
    return {
      expressions: this.expressions,
      documentation: (start) => this.documentation.above(start),
      nextBody: () => this.statements(bodies[next++] ?? []),
      recipe: () => this.recipe(bodies[next++] ?? []),
    };
  }

  private saySharedLine(unit: Unit, first: Token): void {
    if (first.kind === '->') return;
    this.mistakes.add({
      code: 'two-statements',
      message: `\`${stepText(unit.tokens)}\` is a statement of its own: it belongs on a new line.`,
      range: first,
      fixes: [
        {
          title: 'Begin a new line',
          range: { start: first.start, end: first.start },
          text: `\n${' '.repeat(first.indent)}`,
        },
      ],
    });
  }

  private sayMisplaced(first: Token): void {
    this.mistakes.add({
      code: 'misplaced-declaration',
      message: `${quoted(first)} belongs to the file itself, outside of every block, network and recipe.`,
      range: first,
    });
  }
}

/** All of what others see: a body's mistakes leave the block what it is. */
function headOf(declaration: Declaration): Range {
  return declaration.kind === 'block' || declaration.kind === 'network'
    ? { start: declaration.range.start, end: declaration.body.range.start }
    : declaration.range;
}

function holdsText({ parameters = [], value }: LetDeclaration): boolean {
  const isText = (expression: Expression): boolean =>
    expression.kind === 'text' || subexpressions(expression).some(isText);
  return [value, ...parameters.flatMap((parameter) => parameter.default ?? [])].some(isText);
}

type StatementNode = Extract<Outcome<Rule>, { node: unknown }>['node'];

interface Parsed {
  readonly node?: StatementNode;
  /** What it was parsed from in the end. */
  readonly tokens: readonly Token[];
  readonly rest: readonly Token[] | undefined;
  readonly quiet: boolean;
}

type DeclarationNode = Extract<StatementNode, { $type: 'Import' | 'Let' | 'Block' | 'Network' | 'Train' }>;

const isDeclarationNode = (node: StatementNode): node is DeclarationNode =>
  node.$type === 'Let' || declarationKeywords.has(node.$type.toLowerCase());

/** The first token or two tell what a statement is. */
function ruleFor(tokens: readonly Token[], place: Place): Rule {
  const [first, second] = tokens;
  if (place === 'recipe' && !(first && declarationKeywords.has(first.kind))) return 'RecipeEntry';
  if (
    second?.kind === '=' &&
    first &&
    first.kind !== 'let' &&
    (first.kind === 'ID' || keywords.has(first.kind))
  )
    return 'Branch';
  switch (first?.kind) {
    case 'import':
      return 'Import';
    case 'let':
      return 'Let';
    case 'block':
      return 'Block';
    case 'network':
      return 'Network';
    case 'train':
      return 'Train';
    case 'if':
      return 'If';
    case 'repeat':
      return 'Repeat';
    case 'for':
      return 'For';
    case 'auxiliary':
      return 'Auxiliary';
    case 'expect':
      return 'Expect';
    case 'input':
      return second !== undefined && beginsOperand(second) ? 'Input' : 'FlowStatement';
    default:
      return 'FlowStatement';
  }
}
