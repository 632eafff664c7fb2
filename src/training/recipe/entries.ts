/**
 * What may stand in a `train` declaration: its entries, the forms that each takes, their arguments with
 * types, defaults and documentation. Checks, hover and completion read this one table; what stands on the shelves beside
 * comes from their catalogues.
 */
import type { RecipeParameter, ShelfThing } from './parameter.ts';
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

/** More steps on a picture are nobody's recipe. */
export const mostSteps = 100;

/** No rate beyond is of use to any optimizer; what it makes of weights is no number after a few steps. */
export const largestRate = 1000;

const lr: RecipeParameter = {
  type: 'number',
  above: 0,
  maximum: largestRate,
  documentation: 'The learning rate that the schedule starts from.',
};
const share = (documentation: string, value: number): RecipeParameter => ({
  type: 'number',
  minimum: 0,
  below: 1,
  default: value,
  documentation,
});
const momentum: RecipeParameter = {
  type: 'number',
  minimum: 0,
  below: 1,
  default: 0,
  documentation: 'How much of the last update is kept, from 0 to below 1.',
};
const epsilon: RecipeParameter = {
  type: 'number',
  above: 0,
  maximum: 1,
  default: 1e-8,
  documentation: 'Added to the divisor, so that it is never 0.',
};
const decay = (value: number, how: string): RecipeParameter => ({
  type: 'number',
  minimum: 0,
  maximum: 10,
  default: value,
  documentation: how,
});
const coupled = 'L2 penalty: this times the weight is added to its gradient.';

const adam = (weightDecay: RecipeParameter, lead: string): RecipeForm => ({
  documentation: lead,
  parameters: {
    lr: { ...lr, default: 1e-3 },
    beta1: share('Decay of the mean of the gradients.', 0.9),
    beta2: share('Decay of the mean of their squares.', 0.999),
    epsilon,
    weight_decay: weightDecay,
  },
});

const optimizers: Readonly<Record<string, RecipeForm>> = {
  SGD: {
    documentation: 'Stochastic gradient descent, with momentum if asked for.',
    parameters: {
      lr,
      momentum,
      nesterov: { type: 'boolean', default: false, documentation: 'Nesterov’s momentum, that looks ahead.' },
      weight_decay: decay(0, coupled),
    },
  },
  Adam: adam(
    decay(0, coupled),
    'Kingma and Ba (2015): a step size a weight, from running means of its gradients.',
  ),
  AdamW: adam(
    decay(0.01, 'Decoupled: each step takes lr times this off the weight itself.'),
    'Adam with decoupled weight decay (Loshchilov and Hutter, 2019).',
  ),
  RMSProp: {
    documentation: 'Divides each gradient by the root of a running mean of its squares (Hinton, 2012).',
    parameters: {
      lr,
      rho: share('Decay of the mean of the squared gradients.', 0.9),
      momentum,
      epsilon,
      weight_decay: decay(0, coupled),
    },
  },
};

const mostEpochs = 100_000;
const warmup: RecipeParameter = {
  type: 'number',
  minimum: 0,
  maximum: mostEpochs,
  default: 0,
  documentation: 'Epochs over which the rate first rises in a straight line; may be a fraction.',
};
const factor: RecipeParameter = {
  type: 'number',
  above: 0,
  maximum: 10,
  documentation: 'What the learning rate is multiplied by.',
};
const schedules: Readonly<Record<string, RecipeForm>> = {
  Step: {
    documentation: 'Multiplies the rate by `factor` after each of the epochs in `at`.',
    parameters: {
      at: {
        type: 'increasing',
        minimum: 1,
        maximum: mostEpochs,
        documentation: 'Numbers of epochs, increasing: `[82, 123]`.',
      },
      factor: { ...factor, default: 0.1 },
      warmup,
    },
  },
  Every: {
    documentation: 'Multiplies the rate by `factor` after every so many epochs.',
    parameters: {
      epochs: {
        type: 'whole',
        minimum: 1,
        maximum: mostEpochs,
        documentation: 'Epochs between two changes.',
      },
      factor,
      warmup,
    },
  },
  Exponential: {
    documentation: 'Multiplies the rate by `factor` after every epoch.',
    parameters: { factor, warmup },
  },
  Cosine: {
    documentation: 'Falls along half a cosine to `to` at the last step (Loshchilov and Hutter, 2017).',
    parameters: {
      to: {
        type: 'number',
        minimum: 0,
        maximum: largestRate,
        default: 0,
        documentation: 'The learning rate at the end.',
      },
      warmup,
    },
  },
  OneCycle: {
    documentation:
      'Rises from a 25th of `peak` to `peak` over the first 30 % of the steps, then falls to almost 0 (Smith, 2018).',
    parameters: { peak: { ...lr, documentation: 'The largest learning rate.' }, warmup },
  },
  Plateau: {
    documentation:
      'Multiplies the rate by `factor` when the validation loss has not fallen for `patience` epochs.',
    parameters: {
      factor: { ...factor, default: 0.1 },
      patience: {
        type: 'whole',
        minimum: 0,
        maximum: mostEpochs,
        default: 10,
        documentation: 'Epochs without a better loss.',
      },
      warmup,
    },
  },
};

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
    forms: optimizers,
    defaultText: 'AdamW(lr: 1e-3, weight_decay: 0.01)',
  },
  schedule: {
    documentation: 'How the learning rate changes, counted in epochs. Without it, it stays.',
    takes: 'form',
    forms: schedules,
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
