/** Parameters that several transforms have. */
import { madeBounds } from '../../data/pictureBounds.ts';

const sides = {
  minimum: 1,
  maximum: madeBounds.side,
  documentation: 'Height x width in pixels, or one number for both.',
} as const;

export const size = { type: 'size', ...sides } as const;

/** One number is the shorter side. */
export const scaledSize = { type: 'sides', ...sides } as const;
