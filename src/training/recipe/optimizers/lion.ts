import { defineOptimizer, gradientTerms } from './definition.ts';
import { decoupledDecay, lr, share } from './parameters.ts';

export const lion = defineOptimizer({
  name: 'Lion',
  documentation:
    'Steps of the same size for all weights, by the sign of a mean of the gradients; wants a rate 3 to 10 times smaller than AdamW’s, and a decay as much larger (Chen et al., 2023).',
  parameters: {
    lr: { ...lr, default: 1e-4 },
    beta1: share('How much of the mean is in the direction of a step, the rest is the gradient.', 0.9),
    beta2: share('Decay of the mean of the gradients.', 0.99),
    weightDecay: decoupledDecay,
  },
  examples: ['Lion', 'Lion(lr: 0.003, beta1: 0.8, beta2: 0.95, weight_decay: 0.5)'],
  slots: () => ['mean'],
  /** Algorithm 2 of the paper: the direction mixes the mean with this gradient, which enters the mean afterwards. */
  update({ beta1, beta2, weightDecay }, update) {
    const { weight, decays, rate, slot, updates } = update;
    const mean = slot('mean');
    updates.sign(weight, decays ? 1 - rate * weightDecay : 1, -rate, [
      { factor: beta1, value: mean },
      ...gradientTerms(update, 0, 1 - beta1),
    ]);
    updates.linear(mean, beta2, gradientTerms(update, 0, 1 - beta2));
  },
});
