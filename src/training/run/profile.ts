import type { AppliedLayer } from '../../layers/layer.ts';
import { dimensions } from '../../layers/shape.ts';
import type { ProfileEvent, ProfileRow } from '../../protocol/training.ts';
import type { Batch } from '../data/batches.ts';
import type { Engine } from '../engines/engine.ts';
import type { ForwardLayer, ForwardPlan } from './forward.ts';
import { scoresShape } from './forward.ts';
import type { StepTimes } from './model.ts';
import { Model } from './model.ts';
import { Random } from '../random.ts';
import type { Recipe } from '../recipe/recipe.ts';

interface ProfileHost {
  /** Milliseconds. */
  now(): number;
  breathe(): Promise<void>;
  stopRequested(): boolean;
  onProgress(fraction: number): void;
}

/** Passes that are run before anything is measured: memory is allocated, kernels are chosen. */
const warmUp = 2;

/**
 * Times each layer's forward and backward computation in training mode, on noise: medians over `runs` steps after a
 * warm-up.
 * @param shape height, width and channels of a picture
 * @returns undefined when stopped
 */
export async function profile(
  plan: ForwardPlan,
  engine: Engine,
  { recipe, shape, runs }: { recipe: Recipe; shape: readonly [number, number, number]; runs: number },
  host: ProfileHost,
): Promise<Pick<ProfileEvent, 'rows' | 'total'> | undefined> {
  const model = new Model(plan, engine, recipe, shape);
  try {
    const batch = noise(recipe.batch, shape, scoresShape(plan)?.channels ?? 1);
    const times: StepTimes[] = [];
    for (let run = 0; run < warmUp + runs; run++) {
      await host.breathe();
      if (host.stopRequested()) return undefined;
      const measured = await model.profile(batch, run, () => host.now());
      if (run >= warmUp) times.push(measured);
      host.onProgress((run + 1) / (warmUp + runs));
    }
    return {
      rows: plan.layers.filter(({ layer }) => layer.passesOn !== true).map((layer) => row(layer, times)),
      total: {
        forward: median(times.map(({ total }) => total.forward)),
        backward: median(times.map(({ total }) => total.backward)),
        step: median(times.map(({ total }) => total.step)),
      },
    };
  } finally {
    model.dispose();
  }
}

function row(
  { path, layer, applied, weights, macs, location }: ForwardLayer,
  times: readonly StepTimes[],
): ProfileRow {
  return {
    path,
    layer: layer.name,
    output: outputText(applied),
    parameters: weights
      .filter(({ trainable }) => trainable)
      .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0),
    macs,
    forward: median(times.map(({ forward }) => forward.get(path) ?? 0)),
    backward: median(times.map(({ backward }) => backward.get(path) ?? 0)),
    source: { uri: location.uri, start: location.start, end: location.end },
  };
}

const outputText = ({ output }: AppliedLayer): string => dimensions(output).join('x');

function noise(count: number, shape: readonly number[], classes: number): Batch {
  const random = new Random(1);
  const pixels = new Float32Array(count * shape.reduce((product, size) => product * size, 1));
  for (let index = 0; index < pixels.length; index++) pixels[index] = random.between(-1.7, 1.7);
  const labels = Int32Array.from({ length: count }, () => random.below(classes));
  return { count, pixels, labels };
}

/** The mean of the two middle ones of an even number. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? (high + (sorted[middle - 1] ?? high)) / 2 : high;
}
