import type { Random } from '../../random.ts';
import { size } from './parameters.ts';
import { scaled, whole } from './rasters.ts';
import type { Area } from './resample.ts';
import type { Picture } from './transform.ts';
import { defineTransform } from './transform.ts';

type Range = readonly [from: number, to: number];

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
    scaled(picture, randomPart(picture, area, ratio, random), given.size),
});

/** Ten tries as Szegedy et al.'s reimplementations have it, all drawn whether used or not; then the whole picture. */
function randomPart(picture: Picture, area: Range, ratio: Range, random: Random): Area {
  const { height, width } = picture;
  let part: Area | undefined;
  for (let attempt = 0; attempt < 10; attempt++) {
    const pixels = height * width * random.between(...area);
    const proportion = Math.exp(random.between(Math.log(ratio[0]), Math.log(ratio[1])));
    const top = random.uniform();
    const left = random.uniform();
    const partWidth = Math.round(Math.sqrt(pixels * proportion));
    const partHeight = Math.round(Math.sqrt(pixels / proportion));
    if (part || partWidth < 1 || partHeight < 1 || partWidth > width || partHeight > height) continue;
    part = {
      top: Math.floor(top * (height - partHeight + 1)),
      left: Math.floor(left * (width - partWidth + 1)),
      height: partHeight,
      width: partWidth,
    };
  }
  return part ?? whole(picture);
}
