/** What no parameter tells of the pre-activation networks: what their shortcuts carry, and where their strides sit. */
import { expect, test } from 'vitest';
import { layersOf } from '../../src/analysis/views.ts';
import { analysisOf } from './sample.ts';

/** What the shortcut of each unit comes from: its input, or the layer that made it. */
const shortcuts = (sample: string, network: string): string[] =>
  layersOf(analysisOf(sample, network))
    .filter(({ node }) => node.layer.name === 'Add')
    .map(({ node, body }) => {
      const [, shortcut] = node.inputs;
      if (!shortcut || 'input' in shortcut) return 'input';
      const maker = body.nodes[shortcut.node]!;
      return maker.kind === 'layer' ? maker.layer.name : maker.kind;
    });

test('of ResNet-110 the first unit activates what both of its paths begin with', () => {
  const same = Array.from({ length: 17 }, () => 'input');
  expect(shortcuts('preactivationCifar10.cnn', 'PreactivationResNet110')).toEqual([
    'ReLU',
    ...same,
    'Conv',
    ...same,
    'Conv',
    ...same,
  ]);
});

test.each([
  ['preactivationCifar10.cnn', 'PreactivationResNet164', '1x1'],
  ['preactivationResnet.cnn', 'PreactivationResNet200', '1x1'],
  ['preactivationResnet.cnn', 'PreactivationResNet50', '3x3'],
])('the strides of %s: %s sit in the %s', (sample, network, kernel) => {
  const strided = layersOf(analysisOf(sample, network))
    .filter(({ node, path }) => node.layer.name === 'Conv' && path.includes('residual'))
    .filter(({ node }) => (node.arguments?.['stride'] as readonly number[])[0] === 2)
    .map(({ node }) => (node.arguments?.['kernel'] as readonly number[]).join('x'));
  expect(new Set(strided)).toEqual(new Set([kernel]));
});
