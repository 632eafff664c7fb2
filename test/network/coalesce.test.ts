/** FractalNet's joins (Larsson et al., 2017): one that ends an argument of another coalesces with it. */
import { expect, test } from 'vitest';
import type { AnalysedNetwork } from '../../src/analysis/analysis.ts';
import { layersOf } from '../../src/analysis/views.ts';
import { readNetwork } from './reading.ts';

const fractal = `
block Unit(channels) { Conv(channels, 3, bias: false) }
block Fractal(columns, channels) {
  if columns == 1 { Unit(channels) }
  else { Join(Unit(channels), Fractal(columns - 1, channels) -> Fractal(columns - 1, channels)) }
}
`;

const network = (body: string) => readNetwork(`${fractal}network N {\n input 8x8x4\n ${body}\n}`);

/** By path, how many values each join combines. */
const joins = (analysed: AnalysedNetwork) =>
  [...layersOf(analysed)]
    .filter(({ node }) => node.layer.name === 'Join')
    .map(({ name, node }) => [name, node.inputs.length]);

const weights = (analysed: AnalysedNetwork) =>
  [...layersOf(analysed)].flatMap(({ name, figures }) =>
    figures.weights!.map((weight) => `${name}.${weight.name}`),
  );

test('joins in one argument become one', () => {
  const analysed = network('Join(Conv(4, 1), Join(Conv(4, 3), Conv(4, 5) -> ReLU), Identity)');
  expect(joins(analysed)).toEqual([['Join2', 4]]);
  // Three convolutions, a ReLU, the Identity and one join.
  expect(analysed.network.layerCount).toBe(6);
});

test('a fractal of n columns ends in one join of n', () => {
  const analysed = network('Fractal(4, 4) as f');
  // Columns end at each second of the 8 places along the deepest one: 2, 3, 2 and 4 of them.
  expect(joins(analysed).map(([, width]) => width)).toEqual([2, 3, 2, 4]);
  expect(analysed.network.layerCount).toBe(2 ** 4 - 1 + 4);
  expect(analysed.totals.depth).toBe(8);
});

test('the weights keep the paths that they have in calls', () => {
  expect(weights(network('Fractal(2, 4) as f'))).toEqual([
    'f.Unit1.Conv1.kernel',
    'f.Fractal1.Unit1.Conv1.kernel',
    'f.Fractal2.Unit1.Conv1.kernel',
  ]);
  const paths = weights(network('Fractal(3, 4) as f'));
  expect(paths).toContain('f.Fractal2.Fractal2.Unit1.Conv1.kernel');
  expect(paths).toHaveLength(7);
  expect(new Set(paths).size).toBe(7);
});

test('loops in an unfolded block keep their places', () => {
  const block = 'block Branches {\n repeat 2 { Unit(4) }\n Join(Identity, Conv(4, 1))\n}\n';
  const text = `${fractal}${block}network N {\n input 8x8x4\n repeat 2 { Join(Identity, Branches) }\n}`;
  const analysed = readNetwork(text);
  expect(joins(analysed).map(([, width]) => width)).toEqual([3, 3]);
  const { nodes } = analysed.network.body;
  const inner = nodes
    .filter(({ loops }) => loops.length === 2)
    .map(({ loops }) => loops.map(({ iteration }) => iteration));
  expect(inner).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  expect(new Set(nodes.flatMap(({ loops }) => loops.map(({ loop }) => loop))).size).toBe(3);
});

test.each([
  ['what follows a join', 'Join(Conv(4, 1), Fractal(2, 4) -> ReLU)', [2, 2]],
  ['a join with a name', 'Join(Conv(4, 1), Join(Identity, Conv(4, 3)) as inner)', [2, 2]],
  ['a value from before', 'x = Join(Identity, Conv(4, 3))\n Join(Conv(4, 1), x)', [2, 2]],
  ['another merge', 'Join(Conv(4, 1), Add(Identity, Join(Identity, Conv(4, 3))))', [2, 2]],
])('%s is a value of its own', (_, body, widths) => {
  expect(joins(network(body)).map(([, width]) => width)).toEqual(widths);
});
