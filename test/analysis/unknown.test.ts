import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../src/analysis/summary.ts';
import { layers } from '../../src/layers/catalogue.ts';
import { read } from '../network/reading.ts';

const body = (steps: string) => `network A {\n  input 8x8x3\n  ${steps}\n}`;

/** Of the first network of a text. */
function summary(steps: string) {
  const { networks, mistakes } = read(body(steps));
  return { ...summaryOf(networks[0]!), mistakes };
}

describe('a figure that depends on a wrong argument', () => {
  it('is not known, and nor are its sums; the others are', () => {
    const {
      layers: told,
      mistakes,
      ...network
    } = summary('Conv(64, 3, use_bias: false) as a -> ReLU -> Conv(8, 3)');
    const reason = 'Conv has no argument use_bias; did you mean bias?';
    expect(mistakes.map(({ message }) => message)).toEqual([reason]);
    expect(told[0]).toEqual({
      name: 'a',
      type: 'Conv',
      complete: false,
      reason,
      output: [8, 8, 64],
      parameters: null,
      macs: 64 * 27 * 64,
      receptiveField: { size: [3, 3], stride: [1, 1], padding: [1, 1] },
    });
    expect(told[1]).toMatchObject({ complete: true, parameters: 0, macs: 0 });
    expect(told[2]).toMatchObject({ complete: true, parameters: 9 * 64 * 8 + 8, macs: 64 * 9 * 64 * 8 });
    expect(network).toMatchObject({
      complete: false,
      reason,
      output: [8, 8, 8],
      parameters: { trainable: null, nonTrainable: 0 },
      macs: 64 * 27 * 64 + 64 * 9 * 64 * 8,
      depth: 2,
      receptiveField: { size: [5, 5] },
    });
  });

  it.each([
    // What is wrong shapes nothing.
    ['Conv(64, 3, init: 5)', { complete: true, output: [8, 8, 64], parameters: 1792, macs: 110_592 }],
    ['Conv(64, 3, activation: 1)', { complete: true, output: [8, 8, 64], parameters: 1792, macs: 110_592 }],
    ['BatchNorm(momentum: same)', { complete: true, output: [8, 8, 3], parameters: 6, macs: 0 }],
    ['Scale("x")', { complete: true, output: [8, 8, 3], parameters: 3 }],
    ['Dropout', { complete: true, output: [8, 8, 3], parameters: 0 }],
    // The stride shapes the output, and what is counted at each of its positions.
    ['Conv(64, 3, stride: 0)', { complete: false, output: null, parameters: 1792, macs: null }],
    ['Conv(64, 3, 1)', { complete: false, output: null, parameters: 1792, macs: null, receptiveField: null }],
    ['Conv(64, 3, foo: 1)', { complete: false, output: null, parameters: null, macs: null }],
    ['Conv(64, 3, groups: 0)', { complete: false, output: null, parameters: null, macs: null }],
    ['Conv(64.5, 3)', { complete: false, output: null, parameters: null, macs: null }],
    ['Conv(64)', { complete: false, output: null, parameters: null, macs: null }],
    ['Flatten -> Dense(4, bias: 7)', { complete: false, output: [4], parameters: null, macs: 768 }],
    [
      'GlobalAvgPool -> Dense(x)',
      { complete: false, output: null, parameters: null, receptiveField: 'global' },
    ],
    ['AdaptiveAvgPool(0)', { complete: false, output: null, parameters: 0, receptiveField: null }],
    ['Scale(2, trainable: 7)', { complete: false, output: [8, 8, 3], parameters: null }],
    ['DepthwiseConv(3, stride: 0)', { complete: false, output: null, parameters: 30, macs: null }],
    ['GroupNorm(0)', { complete: false, output: null, parameters: 6 }],
  ])('%s', (steps, figures) => {
    const { layers: told } = summary(steps);
    expect(told.at(-1)).toMatchObject(figures);
  });

  it('does not depend on factors and initializers, in any layer', () => {
    // What `freeArgument` (src/layers/known.ts) takes for granted.
    for (const layer of Object.values(layers)) {
      for (const [name, { type, required }] of Object.entries(layer.parameters)) {
        if (type !== 'number' && type !== 'initializer') continue;
        const others = Object.entries(layer.parameters).flatMap(([other, spec]) =>
          spec.required && other !== name ? [`${other}: ${spec.type === 'pair' ? 2 : 1}`] : [],
        );
        const value = type === 'initializer' ? 'Ones' : '0.25';
        const call = (given: readonly string[]) =>
          summary(
            layer.operands === 'many'
              ? `${layer.name}(Identity, Identity${given.map((each) => `, ${each}`).join('')})`
              : `${layer.kind === 'dense' ? 'Flatten -> ' : ''}${layer.name}(${given.join(', ')})`,
          ).layers.at(-1);
        const sound = call([...others, `${name}: ${value}`]);
        const { reason, ...wrong } = call([...others, ...(required ? [] : [`${name}: [1]`])])!;
        expect(sound?.complete, layer.name).toBe(true);
        expect({ ...wrong, ...(reason !== undefined && { reason }) }, `${layer.name} ${name}`).toEqual(sound);
      }
    }
  });
});

describe('what follows from a mistake', () => {
  it('is not known, and said so', () => {
    const { layers: told, ...network } = summary(
      'Conv(4, 3) -> Nothing(3) -> ReLU -> GlobalAvgPool -> Dense(10)',
    );
    expect(told[0]).toMatchObject({ complete: true, parameters: 112 });
    for (const layer of told.slice(1)) {
      expect(layer).toMatchObject({
        complete: false,
        reason: 'It follows a mistake: what reaches it is not all known.',
        output: null,
        parameters: null,
        macs: null,
        receptiveField: null,
      });
    }
    expect(network).toMatchObject({
      complete: false,
      reason: 'There is nothing named Nothing here.',
      output: null,
      parameters: { trainable: null, nonTrainable: null },
      macs: null,
      activationMemory: null,
      depth: null,
      receptiveField: null,
    });
  });

  it('is not known at a layer that can not stand on its input', () => {
    const { layers: told, depth } = summary('Conv(4, 3) -> Dense(2) -> ReLU');
    expect(told.slice(1)).toMatchObject([
      {
        reason: expect.stringMatching(/^Dense works on a vector/) as string,
        parameters: null,
        receptiveField: null,
      },
      { output: null, parameters: null, receptiveField: null },
    ]);
    expect(depth).toBe(2);
  });

  it('is not known without an input, nor where its size is wrong', () => {
    for (const [input, reason] of [
      ['', 'The input is not known.'],
      ['input 8x8\n', 'The input is height x width x channels, as in 224x224x3; [8, 8] has 2 sizes.'],
    ]) {
      const { networks } = read(`network A {\n${input}Conv(4, 3)\n}`);
      const { layers: told, ...network } = summaryOf(networks[0]!);
      expect(network).toMatchObject({
        complete: false,
        reason,
        input: null,
        output: null,
        receptiveField: null,
      });
      expect(told).toMatchObject([{ parameters: null, macs: null, receptiveField: null }]);
    }
  });

  it('is not known of a block that holds it, nor of a merge', () => {
    const { networks } = read(
      `block B { Conv(4, 3) -> Nothing }\n${body('x = B\n  Conv(4, 3) -> BatchNorm\n  Add(Identity, x) -> BatchNorm')}`,
    );
    const { totals } = networks[0]!;
    expect(totals).toMatchObject({
      macs: undefined,
      elementwise: undefined,
      depth: undefined,
      receptiveField: undefined,
      layers: undefined,
      parameters: { trainable: undefined, nonTrainable: undefined, auxiliary: 0 },
    });
    expect(totals.memory.forward).toBeUndefined();
    expect(totals.memory.peak).toBeUndefined();
    expect(totals.memory.training).toBeUndefined();
  });

  it('leaves known what it does not touch: an auxiliary head, the memory behind a bias', () => {
    const head = read(body('Conv(4, 3)\n  auxiliary(weight: 1) { Nothing }\n  GlobalAvgPool -> Dense(10)'));
    expect(head.networks[0]!.totals).toMatchObject({
      depth: 2,
      parameters: { trainable: 112 + 50, auxiliary: undefined },
      auxiliaryMacs: undefined,
    });
    expect(head.networks[0]!.totals.memory.peak).toBe(4 * (192 + 256));
    expect(head.networks[0]!.totals.memory.training).toBeUndefined();
    const { totals } = read(body('Conv(4, 3, bias: 7)')).networks[0]!;
    expect(totals.memory).toMatchObject({ forward: 1024, peak: 4 * (192 + 256), training: 4 * 192 });
  });

  it('fails no expectation, while one of what is known is asked', () => {
    const failed = (expectation: string) =>
      read(body(`Conv(4, 3, bias: 7)\n  expect ${expectation}`)).mistakes.filter(
        ({ code }) => code === 'expect-failed',
      ).length;
    expect(failed('params == 5')).toBe(0);
    expect(failed('macs == 6912')).toBe(0);
    expect(failed('macs == 5')).toBe(1);
    expect(failed('depth == 2')).toBe(1);
    expect(failed('receptive_field == 5')).toBe(1);
  });
});
