import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draws } from '../draws.ts';
import { balanceBrackets } from '../../src/language/statements/brackets.ts';
import { parseTokens } from '../../src/language/tree/grammarParser.ts';
import { lex } from '../../src/language/tokens/lexer.ts';
import { largestText } from '../../src/language/parse.ts';
import { SyntaxMistakes } from '../../src/language/syntaxMistakes.ts';
import type { Token, Unit } from '../../src/language/tokens/token.ts';
import { splitUnits } from '../../src/language/statements/units.ts';
import type { Range } from '../../src/syntax/tree.ts';
import { parse, sampleTexts, shown, tasteOfTheLanguage } from './shown.ts';

/** Every range of a tree or a mistake, wherever it stands. */
function rangesOf(value: unknown, found: Range[] = []): Range[] {
  if (typeof value !== 'object' || value === null) return found;
  if ('start' in value && 'end' in value) found.push(value as Range);
  for (const each of Object.values(value)) rangesOf(each, found);
  return found;
}

/** What must hold of every text. */
function checkParse(text: string): void {
  const result = parse(text);
  expect(result.mistakes.length).toBeLessThanOrEqual(100);
  for (const { start, end } of rangesOf([result.file, result.mistakes])) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
  }
  const places = result.mistakes.map(({ location }) => location.start);
  expect(new Set(places).size).toBe(places.length);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  for (const { message } of result.mistakes) {
    expect(message).toMatch(/^\S[^]*[.?]$/);
    expect(message.replace(/`[^`]*`/g, '')).not.toMatch(/undefined|token|NaN/);
  }
  expect(JSON.stringify(parse(text))).toBe(JSON.stringify(result));
}

const words = [
  ...[
    'network',
    'block',
    'train',
    'import',
    'let',
    'if',
    'else',
    'repeat',
    'for',
    'in',
    'as',
    'input',
    'auxiliary',
  ],
  ...[
    'expect',
    'true',
    'and',
    'or',
    'not',
    'from',
    'on',
    'x',
    'Conv',
    'name',
    'def',
    'elif',
    'return',
    'True',
  ],
  ...[
    '+',
    '-',
    '*',
    '/',
    '//',
    '**',
    '==',
    '<',
    '=',
    '->',
    '?',
    ':',
    '.',
    ',',
    ';',
    '&&',
    '!',
    '=>',
    '§',
    '“',
  ],
  ...['(', ')', '[', ']', '{', '}', '(', ')', '{', '}', '\n', '\n', '\n  ', '# c\n', '"a"', '"', "'", '\\'],
  ...[
    '3',
    '1e-4',
    '3.',
    '1e',
    '12px',
    '224x224x3',
    '7x',
    '3 x 4',
    '4.2G',
    '.5',
    '1..2',
    '\t',
    '\r\n',
    '/*',
    '*/',
  ],
];

const texts = [...tasteOfTheLanguage, ...sampleTexts];

describe('any text', () => {
  it('made of the language’s own words is read without a throw, in its own bounds', () => {
    const soup = fc.array(fc.tuple(fc.constantFrom(...words), fc.constantFrom('', ' ')), { maxLength: 40 });
    fc.assert(
      fc.property(soup, fc.boolean(), (parts, inBlock) => {
        const text = parts.map(([word, space]) => word + space).join('');
        checkParse(inBlock ? `block B() {\n${text}\n}` : text);
      }),
      draws(400),
    );
  });

  it.each(['as{', 'as-', '3 x 4 1e-4', '2 * [3 x 4]'])(
    'mended with words of another length keeps its places: %s',
    (text) => {
      checkParse(`block B() {\n${text}\n}`);
    },
  );

  it('of any characters is read so too', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), checkParse), draws(150));
  });

  it('that is a file with something cut, doubled or put in is read so too', () => {
    const mutation = fc.record({
      text: fc.constantFrom(...texts),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.integer({ min: 0, max: 30 }),
      put: fc.oneof(fc.constant(''), fc.constantFrom(...words)),
    });
    fc.assert(
      fc.property(mutation, ({ text, at, cut, put }) => {
        const start = Math.floor(at * text.length);
        checkParse(text.slice(0, start) + put + text.slice(start + cut));
      }),
      draws(80),
    );
  });

  it('without mistakes gives a tree that, written out again, is the same tree', () => {
    for (const text of texts) {
      const once = shown(text);
      expect(shown(once.join('\n').replaceAll('; ', '\n'))).toEqual(once);
    }
  });
});

describe('a mistake', () => {
  it('in one line leaves every other declaration as it was', () => {
    for (const text of texts) {
      const whole = shown(text);
      const lines = text.split('\n');
      const steps = lines.flatMap((line, index) => (/^ {2,}[A-Z]\w*\(.*\)$/.test(line) ? [index] : []));
      for (const index of steps.filter((_, at) => at % 4 === 0)) {
        for (const broken of [
          '  Conv(64, 3',
          '  Conv 64',
          '  Conv(64,, 3)',
          '  -> ->',
          '  = 3',
          '  § §',
          '  x = "a',
        ]) {
          const { mistakes } = parse(lines.with(index, broken).join('\n'));
          const now = shown(lines.with(index, broken).join('\n'));
          expect(
            mistakes.length,
            `${broken}\n${lines.slice(index - 1, index + 2).join('\n')}`,
          ).toBeLessThanOrEqual(2);
          expect(now.length).toBe(whole.length);
          expect(now.filter((each, at) => each !== whole[at]).length).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it('in one statement leaves the statements around it', () => {
    const text = (broken: string) => `block B() {\n  a = Conv(1)\n  ${broken}\n  b = Conv(2)\n}\nlet z = 1`;
    for (const broken of [
      'Conv(64',
      'if a = b { c',
      'x = = 3',
      'repeat { a }',
      'for in { b }',
      'a )',
      '3 4 5',
      '@@',
    ]) {
      const [block, last] = shown(text(broken));
      expect(block, broken).toMatch(/^block B\(\) \{ a = Conv\(1\); .*b = Conv\(2\)/);
      expect(last, broken).toBe('let z = 1');
    }
  });
});

describe('limits', () => {
  it('refuse a text that is too long, before reading it', () => {
    const started = performance.now();
    const { file, mistakes } = parse('block B() {\n' + '  Conv(64, 3)\n'.repeat(largestText / 14) + '}');
    expect(performance.now() - started).toBeLessThan(50);
    expect(file.declarations).toEqual([]);
    expect(mistakes.map(({ code }) => code)).toEqual(['file-too-large']);
  });

  const many = 8_000;
  it.each([
    ['parentheses', `let x = ${'('.repeat(many)}1${')'.repeat(many)}`, 'too-deep'],
    ['unclosed parentheses', `let x = ${'('.repeat(many)}`, 'too-deep'],
    ['bodies', `block B() {\n${'if a {\n'.repeat(many)}${'}'.repeat(many + 1)}`, 'too-deep'],
    ['lists in calls', `let x = ${'[f('.repeat(200)}${')]'.repeat(200)}`, 'too-deep'],
    ['conditions', `let x = ${'a ? b : '.repeat(many)}c`, 'too-deep'],
    ['powers', `let x = 1${'**1'.repeat(many)}`, 'too-deep'],
    ['signs', `let x = ${'- '.repeat(many)}1`, 'too-deep'],
    ['sums', `let x = 1${'+1'.repeat(1000)}`, 'too-deep'],
    ['members', `let x = a${'.b'.repeat(1000)}`, 'too-deep'],
    ['a long sum', `let x = 1${'+1'.repeat(many)}`, 'too-long'],
  ])('refuse what is nested or goes on too long: %s', (_, text, code) => {
    const { mistakes, file } = parse(`${text}\nlet last = 1`);
    expect(mistakes.map((mistake) => mistake.code)).toContain(code);
    if (!text.endsWith('(')) expect(file.declarations.at(-1)).toMatchObject({ name: { name: 'last' } });
  });

  it('let through what people write', () => {
    expect(parse(`let x = ${'('.repeat(30)}1${')'.repeat(30)}`).mistakes).toEqual([]);
    expect(
      parse(`let x = [${Array.from({ length: 4000 }, (_, index) => index).join(', ')}]`).mistakes,
    ).toEqual([]);
    expect(parse(`let x = 1${' + 1'.repeat(120)}`).mistakes).toEqual([]);
    expect(parse(`block B() {\n${'if a {\n'.repeat(40)}${'}'.repeat(41)}`).mistakes).toEqual([]);
  });

  it('keep a file full of mistakes bounded in messages', () => {
    expect(parse(`block B() {\n${'a b\n'.repeat(5000)}}`).mistakes).toHaveLength(100);
  });
});

describe('the grammar', () => {
  it('reads whole files as the parser reads them statement by statement', () => {
    for (const text of texts) {
      const mistakes = new SyntaxMistakes('', text.length);
      const whole = joined(splitUnits(balanceBrackets(lex(text, mistakes).tokens, mistakes), mistakes));
      const outcome = parseTokens('File', whole, text);
      expect(outcome).toHaveProperty('node');
      if ('node' in outcome)
        expect(outcome.node.declarations).toHaveLength(parse(text).file.declarations.length);
    }
  });
});

/** The units with line ends between them, as one row of tokens. */
function joined(units: readonly Unit[]): Token[] {
  return units.flatMap((unit, index) => {
    const tokens = unit.tokens.flatMap((token) => [token, ...joined(token.body ?? [])]);
    const [first] = unit.tokens;
    if (index === 0 || first === undefined) return tokens;
    return [{ ...first, kind: 'NEWLINE' as const, image: '\n', end: first.start + 1 }, ...tokens];
  });
}
