import type { FieldStep } from '../layers/layer.ts';
import type { Pair } from '../layers/tensorOps.ts';
import type { StepPattern } from './patterns.ts';
import { commonDivisor, longestPeriod } from './patterns.ts';

/** The steps that are told by windows along each axis. */
export type WindowedStep = Extract<FieldStep, { kind: 'window' | 'repeat' | 'spread' | 'share' }>;

/** A step along height (0) or width (1); undefined where its period is too long. */
export function alongAxis(step: WindowedStep, axis: 0 | 1): StepPattern | undefined {
  switch (step.kind) {
    case 'window': {
      const apart = step.dilation?.[axis] ?? 1;
      const counts = [(step.kernel[axis] - 1) / apart + 1];
      return { period: 1, shift: step.stride[axis], starts: [-step.padding[axis]], counts, step: apart };
    }
    case 'repeat': {
      const factor = step.factor[axis];
      if (factor > longestPeriod) return undefined;
      return {
        period: factor,
        shift: 1,
        starts: new Array<number>(factor).fill(0),
        counts: new Array<number>(factor).fill(1),
        step: 1,
      };
    }
    case 'spread':
      return spread(step.taps[axis], step.dilation[axis], step.stride[axis], step.cropped[axis]);
    case 'share':
      return shares(step.input[axis], step.output[axis]);
  }
}

/** Whether a step is the same along both axes. */
export function isSquare(step: WindowedStep): boolean {
  return Object.values(step).every((pair) => typeof pair === 'string' || isEqual(pair));
}

const isEqual = ([height, width]: Pair) => height === width;

/** Unit `y` is reached from unit `i` of the input by the tap `t` where y + cropped = stride * i + dilation * t. */
function spread(taps: number, dilation: number, stride: number, cropped: number): StepPattern | undefined {
  if (stride > longestPeriod) return undefined;
  const divisor = commonDivisor(stride, dilation);
  // From one tap that reaches a unit to the next, and so many units of the input further back.
  const [tapsApart, apart] = [stride / divisor, dilation / divisor];
  const starts: number[] = [];
  const counts: number[] = [];
  for (let unit = 0; unit < stride; unit++) {
    const place = unit + cropped;
    let tap = 0;
    while (tap < tapsApart && (place - dilation * tap) % stride !== 0) tap++;
    const count = tap < tapsApart && tap < taps ? Math.floor((taps - 1 - tap) / tapsApart) + 1 : 0;
    counts.push(count);
    starts.push((place - dilation * tap) / stride - Math.max(0, count - 1) * apart);
  }
  return { period: stride, shift: 1, starts, counts, step: apart };
}

function shares(size: number, count: number): StepPattern | undefined {
  const divisor = commonDivisor(size, count);
  const period = count / divisor;
  if (period > longestPeriod) return undefined;
  const starts: number[] = [];
  const counts: number[] = [];
  for (let unit = 0; unit < period; unit++) {
    const start = Math.floor((unit * size) / count);
    starts.push(start);
    counts.push(Math.ceil(((unit + 1) * size) / count) - start);
  }
  return { period, shift: size / divisor, starts, counts, step: 1 };
}
