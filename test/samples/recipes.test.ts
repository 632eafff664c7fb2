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
    ['preactivationCifar10.cnn', 'paper'],
    ['quickCifar10.cnn', 'quick'],
    ['resnet20.cnn', 'paper'],
    ['resnetCifar10.cnn', 'paper'],
    ['resnetCifar10.cnn', 'plain'],
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
