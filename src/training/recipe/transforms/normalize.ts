import { defineTransform } from './transform.ts';

const documentation = 'One a channel, of pixels from 0 to 1.';

export const normalize = defineTransform({
  name: 'Normalize',
  documentation:
    'Subtracts the mean and divides by the standard deviation, a channel each; without arguments those of the training images. Applied last, wherever it stands.',
  parameters: {
    mean: { type: 'numbers', optional: true, minimum: 0, maximum: 1, documentation },
    deviation: { type: 'numbers', optional: true, minimum: 0.001, maximum: 10, documentation },
  },
  examples: [
    'Normalize',
    'Normalize(mean: [0.5, 0.4, 0.3])',
    'Normalize([0.5, 0.4, 0.3], deviation: [0.2, 0.2, 0.3])',
  ],
  isFixed: true,
  normalization: ({ mean, deviation }) => ({ ...(mean && { mean }), ...(deviation && { deviation }) }),
});
