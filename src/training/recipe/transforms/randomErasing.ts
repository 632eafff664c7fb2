import { randomPart } from './randomPart.ts';
import { fillArea } from './rasters.ts';
import { defineTransform } from './transform.ts';

export const randomErasing = defineTransform({
  name: 'RandomErasing',
  documentation:
    'Blanks a rectangle of random area and shape that lies in the picture (Zhong et al., 2020): it is 0 for the network.',
  parameters: {
    probability: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.5,
      documentation: 'How often, from 0 to 1.',
    },
    area: {
      type: 'range',
      above: 0,
      maximum: 1,
      default: [0.02, 0.33],
      documentation: 'The rectangle’s share of the picture, from … to.',
    },
    ratio: {
      type: 'range',
      minimum: 0.01,
      maximum: 100,
      default: [0.3, 3.3],
      documentation: 'Its width over its height, from … to.',
    },
  },
  examples: ['RandomErasing', 'RandomErasing(1, area: [0.2, 0.4], ratio: [0.5, 2])', 'RandomErasing(0)'],
  apply({ probability, area, ratio }, picture, random, { fill }) {
    const isDone = random.uniform() < probability;
    const part = randomPart(picture, area, ratio, random);
    if (isDone && part) fillArea(picture, part, fill);
    return picture;
  },
});
