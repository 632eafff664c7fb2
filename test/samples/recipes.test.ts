/** The samples' recipes, as the trainer reads them. */
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { expandNetwork } from '../../src/network/expand.ts';
import { readTrain, recipeMistakes, trainDeclarations } from '../../src/training/trainDeclaration.ts';
import { programOf, samples } from './sample.ts';

const recipes = samples.flatMap((sample) => {
  const program = programOf(sample);
  return trainDeclarations(program).map((declaration) => ({ sample, read: readTrain(program, declaration) }));
});

test('the small networks bring one', () => {
  expect(recipes.map(({ sample, read }) => [sample, read.recipe.name])).toEqual([
    ['densenetCifar10.cnn', 'paper'],
    ['fractalnet.cnn', 'paper'],
    ['ninCifar10.cnn', 'paper'],
    ['preactivationCifar10.cnn', 'paper'],
    ['quickCifar10.cnn', 'quick'],
    ['resnet20.cnn', 'paper'],
    ['resnetCifar10.cnn', 'paper'],
    ['resnetCifar10.cnn', 'plain'],
    ['resnextCifar10.cnn', 'paper'],
    ['seResnetCifar10.cnn', 'paper'],
    ['stochasticDepth.cnn', 'paper'],
    ['wideResnetCifar10.cnn', 'paper'],
  ]);
});

test.each(samples)('%s: no recipe has a mistake, and its network fits its data set', (sample) => {
  const program = programOf(sample);
  const mistakes = recipeMistakes(program, (network, given) =>
    analyse(expandNetwork(program, network, given)!),
  );
  expect(mistakes.map(({ message }) => message)).toEqual([]);
});

test('ResNet-20’s is that of He et al., 2015, section 4.2', () => {
  const { recipe } = recipes.find(({ sample }) => sample === 'resnet20.cnn')!.read;
  expect(recipe).toMatchObject({
    batch: 128,
    optimizer: { kind: 'SGD', lr: 0.1, momentum: 0.9, nesterov: false, weightDecay: 1e-4 },
    augment: [
      { kind: 'Pad', size: 4 },
      { kind: 'RandomCrop', size: [32, 32] },
      { kind: 'RandomFlip', probability: 0.5 },
    ],
    labelSmoothing: 0,
  });
  // "divide it by 10 at 32k and 48k iterations, and terminate training at 64k", of 50,000 pictures.
  const epoch = 50_000 / 128;
  expect(recipe.schedule).toMatchObject({
    kind: 'Step',
    at: [Math.round(32_000 / epoch), Math.round(48_000 / epoch)],
    factor: 0.1,
  });
  expect(recipe.epochs).toBe(Math.round(64_000 / epoch));
});

/** Batch, epochs, SGD (rate, momentum, Nesterov's, decay), and how the rate falls, in the papers' words. */
const published: readonly (readonly [string, string, object, object])[] = [
  [
    'densenetCifar10.cnn',
    'Huang et al., 2017, section 4.2: 64, 300 epochs, "divided by 10 at 50% and 75% of the total"',
    { batch: 64, epochs: 300, optimizer: { lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 1e-4 } },
    { kind: 'Step', at: [150, 225], factor: 0.1, warmup: 0 },
  ],
  [
    'fractalnet.cnn',
    'Larsson et al., 2017, section 4: 100, 400 epochs, by 10 "whenever the number of remaining epochs halves"',
    { batch: 100, epochs: 400, optimizer: { lr: 0.02, momentum: 0.9, nesterov: false, weightDecay: 0 } },
    { kind: 'Step', at: [200, 300, 350, 375], factor: 0.1, warmup: 0 },
  ],
  [
    'ninCifar10.cnn',
    'Lin et al., 2013, section 4.1: 128, by 10 when the accuracy stops improving; the rest from their Caffe files',
    { batch: 128, epochs: 307, optimizer: { lr: 0.1, momentum: 0.9, nesterov: false, weightDecay: 1e-4 } },
    { kind: 'Plateau', factor: 0.1, warmup: 0 },
  ],
  [
    'preactivationCifar10.cnn',
    'He et al., 2016: as in 2015, warmed up for 400 steps',
    { batch: 128, epochs: 164, optimizer: { lr: 0.1, momentum: 0.9, nesterov: false, weightDecay: 1e-4 } },
    { kind: 'Step', at: [82, 123], factor: 0.1, warmup: 1 },
  ],
  [
    'resnextCifar10.cnn',
    'Xie et al., 2017, appendix A: 128, 300 epochs, "reducing the learning rate at the 150-th and 225-th epoch"',
    { batch: 128, epochs: 300, optimizer: { lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4 } },
    { kind: 'Step', at: [150, 225], factor: 0.1, warmup: 0 },
  ],
  [
    'seResnetCifar10.cnn',
    'Hu et al., 2019, section 5.2: as the paper of the network without gates (He et al., 2016)',
    { batch: 128, epochs: 164, optimizer: { lr: 0.1, momentum: 0.9, nesterov: false, weightDecay: 1e-4 } },
    { kind: 'Step', at: [82, 123], factor: 0.1, warmup: 1 },
  ],
  [
    'stochasticDepth.cnn',
    'Huang et al., 2016, section 4: 128, 500 epochs, by 10 after 250 and 375',
    { batch: 128, epochs: 500, optimizer: { lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 1e-4 } },
    { kind: 'Step', at: [250, 375], factor: 0.1, warmup: 0 },
  ],
  [
    'wideResnetCifar10.cnn',
    'Zagoruyko & Komodakis, 2016, section 3: 128, 200 epochs, "dropped by 0.2 at 60, 120 and 160 epochs"',
    { batch: 128, epochs: 200, optimizer: { lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4 } },
    { kind: 'Step', at: [60, 120, 160], factor: 0.2, warmup: 0 },
  ],
];

test.each(published)('%s: %s', (sample, _source, recipe, schedule) => {
  const { read } = recipes.find((one) => one.sample === sample)!;
  expect(read.recipe).toMatchObject({ ...recipe, labelSmoothing: 0 });
  expect(read.recipe.schedule).toMatchObject(schedule);
  expect(read.recipe.augment.map(({ kind }) => kind)).toEqual(['Pad', 'RandomCrop', 'RandomFlip']);
});
