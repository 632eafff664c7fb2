import type { Picture } from './transform.ts';
import { defineTransform } from './transform.ts';

const strength = (of: string) =>
  ({
    type: 'number',
    minimum: 0,
    maximum: 10,
    default: 0,
    documentation: `${of} is multiplied by a number drawn from 1 - this to 1 + this.`,
  }) as const;

export const colorJitter = defineTransform({
  name: 'ColorJitter',
  documentation: 'Random brightness, contrast and saturation.',
  parameters: {
    brightness: strength('Each pixel'),
    contrast: strength('Each pixel’s distance from the picture’s mean grey'),
    saturation: strength('Each pixel’s distance from its own grey'),
  },
  examples: ['ColorJitter', 'ColorJitter(brightness: 0.4, contrast: 0.3, saturation: 2)'],
  apply({ brightness, contrast, saturation }, picture, random) {
    const around = (by: number): number => random.between(Math.max(0, 1 - by), 1 + by);
    const { data, channels } = picture;
    const light = around(brightness);
    const contrastFactor = around(contrast);
    const saturationFactor = around(saturation);
    const clamp = (value: number): number => Math.min(1, Math.max(0, value));
    for (let at = 0; at < data.length; at++) data[at] = clamp(data[at]! * light);
    let mean = 0;
    for (let at = 0; at < data.length; at += channels) mean += greyAt(picture, at);
    mean /= data.length / channels;
    for (let at = 0; at < data.length; at++) data[at] = clamp(mean + (data[at]! - mean) * contrastFactor);
    for (let at = 0; at < data.length; at += channels) {
      const grey = greyAt(picture, at);
      for (let channel = at; channel < at + channels; channel++) {
        data[channel] = clamp(grey + (data[channel]! - grey) * saturationFactor);
      }
    }
    return picture;
  },
});

/** Rec. 601 luma, for grey; the mean of the channels where there are not three. */
const luma = [0.299, 0.587, 0.114];

function greyAt({ data, channels }: Picture, at: number): number {
  let sum = 0;
  for (let channel = 0; channel < channels; channel++) {
    sum += data[at + channel]! * (channels === 3 ? luma[channel]! : 1 / channels);
  }
  return sum;
}
