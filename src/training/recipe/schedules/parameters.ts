/** Parameters that several schedules have. */
import { mostEpochs } from '../recipeBounds.ts';

export const warmup = {
  type: 'number',
  minimum: 0,
  maximum: mostEpochs,
  default: 0,
  documentation: 'Epochs over which the rate first rises in a straight line; may be a fraction.',
} as const;

export const factor = {
  type: 'number',
  above: 0,
  maximum: 10,
  documentation: 'What the learning rate is multiplied by.',
} as const;
