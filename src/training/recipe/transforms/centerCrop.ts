import { size } from './parameters.ts';
import { middle, sizeOfCrop } from './rasters.ts';
import { defineTransform } from './transform.ts';

export const centerCrop = defineTransform({
  name: 'CenterCrop',
  documentation: 'Cuts out the middle.',
  parameters: { size },
  examples: ['CenterCrop(5)', 'CenterCrop(4x6)'],
  isFixed: true,
  settlesSize: true,
  size: (given, before) => sizeOfCrop('CenterCrop', given.size, before),
  apply: (given, picture) => middle(picture, given.size),
  applyToBytes: (given, picture) => middle(picture, given.size),
});
