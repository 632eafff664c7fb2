import { madeBounds } from '../../data/pictureBounds.ts';
import { fillArea } from './rasters.ts';
import { defineTransform } from './transform.ts';

export const cutout = defineTransform({
  name: 'Cutout',
  documentation: 'Blanks a square anywhere, part of it possibly outside (DeVries and Taylor, 2017).',
  parameters: {
    size: { type: 'whole', minimum: 1, maximum: madeBounds.side, documentation: 'Its side in pixels.' },
  },
  examples: ['Cutout(4)', 'Cutout(40)'],
  /** The square's centre lies in the picture, the square itself may not. */
  apply({ size }, picture, random, { fill }) {
    const top = random.below(picture.height) - Math.floor(size / 2);
    const left = random.below(picture.width) - Math.floor(size / 2);
    fillArea(picture, { top, left, height: size, width: size }, fill);
    return picture;
  },
});
