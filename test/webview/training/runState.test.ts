import { describe, expect, test } from 'vitest';
import type {
  EpochEvent,
  RunSummary,
  StartedEvent,
  StepEvent,
  TrainingEvent,
} from '../../../src/protocol/training.ts';
import { trainingEvent } from '../../../src/protocol/trainingChecks.ts';
import { duration, lossText, rateText } from '../../../webview/training/figures.ts';
import { percentToTenth } from '../../../src/wording/figures.ts';
import {
  after,
  epochPoints,
  mostConfused,
  mostMistaken,
  noRun,
  progress,
} from '../../../webview/training/runState.ts';

const started = (more: Partial<StartedEvent> = {}): StartedEvent => ({
  kind: 'started',
  network: 'Small',
  dataset: 'CIFAR-10',
  classes: ['cat', 'dog', 'ship'],
  recipe: 'short',
  engine: { id: 'wasm', version: 'TensorFlow.js 4.22.0', device: 'CPU, 1 thread' },
  parameters: { trainable: 1610, nonTrainable: 48 },
  macs: 129_000,
  images: { training: 4500, validation: 500, test: 1000 },
  epochs: 4,
  batch: 50,
  batchesPerEpoch: 90,
  seed: 1,
  optimizer: 'SGD(lr: 0.05)',
  schedule: 'Constant',
  learningRateChanges: [],
  runFolder: '/runs/1',
  startedAt: 0,
  remarks: [],
  ...more,
});
const step = (epoch: number, done: number): StepEvent => ({
  kind: 'step',
  epoch,
  step: done,
  steps: (epoch - 1) * 90 + done,
  loss: 2,
  accuracy: 0.2,
  learningRate: 0.05,
  imagesPerSecond: 900,
  dataShare: 0.1,
});
const epoch = (number: number): EpochEvent => ({
  kind: 'epoch',
  epoch: number,
  training: { loss: 2 / number, accuracy: 0.2 * number },
  validation: { loss: 2.2 / number, accuracy: 0.18 * number },
  learningRate: 0.05,
  seconds: 5,
  imagesPerSecond: 900,
  best: { epoch: number, accuracy: 0.18 * number },
  confusion: [],
});
const after_ = (events: readonly TrainingEvent[]) => {
  for (const event of events) expect(trainingEvent(event, '')).toBeUndefined();
  return events.reduce(after, noRun);
};

describe('the state of a run', () => {
  test('knows how far it is, within an epoch and between', () => {
    expect(progress(after_([]))).toBe(0);
    expect(progress(after_([started(), step(1, 45)]))).toBe(0.5);
    expect(progress(after_([started(), step(1, 90), epoch(1)]))).toBe(1);
    expect(progress(after_([started(), epoch(1), step(2, 9)]))).toBeCloseTo(1.1);
  });
  test('a run that goes on drops what came after its checkpoint, and keeps what was before', () => {
    const state = after_([
      started(),
      epoch(1),
      step(2, 45),
      epoch(2),
      step(3, 45),
      { kind: 'stopped', steps: 180, epochs: 2, runFolder: '/runs/1' },
      started({ resumedAt: 1.5 }),
    ]);
    expect(state.end).toBeUndefined();
    expect(state.epochs.map((point) => point.epoch)).toEqual([1]);
    expect(state.steps.map((point) => point.position)).toEqual([1.5]);
  });
  test('another run begins anew', () => {
    const state = after_([started(), epoch(1), started({ runFolder: '/runs/2' })]);
    expect(state.epochs).toEqual([]);
  });
  test('what a panel did not see itself comes from the run’s record', () => {
    const point = (number: number) => ({
      epoch: number,
      trainingLoss: 1,
      trainingAccuracy: 0.5,
      validationLoss: 1,
      validationAccuracy: 0.5,
    });
    const record: RunSummary = {
      folder: '/runs/1',
      network: 'Small',
      dataset: 'CIFAR-10',
      startedAt: 0,
      epochsDone: 3,
      epochs: 4,
      state: 'running',
      curves: [point(1), point(2), point(3)],
    };
    const state = after_([started({ resumedAt: 2 }), epoch(3)]);
    expect(epochPoints(state, [record]).map(({ epoch: number }) => number)).toEqual([1, 2, 3]);
    expect(epochPoints(state, []).map(({ epoch: number }) => number)).toEqual([3]);
  });
  test('steps are thinned out, not cut off', () => {
    const steps = Array.from({ length: 9000 }, (_, index) =>
      step(1 + Math.floor(index / 90), (index % 90) + 1),
    );
    const state = after_([started({ epochs: 100 }), ...steps]);
    expect(state.steps.length).toBeLessThanOrEqual(4000);
    expect(state.steps[0]?.position).toBeLessThan(0.2);
    expect(state.steps.at(-1)?.position).toBe(100);
  });
});

test('the two classes taken for each other most, both ways together', () => {
  const confusion = [
    [50, 6, 0],
    [5, 60, 9],
    [0, 1, 70],
  ];
  expect(mostConfused(confusion)).toEqual({ a: 0, b: 1, count: 11 });
  expect(
    mostConfused([
      [5, 0],
      [0, 5],
    ]),
  ).toBeUndefined();
});

test('of many classes those mistaken most, in their order', () => {
  const confusion = [
    [50, 6, 0, 0],
    [0, 60, 0, 0],
    [5, 1, 70, 3],
    [1, 0, 0, 9],
  ];
  expect(mostMistaken(confusion, 2)).toEqual([0, 2]);
  expect(mostMistaken(confusion, 9)).toEqual([0, 1, 2, 3]);
});

test('figures', () => {
  expect(percentToTenth(0.8791)).toBe('87.9 %');
  expect(lossText(0.2143)).toBe('0.214');
  expect(lossText(12.34)).toBe('12.3');
  expect(rateText(0.05)).toBe('0.05');
  expect(rateText(0.000001)).toBe('1e-6');
  expect(duration(48)).toBe('48 s');
  expect(duration(44 * 60)).toBe('44 min');
  expect(duration(200 * 60)).toBe('3 h 20 min');
});
