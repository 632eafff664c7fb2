import { size } from './parameters.ts';
import { crop, sizeOfCrop } from './rasters.ts';
import { defineTransform } from './transform.ts';

export const randomCrop = defineTransform({
  name: 'RandomCrop',
  documentation: 'Cuts out a part of this size, anywhere.',
  parameters: { size },
  examples: ['RandomCrop(5)', 'RandomCrop(4x6)'],
  size: (given, before) => sizeOfCrop('RandomCrop', given.size, before),
  apply(given, picture, random) {
    const [height, width] = given.size;
    const top = random.below(picture.height - height + 1);
    return crop(picture, top, random.below(picture.width - width + 1), given.size);
  },
});
