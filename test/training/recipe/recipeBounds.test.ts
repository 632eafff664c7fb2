/** Every number of a recipe has bounds, in one table: what is written and what comes from a run's folder alike. */
import { describe, expect, it } from 'vitest';
import { parseSource } from '../../../src/language/parse.ts';
import { openProgram } from '../../../src/network/expand.ts';
import type { Recipe } from '../../../src/training/recipe/recipe.ts';
import { defaultRecipe } from '../../../src/training/recipe/recipe.ts';
import { checkRecipe } from '../../../src/training/recipe/check.ts';
import type { RecipeForm } from '../../../src/training/recipe/entries.ts';
import type { RecipeParameter } from '../../../src/training/recipe/parameter.ts';
import { recipeEntries } from '../../../src/training/recipe/entries.ts';
import { readTrain, trainDeclarations } from '../../../src/training/trainDeclaration.ts';

const network = 'network Net {\n input 32x32x3\n GlobalAvgPool -> Dense(10)\n}\n';
function read(entries: string) {
  const text = `${network}train Net on CIFAR10 {\n${entries}\n}\n`;
  const program = openProgram('file:///net.cnn', (uri) => parseSource(uri, text));
  return readTrain(program, trainDeclarations(program)[0]!);
}
const complaints = (entries: string) => read(entries).mistakes.map(({ message }) => message);

interface Place {
  readonly name: string;
  readonly parameter: RecipeParameter;
  /** The entry with this text as the value. */
  readonly entry: (value: string) => string;
}

const required = ({ parameters }: RecipeForm, but: string): string[] =>
  Object.entries(parameters)
    .filter(([name, each]) => name !== but && each.default === undefined && !each.optional)
    .map(([name, each]) => `${name}: ${valid(each)}`);

/** A value in the middle of what a parameter takes, as the source writes it. */
function valid(parameter: RecipeParameter): string {
  switch (parameter.type) {
    case 'increasing':
      return '[1, 2]';
    case 'numbers':
      return '[0.5, 0.5, 0.5]';
    case 'range':
      return '[0.5, 1]';
    case 'boolean':
      return 'true';
    default:
      return parameter.type === 'number' ? '0.5' : '2';
  }
}

const places: Place[] = Object.entries(recipeEntries).flatMap(([key, { takes, forms = {} }]): Place[] =>
  typeof takes === 'object'
    ? [{ name: key, parameter: takes, entry: (value) => `${key} ${value}` }]
    : Object.entries(forms).flatMap(([form, described]) =>
        Object.entries(described.parameters)
          .filter(([, { type }]) => type !== 'boolean')
          .map(([name, parameter]) => ({
            name: `${name} of ${form} in ${key}`,
            parameter,
            entry: (value: string) =>
              `${key} ${form}(${[`${name}: ${value}`, ...required(described, name)].join(', ')})`,
          })),
      ),
);

const asList = ({ type }: RecipeParameter, value: string): string => {
  switch (type) {
    case 'numbers':
      return `[${value}, ${value}, ${value}]`;
    case 'increasing':
      return `[${value}]`;
    case 'range':
      return `[${value}, ${value}]`;
    default:
      return value;
  }
};

describe.each(places)('$name', ({ parameter, entry }) => {
  const { minimum, maximum, above, below } = parameter;
  const given = (value: string) => complaints(entry(asList(parameter, value)));

  it('has a bound below and above', () => {
    expect([minimum ?? above, maximum ?? below].map(Number.isFinite)).toEqual([true, true]);
  });

  it.each(['-1', '-1e9', '1e12', '1e300', '1e300 * 1e300', '0 / 0'])('does not take %s', (value) => {
    const found = given(value);
    expect(found).not.toEqual([]);
    // Of what is no number at all, the arithmetic says so itself.
    if (!/[*/]/.test(value)) expect(found[0]).toMatch(/ takes .*, not .*\.$/);
  });

  it('takes its bounds, and nothing beyond', () => {
    const inside = [minimum, maximum].filter((each) => each !== undefined);
    const beyond = [above, below].filter((each) => each !== undefined);
    const ranged = (value: number) =>
      given(String(value)).filter((message) => /` (of \w+ )?takes /.test(message));
    for (const value of inside) expect(ranged(value), String(value)).toEqual([]);
    for (const value of beyond) expect(ranged(value), String(value)).toHaveLength(1);
    if (maximum !== undefined) expect(ranged(maximum + 1)).toHaveLength(1);
    if (minimum !== undefined) expect(ranged(minimum - 1)).toHaveLength(1);
  });
});

it('a learning rate that is multiplied until it is none is told', () => {
  expect(complaints('epochs 2000\nschedule Exponential(factor: 2)')).toEqual([
    'The learning rate would rise to more than a number can hold by epoch 2000: give Exponential a factor below 1.',
  ]);
  expect(complaints('epochs 100\nschedule Every(epochs: 5, factor: 10)')[0]).toContain('1.0e+16');
  expect(complaints('epochs 100\nschedule Every(epochs: 40, factor: 10)')).toEqual([]);
});

it('a flow of more steps than anybody writes is told', () => {
  expect(complaints(`augment ${Array(101).fill('RandomFlip').join(' -> ')}`)).toEqual([
    '`augment` takes 100 steps at most.',
  ]);
});

describe('a recipe that comes as data', () => {
  const whole: Recipe = read(`
    batch 32
    optimizer SGD(0.1, 0.9)
    schedule Step(at: [5, 9], warmup: 1)
    prepare Resize(36x40) -> Resize(36) -> CenterCrop(32) -> Normalize(mean: [0.5, 0.4, 0.3])
    augment Pad(4) -> RandomCrop(32x32) -> RandomResizedCrop(32) -> RandomFlip -> ColorJitter -> ColorPCA -> Cutout(8)
    loss CrossEntropy(label_smoothing: 0.1)
  `).recipe;

  it.each([
    ['the default', defaultRecipe],
    ['one with everything', whole],
    ['one without schedule', { ...whole, schedule: { kind: 'Constant', warmup: 0 } }],
    ...['Adam', 'AdamW', 'RMSProp(lr: 0.1)'].map((text) => [text, read(`optimizer ${text}`).recipe]),
    ...['Every(epochs: 3, factor: 0.5)', 'Exponential(0.9)', 'Cosine', 'OneCycle(0.4)', 'Plateau'].map(
      (text) => [text, read(`schedule ${text}`).recipe],
    ),
  ] as [string, Recipe][])('%s is read as it was kept', (_, recipe) => {
    expect(checkRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual({ ok: true, recipe });
  });

  const step = (kind: string, rest: object = {}) => ({ ...whole, prepare: [{ kind, ...rest }] });
  it.each([
    ['nothing', null, 'the recipe is no object'],
    ['a list', [], 'the recipe is no object'],
    ['a text', '{}', 'the recipe is no object'],
    ['no entries', {}, 'the recipe’s name is no text'],
    ['batch -1', { ...whole, batch: -1 }, 'batch is to be a whole number from 1 to 65,536, not -1'],
    ['a batch in quotes', { ...whole, batch: '32' }, 'batch is to be'],
    ['epochs 1e15', { ...whole, epochs: 1e15 }, 'epochs is to be'],
    ['no seed', { ...whole, seed: undefined }, 'seed is to be'],
    ['no optimizer', { ...whole, optimizer: null }, 'optimizer is no object'],
    [
      'an odd optimizer',
      { ...whole, optimizer: { kind: '__proto__' } },
      'optimizer has no "__proto__", only SGD',
    ],
    ['no rate', { ...whole, optimizer: { kind: 'SGD' } }, 'lr of SGD is to be a number above 0'],
    [
      'a rate of null',
      { ...whole, optimizer: { ...whole.optimizer, lr: null } },
      'lr of SGD is to be a number above 0',
    ],
    [
      'too much decay',
      { ...whole, optimizer: { ...whole.optimizer, weightDecay: 1e9 } },
      'weightDecay of SGD is to be a number from 0 to 10, not 1000000000',
    ],
    ['an odd schedule', { ...whole, schedule: { kind: 3 } }, 'schedule has none of Step, Every'],
    ['a schedule backwards', { ...whole, schedule: { kind: 'Step', at: [9, 5] } }, 'at of Step is to be'],
    ['endless warmup', { ...whole, schedule: { kind: 'Constant', warmup: Infinity } }, 'warmup is to be'],
    [
      'a rate that grows',
      { ...whole, epochs: 5000, schedule: { kind: 'Exponential', factor: 9 } },
      'The learning rate would rise to more than a number can hold',
    ],
    ['no list of steps', { ...whole, prepare: {} }, 'prepare is no list of steps'],
    ['too many steps', { ...whole, augment: Array(101).fill({ kind: 'RandomFlip' }) }, 'more than 100 steps'],
    ['a step of null', { ...whole, augment: [null] }, 'a step of augment is no object'],
    ['a random step in prepare', step('RandomFlip'), 'prepare has no "RandomFlip"'],
    [
      'a huge size',
      step('Resize', { size: 30_000 }),
      'size of Resize is to be a whole number from 1 to 4,096',
    ],
    ['three sizes', step('CenterCrop', { size: [1, 2, 3] }), 'size of CenterCrop is to be'],
    ['a border below 0', step('Pad', { size: -1 }), 'size of Pad is to be'],
    ['all smoothing', { ...whole, labelSmoothing: 1 }, 'labelSmoothing is to be a number from 0 to below 1'],
  ])('with %s is refused in a clause', (_, value, problem) => {
    expect(checkRecipe(value)).toMatchObject({
      ok: false,
      problem: expect.stringContaining(problem) as string,
    });
  });
});
