import type { Picture } from './transform.ts';
import { defineTransform } from './transform.ts';

export const randomFlip = defineTransform({
  name: 'RandomFlip',
  documentation: 'Mirrors left and right.',
  parameters: {
    probability: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.5,
      documentation: 'How often, from 0 to 1.',
    },
  },
  examples: ['RandomFlip', 'RandomFlip(1)'],
  apply: ({ probability }, picture, random) => (random.uniform() < probability ? flip(picture) : picture),
});

function flip(picture: Picture): Picture {
  const { height, width, channels, data } = picture;
  for (let y = 0; y < height; y++) {
    for (let left = 0, right = width - 1; left < right; left++, right--) {
      const a = (y * width + left) * channels;
      const b = (y * width + right) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const kept = data[a + channel]!;
        data[a + channel] = data[b + channel]!;
        data[b + channel] = kept;
      }
    }
  }
  return picture;
}
