import { mostEpochs } from '../recipeBounds.ts';
import { defineSchedule } from './definition.ts';
import { factor, warmup } from './parameters.ts';

export const plateau = defineSchedule({
  name: 'Plateau',
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
  examples: ['Plateau', 'Plateau(factor: 0.5, patience: 1)'],
  state: {
    /** What the learning rate has been multiplied by so far. */
    factor: { initial: 1, minimum: 0, maximum: Infinity },
    best: { initial: null, minimum: -Infinity, maximum: Infinity },
    /** Epochs since the loss was last better than the best. */
    waited: { initial: 0, isWhole: true, minimum: 0, maximum: mostEpochs },
  },
  rate: (_, { base }, state) => base * state.factor,
  growth: ({ factor, patience }, epochs) => factor ** Math.floor((epochs - 1) / (patience + 1)),
  /** As PyTorch's ReduceLROnPlateau has it: better means by a relative 1e-4. */
  afterEpoch({ factor, patience }, state, validationLoss) {
    if (state.best === null || validationLoss < state.best * (1 - 1e-4)) {
      return { ...state, best: validationLoss, waited: 0 };
    }
    if (state.waited < patience) return { ...state, waited: state.waited + 1 };
    return { ...state, factor: state.factor * factor, waited: 0 };
  },
  stateProblem: ({ factor }) => (factor === 0 ? 'a learning rate of 0' : undefined),
});
