import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Engine } from '../../../src/training/engines/engine.ts';
import { planForward } from '../../../src/training/run/forward.ts';
import type { Values } from '../../../src/training/run/model.ts';
import { Model } from '../../../src/training/run/model.ts';
import type { Recipe } from '../../../src/training/recipe/recipe.ts';
import { defaultRecipe } from '../../../src/training/recipe/recipe.ts';
import { selectNetwork } from '../../../src/training/run/selection.ts';
import { distance, onEachEngine } from './engineTest.ts';

interface Encoded {
  readonly shape: number[];
  /** float32, little-endian, base64 */
  readonly values: string;
}

/** What test/fixtures/reference/make.py writes. */
interface Fixture {
  readonly network: string;
  readonly optimizer: Recipe['optimizer'];
  readonly labelSmoothing: number;
  readonly images: Encoded;
  readonly labels: number[];
  readonly weights: Record<string, Encoded>;
  readonly steps: {
    readonly loss: number;
    readonly gradients: Record<string, Encoded>;
    readonly weights: Record<string, Encoded>;
  }[];
}

const folder = fileURLToPath(new URL('../../fixtures/reference/', import.meta.url));
const fixtureOf = (name: string) => JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as Fixture;

function decode({ values }: Encoded): Float32Array {
  const bytes = Buffer.from(values, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
}

const decodeAll = (encoded: Record<string, Encoded>): Values =>
  new Map(
    Object.entries(encoded).map(([path, tensor]) => [path, { shape: tensor.shape, values: decode(tensor) }]),
  );

function openModel(engine: Engine, { network, optimizer, labelSmoothing, images, weights }: Fixture): Model {
  const uri = `file:///${network}`;
  const sources = { [uri]: readFileSync(folder + network, 'utf8') };
  const { analysed } = selectNetwork({ sources, main: uri, arguments: {} });
  const recipe = { ...defaultRecipe, optimizer, labelSmoothing };
  const shape = images.shape.slice(1) as [number, number, number];
  const model = new Model(planForward(analysed), engine, recipe, shape);
  model.restore(decodeAll(weights));
  return model;
}

function expectClose(actual: Values, expected: Values): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [path, { shape, values }] of expected) {
    expect(actual.get(path)!.shape, path).toEqual(shape);
    expect(distance(actual.get(path)!.values, values), path).toBeLessThan(1e-4);
  }
}

onEachEngine('A training step equals TensorFlow’s in double precision', (engine) => {
  test.each(['layers', 'residual'])('of %s.cnn', async (name) => {
    const fixture = fixtureOf(name);
    const model = openModel(engine(), fixture);
    const batch = {
      pixels: decode(fixture.images),
      labels: Int32Array.from(fixture.labels),
      count: fixture.labels.length,
    };
    for (const [step, expected] of fixture.steps.entries()) {
      const { loss, gradients } = await model.gradients(batch, step);
      expect(Math.abs(loss - expected.loss) / expected.loss).toBeLessThan(1e-5);
      expectClose(gradients, decodeAll(expected.gradients));
      await model.train(batch, fixture.optimizer.lr, step);
      expectClose(await model.weights(), decodeAll(expected.weights));
    }
    model.dispose();
  });
});
