import { defineOptimizer, gradientTerms } from './definition.ts';
import { coupledDecay, epsilon, lr, momentum, share } from './parameters.ts';

export const rmsProp = defineOptimizer({
  name: 'RMSProp',
  documentation: 'Divides each gradient by the root of a running mean of its squares (Hinton, 2012).',
  parameters: {
    lr,
    rho: share('Decay of the mean of the squared gradients.', 0.9),
    momentum,
    epsilon,
    weightDecay: coupledDecay,
  },
  examples: ['RMSProp(0.01)', 'RMSProp(0.01, rho: 0.8, momentum: 0.9, epsilon: 1e-3, weight_decay: 0.05)'],
  slots: ({ momentum }) => (momentum > 0 ? ['square', 'velocity'] : ['square']),
  update({ rho, momentum, epsilon, weightDecay }, update) {
    const { weight, rate, slot, updates } = update;
    const numerator = gradientTerms(update, weightDecay);
    const square = slot('square');
    updates.square(square, rho, 1 - rho, numerator);
    const by = { numerator, square, correction: 1, epsilon };
    if (momentum === 0) return updates.quotient(weight, 1, { ...by, factor: -rate });
    const velocity = slot('velocity');
    updates.quotient(velocity, momentum, { ...by, factor: 1 });
    updates.linear(weight, 1, [{ factor: -rate, value: velocity }]);
  },
});
