/**
 * What may stand in a `train` declaration: its entries, the forms that each takes, their arguments with
 * types, defaults and documentation. Checks, hover and completion read this one table; what stands on the shelves beside
 * comes from their catalogues.
 */
import type { RecipeParameter, ShelfThing } from './parameter.ts';
import { optimizers } from './optimizers/catalogue.ts';
import { mostEpochs } from './recipeBounds.ts';
import { schedules } from './schedules/catalogue.ts';
import { transforms } from './transforms/catalogue.ts';
import { writtenName } from './writtenName.ts';

/** `SGD(lr, momentum: 0, …)`. The first two arguments may be positional. */
export interface RecipeForm {
  readonly documentation: string;
  readonly parameters: Readonly<Record<string, RecipeParameter>>;
}

export interface RecipeEntryForm {
  readonly documentation: string;
  /** A plain value, one of the forms, or a flow of them. */
  readonly takes: RecipeParameter | 'form' | 'flow';
  readonly forms?: Readonly<Record<string, RecipeForm>>;
  /** As the source would write it. */
  readonly defaultText: string;
}

/** Forms by name, arguments by the names that are written. */
const formsOf = (things: readonly ShelfThing[]): Readonly<Record<string, RecipeForm>> =>
  Object.fromEntries(
    things.map(({ name, documentation, parameters }) => {
      const written = Object.entries(parameters).map(
        ([key, parameter]) => [writtenName(key), parameter] as const,
      );
      return [name, { documentation, parameters: Object.fromEntries(written) }];
    }),
  );

/** By key, in the order in which they are usually written. */
export const recipeEntries: Readonly<Record<string, RecipeEntryForm>> = {
  batch: {
    documentation: 'Images in a step. A last batch with fewer is left out of the epoch.',
    takes: { type: 'whole', minimum: 1, maximum: 65_536, documentation: 'Images in a step.' },
    defaultText: '128',
  },
  epochs: {
    documentation: 'How often all training images are seen.',
    takes: { type: 'whole', minimum: 1, maximum: mostEpochs, documentation: 'Epochs.' },
    defaultText: '30',
  },
  seed: {
    documentation:
      'Fixes initial weights, order, augmentation and dropout: the same seed repeats a training.',
    takes: { type: 'whole', minimum: 0, maximum: 2 ** 31, documentation: 'Any whole number.' },
    defaultText: '1',
  },
  optimizer: {
    documentation: 'How gradients change the weights.',
    takes: 'form',
    forms: formsOf(optimizers),
    defaultText: 'AdamW(lr: 1e-3, weight_decay: 0.01)',
  },
  schedule: {
    documentation: 'How the learning rate changes, counted in epochs. Without it, it stays.',
    takes: 'form',
    forms: formsOf(schedules.filter(({ isUnsaid }) => !isUnsaid)),
    defaultText: 'none',
  },
  prepare: {
    documentation: 'What is done to every picture, in training and evaluation.',
    takes: 'flow',
    forms: formsOf(transforms.filter(({ isFixed }) => isFixed)),
    defaultText: 'Normalize',
  },
  augment: {
    documentation: 'What is done to a picture in training only, after `prepare`.',
    takes: 'flow',
    forms: formsOf(transforms),
    defaultText: 'none',
  },
  loss: {
    documentation: 'What is minimized. A final `Softmax` of the network is part of it, computed stably.',
    takes: 'form',
    forms: {
      CrossEntropy: {
        documentation: 'Cross entropy of the class scores.',
        parameters: {
          label_smoothing: {
            type: 'number',
            minimum: 0,
            below: 1,
            default: 0,
            documentation: 'The share of the target spread over all classes (Szegedy et al., 2015).',
          },
        },
      },
    },
    defaultText: 'CrossEntropy(label_smoothing: 0)',
  },
};
