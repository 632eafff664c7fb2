/** Nothing that has a meaning is left without one, wherever somebody points. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatText } from '../../../src/language/format/format.ts';
import { lex } from '../../../src/language/tokens/lexer.ts';
import { Files } from '../../../src/workspace/files.ts';
import { hoverAt } from '../../../src/server/views/hover.ts';
import { keywordExamples } from '../../../src/server/texts/keywords.ts';
import { placeWith } from '../../../src/server/positions.ts';
import { Understandings } from '../../../src/workspace/understanding.ts';
import { SyntaxMistakes } from '../../../src/language/syntaxMistakes.ts';
import { recipeEntries } from '../../../src/training/recipe/entries.ts';
import { mainUri, written } from '../written.ts';

const samples = new URL('../../../samples/', import.meta.url);

const rich = `# A convolution and its activation.
import { ConvNorm } from "./blocks.cnn"
let widths = [16, 32]
let budget = 1.5K
let half(v, by = 2) = max(v // by, 1)

block Unit(n, act = ReLU, wide = true) {
  let m = half(n)
  let twice(z) = 2 * z
  residual = ConvNorm(m, 1) -> act as inner -> Conv(twice(4), 1)
  if wide and not (n > 8) or false {
    shortcut = input
  } else {
    shortcut = Conv(8, 1x3, padding: same, init: Normal(0.01))
  }
  auxiliary(weight: 0.3) { GlobalAvgPool -> Dense(10) }
  Add(residual, shortcut) -> DropPath(0.1, per: sample) -> Conv(input.channels, 1)
}

network Net(classes = 10) {
  let size = 32
  input [size, size, 3]
  Conv(8, 3) as stem
  for [w, k] in [[8, 1], [16, 3]] as i {
    repeat 2 as j { Unit(w + i * j, act: Sigmoid) -> Conv(8, k) }
  }
  for width in widths { Conv(width, 3, bias: false) }
  Add(Identity, Identity) -> Concat(stem -> ReLU, Identity)
  GlobalAvgPool -> Dense(classes, bias_init: Zeros) -> Softmax
  expect params > budget
  expect macs < 1_000_000_000
  expect memory > 1
  expect depth > 1
  expect receptive_field > 1
  expect output [10]
}

train Net(classes: 10) on CIFAR10 as paper {
  batch     128
  epochs    5
  seed      1
  optimizer SGD(lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 1e-4)
  schedule  Step(at: [1, 2], factor: 0.1, warmup: 1)
  prepare   Normalize
  augment   Pad(4) -> RandomCrop(32x32) -> RandomFlip
  loss      CrossEntropy(label_smoothing: 0)
}
`;

function editor(uri: string, texts: Readonly<Record<string, string>>) {
  const files = new Files();
  for (const [each, text] of Object.entries(texts)) files.set({ uri: each, version: 1, text });
  const understandings = new Understandings(files);
  const understanding = understandings.of(uri)!;
  return (offset: number): string => {
    const found = hoverAt(understanding, offset, placeWith(files.load), understandings.using(uri));
    return found && typeof found.contents === 'object' && 'value' in found.contents
      ? found.contents.value
      : '';
  };
}

const tokensOf = (text: string) => lex(text, new SyntaxMistakes('', text.length)).tokens;
const isWord = (image: string): boolean => /^["\p{L}_]/u.test(image);

describe('a file with everything in it', () => {
  const blocks = 'file:///written/blocks.cnn';
  const hover = editor(mainUri, {
    [mainUri]: rich,
    [blocks]:
      '# With batch norm.\nblock ConvNorm(filters, kernel) {\n  Conv(filters, kernel) -> BatchNorm\n}\n',
  });

  test('every word is told of, from its first letter to behind its last', () => {
    for (const { image, start, end } of tokensOf(rich).filter((token) => isWord(token.image))) {
      const line = `${rich.slice(0, start).split('\n').length}: ${image}`;
      for (const offset of [start, (start + end) >> 1, end]) expect(hover(offset), line).not.toBe('');
    }
  });

  /** What is told at the n-th place where a text is written. */
  const told = (written: string, inside = 0): string => hover(rich.indexOf(written) + inside);

  test.each([
    ['v // by', 0, 'parameter of a function · 8, 16, 17'],
    ['by = 2', 0, 'parameter of a function · 2'],
    ['m = half', 0, 'let · 4, 8'],
    ['z) = 2', 0, 'parameter of a function · 4'],
    ['n)\n  let', 0, 'parameter · 8, 16, 17'],
    ['act = ReLU', 0, 'parameter · Sigmoid'],
    ['inner', 0, 'value · 32×32×4, 32×32×8'],
    ['shortcut = input', 0, 'value · 32×32×8'],
    ['channels, 1', 0, '**channels** · 8'],
    ['size, 3', 0, 'let · 32'],
    ['w, k', 0, 'element of the list · 8, 16'],
    ['w, k', 3, 'element of the list · 1, 3'],
    ['i * j', 0, 'index, from 0 · 0, 1'],
    ['i * j', 4, 'index, from 0 · 0, 1'],
    ['width, 3, bias', 0, 'element of the list · 16, 32'],
    ['stem -> ReLU', 0, 'value · 32×32×8'],
    ['budget\n', 0, '= 1500'],
    ['1.5K', 1, '**1.5K** = 1,500'],
    ['1_000_000_000', 1, '**1_000_000_000** = 1,000,000,000'],
    ['1e-4', 1, '**1e-4** = 0.0001'],
    ['1x3', 1, '**1x3** = [1, 3]'],
    ['1x3', 1, '**kernel** of `Conv`'],
    ['3) as stem', 0, '**kernel** of `Conv`'],
    ['10) }', 0, '**units** of `Dense`'],
    ['false) }', 1, '**bias** of `Conv`'],
    ['weight: 0.3', 0, '**weight** of `auxiliary`'],
    ['0.3', 1, '**weight** of `auxiliary`'],
    ['128', 1, '**batch**, default `128`'],
    ['0.9', 1, '**momentum** of `SGD`, default `0`'],
    ['[1, 2]', 2, '**at** of `Step`, must be given'],
    ['32x32)', 1, '**size** of `RandomCrop`'],
    ['./blocks', 1, 'declares `ConvNorm`'],
    ['ConvNorm }', 1, 'With batch norm.'],
  ])('%s + %i: %s', (place, inside, wanted) => {
    expect(told(place, inside)).toContain(wanted);
  });

  test('every sign of an expression or a flow is told of', () => {
    for (const { image, start } of tokensOf(rich)) {
      if (/^[-+*/%=<>!?]/.test(image)) expect(hover(start), image).toContain(`\`${image}\`: `);
    }
    expect(hover(rich.indexOf('convolution and'))).toBe('');
  });

  test('every entry of a recipe has its meaning and default', () => {
    for (const [key, { documentation, defaultText }] of Object.entries(recipeEntries)) {
      const said = told(`  ${key} `, 3);
      expect(said).toContain(`**${key}**, default \`${defaultText}\``);
      expect(said).toContain(documentation);
    }
  });
});

test('the examples of the keywords are right', () => {
  for (const [word, example] of Object.entries(keywordExamples)) {
    const declares = /^(?:network|block|train|import|let)\b/.test(example);
    const needed = ['on', 'train'].includes(word) ? `${keywordExamples.network}\n` : '';
    const text = declares
      ? `${needed}${example}\n`
      : `network Tried {\n  input 32x32x64\n${example.replace(/^/gm, '  ')}\n}\n`;
    const { understanding } = written(text, { 'blocks.cnn': 'block ConvUnit { ReLU }\n' });
    const errors = understanding.mistakes.filter(({ severity }) => severity === 'error');
    expect(
      errors.map(({ message }) => message),
      word,
    ).toEqual([]);
    expect(formatText(text)).toBe(text);
  }
});

test.each(
  readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cnn')),
)('every name of samples/%s', (name) => {
  const text = readFileSync(fileURLToPath(new URL(name, samples)), 'utf8');
  const uri = pathToFileURL(fileURLToPath(new URL(name, samples))).href;
  const hover = editor(uri, { [uri]: text });
  const seen = new Set<string>();
  for (const { kind, image, start } of tokensOf(text)) {
    // Each word once: for some of them, networks of a thousand layers are expanded.
    if (kind !== 'ID' || seen.has(image)) continue;
    seen.add(image);
    expect(hover(start), `${text.slice(0, start).split('\n').length}: ${image}`).not.toBe('');
  }
});
