/** The curves of a run for the two charts. */
import type { RunSummary } from '../../src/protocol/training.ts';
import type { Chart, Curve, Point } from './curves.ts';
import { lossText } from './figures.ts';
import type { EpochPoint, RunState } from './runState.ts';

type Drawn = Pick<Chart, 'curves' | 'format' | 'empty'>;

/** Earlier runs drawn at most: more are a thicket. */
const shownRuns = 4;

export function lossCurves(
  state: RunState,
  points: readonly EpochPoint[],
  others: readonly RunSummary[],
): Drawn {
  return {
    curves: curves(state, points, others, {
      training: (point) => point.trainingLoss,
      validation: (point) => point.validationLoss,
      step: (step) => step.loss,
      label: lossText,
    }),
    format: (value) =>
      value >= 1e6
        ? value.toExponential(0)
        : value >= 10
          ? value.toFixed(0)
          : String(Number(value.toFixed(2))),
    empty: 'The curve begins with the first steps.',
  };
}

/** Of the labels that are wrong, in percent. */
export function errorCurves(
  state: RunState,
  points: readonly EpochPoint[],
  others: readonly RunSummary[],
): Drawn {
  const error = (accuracy: number): number => (1 - accuracy) * 100;
  const text = (value: number): string => `${Number(value.toFixed(1))} %`;
  return {
    curves: curves(state, points, others, {
      training: (point) => error(point.trainingAccuracy),
      validation: (point) => error(point.validationAccuracy),
      step: (step) => error(step.accuracy),
      label: text,
    }),
    format: text,
    empty: 'The curve begins with the first steps.',
  };
}

interface Read {
  training(point: EpochPoint): number;
  validation(point: EpochPoint): number;
  step(step: RunState['steps'][number]): number;
  label(value: number): string;
}

function curves(
  state: RunState,
  points: readonly EpochPoint[],
  others: readonly RunSummary[],
  read: Read,
): Curve[] {
  const byEpoch = (value: (point: EpochPoint) => number) =>
    points.map((point): Point => [point.epoch, value(point)]);
  const last = points.at(-1);
  const labelled = (name: string, value: number | undefined) =>
    value === undefined ? {} : { label: `${name} ${read.label(value)}` };
  return [
    ...others.slice(0, shownRuns).map((run): Curve => ({
      name: `${run.network}, validation`,
      role: 'other',
      points: run.curves.map((point): Point => [point.epoch, read.validation(point)]),
    })),
    {
      name: 'steps',
      role: 'steps',
      points: state.steps.map((step): Point => [step.position, read.step(step)]),
    },
    {
      name: 'training',
      role: 'training',
      points: byEpoch((point) => read.training(point)),
      ...labelled('training', last && read.training(last)),
    },
    {
      name: 'validation',
      role: 'validation',
      points: byEpoch((point) => read.validation(point)),
      ...labelled('validation', last && read.validation(last)),
    },
  ];
}
