/**
 * Published networks that are no samples, written from their papers. The figures are those of other implementations,
 * Keras's and torchvision's: `python test/published/figures.py` writes them.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { layersOf } from '../../src/analysis/views.ts';
import { shapeText } from '../../src/layers/shape.ts';
import { read } from '../network/reading.ts';

interface Figures {
  /** Whose figures they are, with the version: `Keras 3.12.4`. */
  readonly source: string;
  readonly params: number;
  readonly nonTrainable: number;
  readonly macs: number;
  readonly depth: number;
  readonly output: string;
  /** How often each shape comes out of a convolution or dense layer; 1x1xC as C. */
  readonly weighted: Readonly<Record<string, number>>;
  /** The same of sums and of concatenations. */
  readonly sums: Readonly<Record<string, number>>;
  readonly concatenations: Readonly<Record<string, number>>;
}

const textOf = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const published = Object.entries(JSON.parse(textOf('figures.json')) as Record<string, Figures>);
/** Keras pads `same` on even sizes, beside a 1x1 that it does not pad. */
const wellKnown: Readonly<Record<string, readonly string[]>> = { xception: ['hint misaligned-paths'] };
const weighted = ['Conv', 'DepthwiseConv', 'SeparableConv', 'TransposedConv', 'Dense'];

test('are eight, by two implementations', () => {
  expect(published.map(([name, { source }]) => `${name}: ${source.split(' ')[0]}`)).toEqual([
    'unet: Keras',
    'mobilenetV3Large: Keras',
    'nasnetMobile: Keras',
    'convnextTiny: Keras',
    'xception: Keras',
    'shufflenetV2: torchvision',
    'mnasnetB1: torchvision',
    'regnetY400MF: torchvision',
  ]);
});

describe.each(published)('%s', (name, figures) => {
  const { networks, mistakes } = read(textOf(`${name}.cnn`));
  const [network] = networks;
  if (!network) throw new Error(`${name}.cnn declares no network.`);

  test('has no mistake, and cites its paper', () => {
    expect(mistakes.map(({ severity, code }) => `${severity} ${code}`)).toEqual(wellKnown[name] ?? []);
    expect(network.network.expectations.length).toBeGreaterThan(2);
    expect(network.network.declaration.documentation).toMatch(/20\d\d,\s\[?arXiv:\d{4}\.\d{5}/);
  });

  test(`has the figures of ${figures.source}`, () => {
    const { parameters, macs, depth, output } = network.totals;
    expect({
      params: parameters.trainable,
      nonTrainable: parameters.nonTrainable,
      macs,
      depth,
      output: output && shapeText(output),
    }).toEqual({
      params: figures.params,
      nonTrainable: figures.nonTrainable,
      macs: figures.macs,
      depth: figures.depth,
      output: figures.output,
    });
  });

  test('has its shapes at every convolution and merge', () => {
    const shapes = (kinds: readonly string[]) => {
      const counts: Record<string, number> = {};
      for (const { node } of layersOf(network)) {
        if (!kinds.includes(node.layer.name) || !node.output) continue;
        const shape = shapeText(node.output).replace(/^1x1x/, '');
        counts[shape] = (counts[shape] ?? 0) + 1;
      }
      return counts;
    };
    expect(shapes(weighted)).toEqual(figures.weighted);
    expect(shapes(['Add'])).toEqual(figures.sums);
    expect(shapes(['Concat'])).toEqual(figures.concatenations);
  });
});
