import { size } from './parameters.ts';
import { randomPart } from './randomPart.ts';
import { scaled, whole } from './rasters.ts';
import { defineTransform } from './transform.ts';

export const randomResizedCrop = defineTransform({
  name: 'RandomResizedCrop',
  documentation:
    'Cuts out a part of random area and shape and scales it to this size (Szegedy et al., 2015).',
  parameters: {
    size,
    area: {
      type: 'range',
      above: 0,
      maximum: 1,
      default: [0.08, 1],
      documentation: 'The part’s share of the picture, from … to.',
    },
    ratio: {
      type: 'range',
      minimum: 0.01,
      maximum: 100,
      default: [3 / 4, 4 / 3],
      documentation: 'Its width over its height, from … to.',
    },
  },
  examples: ['RandomResizedCrop(5)', 'RandomResizedCrop(4x7, area: [0.3, 0.5], ratio: [1, 2])'],
  settlesSize: true,
  size: (given) => given.size,
  apply: ({ area, ratio, ...given }, picture, random) =>
    scaled(picture, randomPart(picture, area, ratio, random) ?? whole(picture), given.size),
});
