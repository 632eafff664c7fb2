import { describe, expect, it } from 'vitest';
import type { ScheduleRecipe } from '../../../../src/training/recipe/recipe.ts';
import {
  afterEpoch,
  initialSchedule,
  learningRate,
  plannedChanges,
} from '../../../../src/training/recipe/schedules/schedule.ts';

const span = { base: 0.1, epochs: 10, stepsPerEpoch: 100 };
const rates = (schedule: ScheduleRecipe, ...steps: number[]) =>
  steps.map((step) => Number(learningRate(schedule, span, step).toPrecision(9)));

describe('learningRate', () => {
  it('changes by steps after the epochs named', () => {
    const step: ScheduleRecipe = { kind: 'Step', at: [3, 6], factor: 0.1, warmup: 0 };
    expect(rates(step, 0, 299, 300, 599, 600, 999)).toEqual([0.1, 0.1, 0.01, 0.01, 0.001, 0.001]);
    expect(plannedChanges(step, span)).toEqual([
      { epoch: 3, learningRate: 0.1 * 0.1 ** 1, text: '÷10' },
      { epoch: 6, learningRate: 0.1 * 0.1 ** 2, text: '÷10' },
    ]);
    expect(rates({ kind: 'Every', epochs: 4, factor: 0.5, warmup: 0 }, 0, 399, 400, 800)).toEqual([
      0.1, 0.1, 0.05, 0.025,
    ]);
    expect(plannedChanges({ kind: 'Every', epochs: 5, factor: 0.94, warmup: 0 }, span)).toHaveLength(1);
    expect(rates({ kind: 'Exponential', factor: 0.9, warmup: 0 }, 99, 100, 250)).toEqual([0.1, 0.09, 0.081]);
  });

  it('falls along half a cosine', () => {
    const cosine: ScheduleRecipe = { kind: 'Cosine', to: 0.02, warmup: 0 };
    expect(rates(cosine, 0, 999)).toEqual([0.1, 0.02]);
    expect(learningRate(cosine, span, 499.5)).toBeCloseTo(0.06, 12);
    expect(learningRate(cosine, span, 333)).toBeCloseTo(0.02 + 0.08 * 0.75, 12); // cos 60° = 1/2
  });

  it('rises over the warmup, in fractions of an epoch too', () => {
    expect(rates({ kind: 'Constant', warmup: 0.5 }, 0, 24, 49, 50)).toEqual([0.002, 0.05, 0.1, 0.1]);
    const cosine: ScheduleRecipe = { kind: 'Cosine', to: 0, warmup: 2 };
    expect(rates(cosine, 199, 200, 999)).toEqual([0.1, 0.1, 0]);
  });

  it('goes through one cycle as PyTorch’s OneCycleLR does', () => {
    // torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=1001): its values at steps 0, 299, 1000.
    const cycle: ScheduleRecipe = { kind: 'OneCycle', peak: 1, warmup: 0 };
    expect(learningRate(cycle, { ...span, stepsPerEpoch: 100.1 }, 0)).toBeCloseTo(0.04, 12);
    expect(learningRate(cycle, { ...span, stepsPerEpoch: 100.1 }, 300)).toBeCloseTo(1, 12);
    expect(learningRate(cycle, { ...span, stepsPerEpoch: 100.1 }, 1000)).toBeCloseTo(4e-6, 12);
    expect(learningRate(cycle, { ...span, stepsPerEpoch: 100.1 }, 150)).toBeCloseTo(0.52, 12);
  });

  it('waits on a plateau', () => {
    const plateau: ScheduleRecipe = { kind: 'Plateau', factor: 0.1, patience: 1, warmup: 0 };
    const factors: number[] = [];
    let state = initialSchedule;
    for (const loss of [1, 0.9, 0.95, 0.91, 0.8, 0.79999, 0.81]) {
      state = afterEpoch(plateau, state, loss);
      factors.push(Number(state.factor!.toPrecision(6)));
    }
    expect(factors).toEqual([1, 1, 1, 0.1, 0.1, 0.1, 0.01]);
    expect(learningRate(plateau, span, 5, state)).toBeCloseTo(0.001, 12);
  });
});
