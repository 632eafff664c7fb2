import { defineTransform } from './transform.ts';

export const colorPCA = defineTransform({
  name: 'ColorPCA',
  documentation:
    'Shifts the colours along the principal components of the training images’ (Krizhevsky et al., 2012).',
  parameters: {
    deviation: {
      type: 'number',
      minimum: 0,
      maximum: 10,
      default: 0.1,
      documentation: 'Standard deviation of the shift, in those components’ own.',
    },
  },
  examples: ['ColorPCA', 'ColorPCA(0.5)'],
  needsComponents: true,
  /** Adds a multiple of each principal component, one for the whole picture. */
  apply({ deviation }, picture, random, { components }) {
    if (!components) throw new Error('ColorPCA without principal components');
    const { data, channels } = picture;
    const added = new Float64Array(channels);
    for (const [index, vector] of components.vectors.entries()) {
      const amount = random.normal() * deviation * components.deviations[index]!;
      for (let channel = 0; channel < channels; channel++) added[channel]! += amount * vector[channel]!;
    }
    for (let at = 0; at < data.length; at += channels) {
      for (let channel = 0; channel < channels; channel++) data[at + channel]! += added[channel]!;
    }
    return picture;
  },
});
