/** Huang et al., 2016: survival falls along a line (equation 4), and scales the units when the network is used (5). */
import { expect, test } from 'vitest';
import { layersOf } from '../../src/analysis/views.ts';
import { analysisOf } from './sample.ts';

test('each unit of ResNet-110 survives by the paper’s rule', () => {
  const layers = layersOf(analysisOf('stochasticDepth.cnn'));
  const given = (name: string, argument: string) =>
    layers
      .filter(({ node }) => node.layer.name === name)
      .map(({ node }) => Number(node.arguments?.[argument]));
  const survival = Array.from({ length: 54 }, (_, k) => 1 - ((k + 1) / 54) * 0.5);
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12) as number);
  expect(given('DropPath', 'rate')).toEqual(close(survival.map((p) => 1 - p)));
  expect(given('Scale', 'init')).toEqual(close(survival));
});
