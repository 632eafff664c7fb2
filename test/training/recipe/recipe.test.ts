import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { LookAtFolder } from '../../../src/training/data/folder/folderDescription.ts';
import { folderOf } from '../../docs/examples.ts';
import { parseSource } from '../../../src/language/parse.ts';
import { expandNetwork, openProgram } from '../../../src/network/expand.ts';
import { recipeEntries } from '../../../src/training/recipe/entries.ts';
import { signature } from '../../../src/training/recipe/values.ts';
import { readTrain, recipeMistakes, trainDeclarations } from '../../../src/training/trainDeclaration.ts';

const network = `
network Net(classes = 10, size = 32, channels = 3) {
  input [size, size, channels]
  Conv(8, 3) -> ReLU -> GlobalAvgPool -> Dense(classes) -> Softmax
}
`;
const uri = 'file:///net.cnn';
const open = (text: string) =>
  openProgram(uri, (asked) => (asked === uri ? parseSource(uri, text) : undefined));

/** The mistakes of the train declarations, each with the text that it is shown at. */
function mistakes(text: string, look?: LookAtFolder): string[] {
  const program = open(text);
  return recipeMistakes(
    program,
    (declaration, given) => {
      const expanded = expandNetwork(program, declaration, given);
      return expanded && analyse(expanded);
    },
    look,
  ).map(({ message, location }) => `${text.slice(location.start, location.end)} | ${message}`);
}
const inTrain = (entries: string) => mistakes(`${network}\ntrain Net on CIFAR10 {\n${entries}\n}\n`);

function read(entries: string) {
  const program = open(`let base = 0.2\n${network}\ntrain Net on CIFAR10 as tested {\n${entries}\n}\n`);
  return readTrain(program, trainDeclarations(program)[0]!);
}

describe('a recipe', () => {
  it('is read with its defaults, lets and arithmetic', () => {
    const { recipe, mistakes: found } = read(`
      batch 2 * 64
      epochs 164
      optimizer SGD(base / 2, 0.9, weight_decay: 1e-4)
      schedule Step(at: [82, 123])
      prepare Resize(36) -> CenterCrop(32) -> Normalize
      augment Pad(4) -> RandomCrop(32x32) -> RandomFlip
      loss CrossEntropy(label_smoothing: 0.1)
    `);
    expect(found).toEqual([]);
    expect(recipe).toEqual({
      name: 'tested',
      batch: 128,
      epochs: 164,
      seed: 1,
      optimizer: { kind: 'SGD', lr: 0.1, momentum: 0.9, nesterov: false, weightDecay: 1e-4 },
      schedule: { kind: 'Step', at: [82, 123], factor: 0.1, warmup: 0 },
      prepare: [{ kind: 'Resize', size: 36 }, { kind: 'CenterCrop', size: [32, 32] }, { kind: 'Normalize' }],
      augment: [
        { kind: 'Pad', size: 4 },
        { kind: 'RandomCrop', size: [32, 32] },
        { kind: 'RandomFlip', probability: 0.5 },
      ],
      labelSmoothing: 0.1,
    });
  });

  it('takes every form of the table with its required arguments', () => {
    const values: Record<string, string> = {
      lr: '0.1',
      at: '[1, 2]',
      factor: '0.5',
      epochs: '2',
      peak: '0.4',
      size: '16',
    };
    for (const [key, entry] of Object.entries(recipeEntries)) {
      for (const [name, form] of Object.entries(entry.forms ?? {})) {
        const given = Object.entries(form.parameters)
          .filter(([, parameter]) => parameter.default === undefined && !parameter.optional)
          .map(([parameter]) => `${parameter}: ${values[parameter]}`);
        const text = given.length === 0 ? name : `${name}(${given.join(', ')})`;
        expect(read(`${key} ${text}`).mistakes, text).toEqual([]);
        expect(signature(name, form)).toContain(name);
      }
    }
  });

  it.each([
    ['optimiser SGD(lr: 0.1)', 'optimiser | There is no entry `optimiser` here. Did you mean `optimizer`?'],
    ['batch 12.5', '12.5 | `batch` takes a whole number from 1 to 65,536, not 12.5.'],
    ['batch 0', '0 | `batch` takes a whole number from 1 to 65,536, not 0.'],
    ['epochs many', 'many | '],
    ['batch 2\nbatch 3', 'batch | `batch` is given twice.'],
    ['lr 0.1', 'lr | `lr` is an argument of `optimizer`: write `optimizer SGD(lr: …)`.'],
    ['optimizer SDG(lr: 0.1)', 'SDG | There is no optimizer `SDG` here. Did you mean `SGD`?'],
    [
      'optimizer SGD(momentum: 0.9)',
      'SGD(momentum: 0.9) | SGD(lr, momentum: 0, nesterov: false, weight_decay: 0) needs `lr`: a number above 0, at most 1,000.',
    ],
    [
      'optimizer SGD(0.1, momentun: 0.9)',
      'momentun | There is no argument `momentun` here. Did you mean `momentum`?',
    ],
    ['optimizer SGD(lr: "fast")', '"fast" | `lr` of SGD takes a number above 0, at most 1,000, not fast.'],
    [
      'optimizer SGD(0.1, 0.9, true)',
      'true | Only the first two arguments may stand without their names: write `nesterov: …`.',
    ],
    ['optimizer SGD(0.1, lr: 0.2)', 'lr: 0.2 | `lr` is given twice.'],
    [
      'schedule Step(at: [82, 40], factor: 0.1)',
      '[82, 40] | `at` of Step takes a list of whole numbers from 1 to 100,000 that increase, as in [82, 123], not [82, 40].',
    ],
    [
      'epochs 100\nschedule Step(at: [82, 123], factor: 0.1)',
      'Step(at: [82, 123], factor: 0.1) | The learning rate is to change after epoch 123, but training ends after 100.',
    ],
    [
      'epochs 3\nschedule Cosine(warmup: 3)',
      'Cosine(warmup: 3) | The warmup takes 3 epochs, but training ends after 3.',
    ],
    ['prepare RandomFlip', 'RandomFlip | There is no step `RandomFlip` here'],
    ['augment Pad(4) -> RandomCrop(32x32) as cropped', 'cropped | A step of a recipe takes no name.'],
    [
      'augment RandomCrop(40)',
      'RandomCrop(40) | RandomCrop(40x40) is larger than the 32x32 pictures that it is given.',
    ],
    [
      'augment RandomCrop(24)',
      'RandomCrop(24) | The pictures are 24x24 once augmented, but Net takes 32x32: crop them to 32x32.',
    ],
    [
      'prepare Resize(16)',
      'Resize(16) | The pictures of CIFAR-10 are 16x16 once prepared, but Net takes 32x32',
    ],
    [
      'prepare Normalize(mean: [0.5])',
      'Normalize(mean: [0.5]) | Normalize takes 3 numbers, one a channel of CIFAR-10.',
    ],
  ])('with %s is a mistake there', (entries, expected) => {
    const found = inTrain(entries);
    expect(found).toHaveLength(1);
    expect(found[0]!.startsWith(expected)).toBe(true);
  });

  it.each([
    ['train Nett on CIFAR10 {\n}', 'Nett | There is no network Nett here; did you mean Net?'],
    ['train Net on CIFAR_10 {\n}', 'CIFAR_10 | There is no data set CIFAR_10 here; did you mean CIFAR10?'],
    [
      'train Net(clases: 10) on CIFAR10 {\n}',
      'clases | There is no parameter clases here; did you mean classes?',
    ],
    [
      'train Net(classes: 100) on CIFAR10 {\n}',
      'Net | Net gives 100 class scores, but CIFAR-10 has 10 classes: train Net(classes: 10).',
    ],
    ['train Net(size: 64) on CIFAR10 {\n}', 'Net | The pictures of CIFAR-10 are 32x32, but Net takes 64x64'],
    [
      'train Net(channels: 1) on CIFAR10 {\n}',
      'Net | Net takes one channel, but the pictures of CIFAR-10 have 3: begin it with input 32x32x3.',
    ],
    [
      'network Map {\n input 32x32x3\n Conv(10, 3)\n}\ntrain Map on CIFAR10 {\n}',
      'Map | Map ends in 32x32x10, not in a vector of class scores',
    ],
    [
      'train Net on CIFAR10 as a {\n}\ntrain Net on CIFAR10 as a {\n}',
      'a | There is already a recipe a in this file.',
    ],
  ])('%s is a mistake at the smallest range', (text, expected) => {
    const found = mistakes(`${network}\n${text}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]!.startsWith(expected)).toBe(true);
  });

  it('tells the name of a data set in quotes from a folder', () => {
    const entries = '{ batch 8 }';
    expect(mistakes(`${network}\ntrain Net on "CIFAR10" ${entries}\n`)).toEqual([
      '"CIFAR10" | CIFAR10 is a data set’s name, which stands without quotes; a text in quotes is a folder.',
    ]);
    expect(mistakes(`${network}\ntrain Net on "./birds" ${entries}\n`)).toEqual([]); // not looked at yet
  });

  it('fits smaller inputs by cropping, and larger ones once resized', () => {
    expect(mistakes(`${network}\ntrain Net(size: 28) on CIFAR10 {\n}\n`)).toEqual([]);
    expect(
      mistakes(`${network}\ntrain Net(size: 64) on CIFAR10 {\nprepare Resize(64x64) -> Normalize\n}\n`),
    ).toEqual([]);
  });
});

describe('a recipe on a folder', () => {
  const birds = folderOf('/birds', ['eagle', 'owl', 'wren']);
  const onBirds = (entries: string, given = 'classes: 3', path = './birds') =>
    mistakes(`${network}\ntrain Net(${given}) on "${path}" {\n${entries}\n}\n`, (asked) =>
      asked === '/birds' ? birds : { kind: 'unreadable', path: asked, code: 'ENOENT' },
    );

  it.each([
    ['prepare Resize(32x32)', 'classes: 3'],
    ['prepare Resize(36) -> Normalize\naugment RandomCrop(32) -> RandomFlip', 'classes: 3'],
    ['prepare CenterCrop(200)', 'classes: 3'],
    ['augment RandomResizedCrop(32)', 'classes: 3'],
    ['prepare Resize(32x32) -> Normalize(mean: [0.5], deviation: [0.2])', 'classes: 3, channels: 1'],
  ])('with %s fits', (entries, given) => expect(onBirds(entries, given)).toEqual([]));

  it.each([
    [
      '',
      'classes: 3',
      '"./birds" | The pictures of birds have different sizes (300x400 to 640x480), and Net takes 32x32: bring them to one (prepare Resize(32x32) -> Normalize).',
    ],
    [
      'augment RandomCrop(32)',
      'classes: 3',
      '"./birds" | The pictures of birds have different sizes (300x400 to 640x480)',
    ],
    [
      'augment RandomResizedCrop(320)',
      'classes: 3, size: 320',
      'Net | Some pictures of birds are 300x400, but Net takes 320x320',
    ],
    [
      'prepare CenterCrop(310)',
      'classes: 3',
      'CenterCrop(310) | CenterCrop(310x310) is larger than the 300x400 pictures',
    ],
    [
      'prepare Resize(32x32)',
      'classes: 10',
      'Net | Net gives 10 class scores, but birds has 3 classes: train Net(classes: 3).',
    ],
    [
      'prepare Resize(32x32)',
      'classes: 3, channels: 2',
      'Net | Net takes 2 channels, but the pictures of birds are taken as grey (1) or colour (3)',
    ],
    [
      'prepare Resize(32x32) -> Normalize(mean: [0.5, 0.5, 0.5], deviation: [0.2, 0.2, 0.2])',
      'classes: 3, channels: 1',
      'Resize(32x32) -> Normalize(mean: [0.5, 0.5, 0.5], deviation: [0.2, 0.2, 0.2]) | Normalize takes one number',
    ],
  ])('with %s and %s is a mistake', (entries, given, expected) => {
    const found = onBirds(entries, given);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it('is looked for beside the file, or where its path says', () => {
    expect(onBirds('', 'classes: 3', './brids')[0]).toContain('"./brids" | There is no folder /brids');
    expect(onBirds('prepare Resize(32)', 'classes: 3', '/birds')).toEqual([]);
    expect(onBirds('prepare Resize(32)', 'classes: 3', 'birds')).toEqual([]);
    expect(onBirds('', 'classes: 3', '')[0]).toContain('The path of a folder of pictures is missing');
  });

  it('needs a file on disk', () => {
    const program = openProgram('untitled:net', (asked) =>
      parseSource(asked, `${network}\ntrain Net on "./birds" {\n}\n`),
    );
    const [found] = recipeMistakes(
      program,
      () => undefined,
      () => birds,
    );
    expect(found?.message).toMatch(/not on a disk of this machine: save it in a folder on disk/);
  });
});
