import type { Random } from '../../random.ts';
import type { Area, Raster } from './resample.ts';

type Range = readonly [from: number, to: number];

/**
 * A part of random area (its share of the picture) and shape (width over height). Ten tries as Szegedy et al.'s
 * reimplementations have it, all drawn whether used or not; undefined where none fits.
 */
export function randomPart(
  { height, width }: Raster,
  area: Range,
  ratio: Range,
  random: Random,
): Area | undefined {
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
  return part;
}
