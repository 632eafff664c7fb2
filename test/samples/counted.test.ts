/**
 * Counts that no reference gives to the unit, computed here a second time: by walking through each architecture's
 * published table with plain arithmetic, which shares nothing with the catalogue. The golden figures then are those.
 */
import { describe, expect, test } from 'vitest';
import { layersOf } from '../../src/analysis/views.ts';
import { analysisOf } from './sample.ts';

/** Runs up the parameters, MACs and layers of a network as it is written out. */
class Tally {
  parameters = 0;
  macs = 0;
  depth = 0;
  size = 32;

  /** A convolution without bias on the present size. `beside`: not on the longest path. */
  conv(kernel: number, from: number, to: number, beside = false, groups = 1): this {
    const weights = (kernel * kernel * from * to) / groups;
    this.parameters += weights;
    this.macs += weights * this.size * this.size;
    if (!beside) this.depth++;
    return this;
  }

  norm(channels: number): this {
    this.parameters += 2 * channels;
    return this;
  }

  /** Squeeze-and-excitation with a sixteenth of the channels in its middle; on no path. */
  gate(channels: number): this {
    const middle = channels / 16;
    this.parameters += 2 * channels * middle + middle + channels;
    this.macs += 2 * channels * middle;
    return this;
  }

  halve(): this {
    this.size = Math.floor(this.size / 2);
    return this;
  }

  dense(from: number, to: number): this {
    this.parameters += from * to + to;
    this.macs += from * to;
    this.depth++;
    return this;
  }
}

/** He et al., 2015, section 4.2: basic units, shortcuts without parameters (or none). */
function cifarResNet(n: number): Tally {
  const tally = new Tally().conv(3, 3, 16).norm(16);
  let channels = 16;
  for (const width of [16, 32, 64]) {
    for (let unit = 0; unit < n; unit++) {
      if (width !== channels) tally.halve();
      tally.conv(3, channels, width).norm(width).conv(3, width, width).norm(width);
      channels = width;
    }
  }
  return tally.dense(64, 10);
}

/** He et al., 2016, and Zagoruyko & Komodakis, 2016: pre-activation, projections where the shape changes, strides first. */
function preactivation(unit: 'basic' | 'bottleneck', n: number, first: number, gated = false): Tally {
  const tally = new Tally().conv(3, 3, 16);
  let channels = 16;
  for (const [stage, width] of [first, 2 * first, 4 * first].entries()) {
    const out = unit === 'basic' ? width : 4 * width;
    for (let index = 0; index < n; index++) {
      const halves = stage > 0 && index === 0;
      tally.norm(channels);
      if (halves) tally.halve();
      if (unit === 'bottleneck') tally.conv(1, channels, width).norm(width);
      tally.conv(3, unit === 'basic' ? channels : width, width).norm(width);
      tally.conv(unit === 'basic' ? 3 : 1, width, out);
      if (gated) tally.gate(out);
      if (halves || channels !== out) tally.conv(1, channels, out, true);
      channels = out;
    }
  }
  return tally.norm(channels).dense(channels, 10);
}

/** Huang et al., 2017, section 3: three dense blocks; `bc`: bottlenecks, and half the channels between blocks. */
function denseNet(depth: number, growth: number, bc: boolean): Tally {
  let channels = bc ? 2 * growth : 16;
  const tally = new Tally().conv(3, 3, channels);
  for (const block of [0, 1, 2]) {
    for (let layer = 0; layer < (depth - 4) / (bc ? 6 : 3); layer++) {
      tally.norm(channels);
      if (bc) tally.conv(1, channels, 4 * growth).norm(4 * growth);
      tally.conv(3, bc ? 4 * growth : channels, growth);
      channels += growth;
    }
    if (block === 2) break;
    const left = bc ? Math.floor(channels / 2) : channels;
    tally.norm(channels).conv(1, channels, left).halve();
    channels = left;
  }
  return tally.norm(channels).dense(channels, 10);
}

/** Xie et al., 2017, appendix A: three stages of three bottlenecks, the stride in the 3x3. */
function cifarResNeXt(cardinality: number): Tally {
  const tally = new Tally().conv(3, 3, 64).norm(64);
  let channels = 64;
  for (const width of [64, 128, 256]) {
    const [maps, out] = [cardinality * width, 4 * width];
    for (const unit of [0, 1, 2]) {
      tally.conv(1, channels, maps).norm(maps);
      if (unit === 0 && width > 64) tally.halve();
      tally.conv(3, maps, maps, false, cardinality).norm(maps).conv(1, maps, out).norm(out);
      if (unit === 0) tally.conv(1, channels, out, true).norm(out);
      channels = out;
    }
  }
  return tally.dense(channels, 10);
}

/** Larsson et al., 2017, figure 1: of 2^c - 1 convolutions, c begin a column and see the block's input. */
function fractalNet(columns: number): Tally {
  const tally = new Tally();
  let channels = 3;
  for (const width of [64, 128, 256, 512, 512]) {
    for (let unit = 0; unit < 2 ** columns - 1; unit++) {
      const beside = unit >= 2 ** (columns - 1);
      tally.conv(3, unit < columns ? channels : width, width, beside).norm(width);
    }
    channels = width;
    tally.halve();
  }
  return tally.dense(512, 10);
}

const counted: readonly (readonly [string, string, Tally, string])[] = [
  ['resnet20.cnn', 'ResNet20', cifarResNet(3), 'He et al. 2015: 0.27M'],
  ...[5, 7, 9, 18, 200].map(
    (n) => ['resnetCifar10.cnn', `ResNet${6 * n + 2}`, cifarResNet(n), 'He et al. 2015, table 6'] as const,
  ),
  ...[3, 5, 7, 9, 18].map(
    (n) => ['resnetCifar10.cnn', `Plain${6 * n + 2}`, cifarResNet(n), 'He et al. 2015, section 4.2'] as const,
  ),
  ['stochasticDepth.cnn', 'StochasticDepth110', cifarResNet(18), 'Huang et al. 2016: 1.7M'],
  ['stochasticDepth1202.cnn', 'StochasticDepth1202', cifarResNet(200), 'Huang et al. 2016: 19.4M'],
  [
    'preactivationCifar10.cnn',
    'PreactivationResNet110',
    preactivation('basic', 18, 16),
    'He et al. 2016: 1.7M',
  ],
  [
    'preactivationCifar10.cnn',
    'PreactivationResNet164',
    preactivation('bottleneck', 18, 16),
    'He et al. 2016: 1.7M',
  ],
  [
    'preactivationCifar10.cnn',
    'PreactivationResNet1001',
    preactivation('bottleneck', 111, 16),
    'He et al. 2016: 10.2M',
  ],
  ['wideResnetCifar10.cnn', 'WRN16_8', preactivation('basic', 2, 128), 'Zagoruyko & Komodakis 2016: 11.0M'],
  ['wideResnetCifar10.cnn', 'WRN28_10', preactivation('basic', 4, 160), 'Zagoruyko & Komodakis 2016: 36.5M'],
  ['wideResnetCifar10.cnn', 'WRN40_4', preactivation('basic', 6, 64), 'Zagoruyko & Komodakis 2016: 8.9M'],
  ['seResnetCifar10.cnn', 'SEResNet110', preactivation('basic', 18, 16, true), 'Hu et al. 2019, section 5.2'],
  [
    'seResnetCifar10.cnn',
    'SEResNet164',
    preactivation('bottleneck', 18, 16, true),
    'Hu et al. 2019, section 5.2',
  ],
  ['densenetCifar10.cnn', 'DenseNet40_12', denseNet(40, 12, false), 'Huang et al. 2017: 1.0M'],
  ['densenetCifar10.cnn', 'DenseNet100_12', denseNet(100, 12, false), 'Huang et al. 2017: 7.0M'],
  ['densenetCifar10.cnn', 'DenseNet100_24', denseNet(100, 24, false), 'Huang et al. 2017: 27.2M'],
  ['densenetCifar10.cnn', 'DenseNetBC100_12', denseNet(100, 12, true), 'Huang et al. 2017: 0.8M'],
  ['densenetBC250.cnn', 'DenseNetBC250_24', denseNet(250, 24, true), 'Huang et al. 2017: 15.3M'],
  ['densenetBC190.cnn', 'DenseNetBC190_40', denseNet(190, 40, true), 'Huang et al. 2017: 25.6M'],
  ['resnextCifar10.cnn', 'ResNeXt29_2x64d', cifarResNeXt(2), 'Xie et al. 2017, section 5.3'],
  ['resnextCifar10.cnn', 'ResNeXt29_8x64d', cifarResNeXt(8), 'Xie et al. 2017: 34.4M'],
  ['resnextCifar10.cnn', 'ResNeXt29_16x64d', cifarResNeXt(16), 'Xie et al. 2017: 68.1M'],
  ['fractalnet.cnn', 'FractalNet20', fractalNet(3), 'Larsson et al. 2017, section 4'],
  ['fractalnet.cnn', 'FractalNet40', fractalNet(4), 'Larsson et al. 2017, section 4'],
];

describe.each(counted)('%s: %s, counted from its table', (sample, network, tally, source) => {
  test(source, () => {
    const { totals } = analysisOf(sample, network);
    expect({
      parameters: totals.parameters.trainable!,
      macs: totals.macs,
      depth: totals.depth,
    }).toEqual({ parameters: tally.parameters, macs: tally.macs, depth: tally.depth });
    // The papers round to the tenth or hundredth of a million.
    const [, published, digits = ''] = /: (\d+\.(\d+))M/.exec(source) ?? [];
    if (published !== undefined) {
      expect(Math.abs(totals.parameters.trainable! / 1e6 - Number(published))).toBeLessThan(
        1.5 * 10 ** -digits.length,
      );
    }
  });
});

test('the fractals of FractalNet end in joins of all their columns', () => {
  const widest = (network: string) =>
    [...layersOf(analysisOf('fractalnet.cnn', network))]
      .filter(({ node }) => node.layer.name === 'Join')
      .map(({ node }) => node.inputs.length);
  const ended = (columns: number, widths: number[]) => widths.filter((width) => width === columns).length;
  expect(ended(3, widest('FractalNet20'))).toBe(5);
  expect(ended(4, widest('FractalNet40'))).toBe(5);
});
