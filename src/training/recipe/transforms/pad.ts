import { madeBounds } from '../../data/pictureBounds.ts';
import { blank } from './rasters.ts';
import { defineTransform } from './transform.ts';

export const pad = defineTransform({
  name: 'Pad',
  documentation: 'A border around the picture that is 0 for the network (the mean, once normalized).',
  parameters: {
    size: { type: 'whole', minimum: 0, maximum: madeBounds.side, documentation: 'Its width in pixels.' },
  },
  examples: ['Pad(0)', 'Pad(3)'],
  isFixed: true,
  size: ({ size }, [height, width]) => [height + 2 * size, width + 2 * size],
  apply({ size: border }, picture, _random, { fill }) {
    const { height, width, channels } = picture;
    const result = blank(height + 2 * border, width + 2 * border, channels);
    for (let at = 0; at < result.data.length; at += channels) {
      for (let channel = 0; channel < channels; channel++) result.data[at + channel] = fill[channel]!;
    }
    for (let y = 0, from = 0; y < height; y++) {
      let to = ((y + border) * result.width + border) * channels;
      for (const end = to + width * channels; to < end;) result.data[to++] = picture.data[from++]!;
    }
    return result;
  },
});
