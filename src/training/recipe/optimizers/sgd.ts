import type { Term } from '../../engines/engine.ts';
import { defineOptimizer, gradientTerms } from './definition.ts';
import { coupledDecay, lr, momentum } from './parameters.ts';

export const sgd = defineOptimizer({
  name: 'SGD',
  documentation: 'Stochastic gradient descent, with momentum if asked for.',
  parameters: {
    lr,
    momentum,
    nesterov: { type: 'boolean', default: false, documentation: 'Nesterov’s momentum, that looks ahead.' },
    weightDecay: coupledDecay,
  },
  examples: ['SGD(0.1)', 'SGD(0.1, 0.9, weight_decay: 0.05)', 'SGD(lr: 0.1, momentum: 0.9, nesterov: true)'],
  slots: ({ momentum }) => (momentum > 0 ? ['velocity'] : []),
  /** PyTorch's form: the velocity is a sum of gradients, the rate multiplies it when it is applied. */
  update({ momentum, nesterov, weightDecay }, update) {
    const { weight, rate, slot, updates } = update;
    if (momentum === 0) return updates.linear(weight, 1, gradientTerms(update, weightDecay, -rate));
    const velocity = slot('velocity');
    updates.linear(velocity, momentum, gradientTerms(update, weightDecay));
    const ahead: Term[] = nesterov
      ? [...gradientTerms(update, weightDecay, -rate), { factor: -rate * momentum, value: velocity }]
      : [{ factor: -rate, value: velocity }];
    updates.linear(weight, 1, ahead);
  },
});
