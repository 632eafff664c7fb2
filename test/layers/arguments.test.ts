import { describe, expect, test } from 'vitest';
import type { GivenArgument } from '../../src/layers/parts/arguments.ts';
import { checkArgument, defaultText } from '../../src/layers/parts/arguments.ts';
import { isCatalogueWord, layers } from '../../src/layers/catalogue.ts';
import { initializer, isSchemeName, schemeFromCall } from '../../src/layers/parts/initializers.ts';
import { layerNamed } from './layerTest.ts';

const spec = (layer: string, parameter: string) => layerNamed(layer).parameters[parameter]!;

function expected(layer: string, parameter: string, value: GivenArgument): string {
  const check = checkArgument(spec(layer, parameter), value);
  return check.ok ? `accepted as ${JSON.stringify(check.value)}` : check.expected;
}

describe('arguments', () => {
  test.each([
    ['Conv', 'kernel', 3, [3, 3]],
    ['Conv', 'kernel', [1, 7], [1, 7]],
    ['Conv', 'padding', 'valid', 'valid'],
    ['Conv', 'padding', 1, [1, 1, 1, 1]],
    ['Conv', 'padding', [1, 2], [1, 1, 2, 2]],
    ['Conv', 'padding', [0, 1, 2, 3], [0, 1, 2, 3]],
    ['Conv', 'init', 'Xavier', { scheme: 'Xavier' }],
    ['Conv', 'init', { scheme: 'Normal', value: 0.01 }, { scheme: 'Normal', value: 0.01 }],
    ['Pad', 'channels', [0, 16], [0, 16]],
    ['Dropout', 'rate', 0, 0],
  ] as const)('%s’s %s takes %j', (layer, parameter, value, checked) => {
    expect(checkArgument(spec(layer, parameter), value)).toEqual({ ok: true, value: checked });
  });

  test.each([
    ['Conv', 'filters', 2.5, 'a whole number of 1 or more, not 2.5'],
    ['Conv', 'filters', 0, 'a whole number of 1 or more, not 0'],
    ['Conv', 'filters', true, 'a whole number of 1 or more, not true'],
    ['Conv', 'filters', Infinity, 'not Infinity'],
    ['Conv', 'filters', 1e12, 'at most 1,000,000,000'],
    ['Conv', 'kernel', [3, 3, 3], 'or two ([height, width]), not [3, 3, 3]'],
    ['Conv', 'padding', 'smae', 'same, valid, a whole number'],
    ['Conv', 'padding', -1, 'not -1'],
    ['Conv', 'bias', 1, 'true or false, not 1'],
    ['Conv', 'init', 'Normal', 'Normal(0.01), not Normal'],
    ['Conv', 'init', 'Orthogonal', 'not Orthogonal'],
    ['Dropout', 'rate', 1, 'a number from 0 to below 1, not 1'],
    ['BatchNorm', 'epsilon', 0, 'a number above 0, not 0'],
  ] as const)('%s’s %s refuses %j', (layer, parameter, value, words) => {
    expect(expected(layer, parameter, value)).toContain(words);
  });

  test('every default satisfies its own parameter', () => {
    for (const layer of layers) {
      for (const parameter of Object.values(layer.parameters)) {
        if (parameter.default === undefined) continue;
        expect(checkArgument(parameter, parameter.default)).toEqual({ ok: true, value: parameter.default });
        expect(defaultText(parameter)).not.toBe('');
      }
    }
  });

  test('defaults as the source would write them', () => {
    expect(defaultText(spec('Conv', 'stride'))).toBe('1');
    expect(defaultText(spec('Conv', 'padding'))).toBe('same');
    expect(defaultText(spec('Conv', 'init'))).toBe('He');
    expect(defaultText(spec('MaxPool', 'stride'))).toBe('kernel');
    expect(defaultText(spec('Conv', 'filters'))).toBeUndefined();
  });
});

describe('initializers', () => {
  test('are made from words and calls', () => {
    expect(schemeFromCall('Normal', [0.01])).toEqual({ ok: true, value: { scheme: 'Normal', value: 0.01 } });
    expect(schemeFromCall('He', [])).toEqual({ ok: true, value: { scheme: 'He' } });
    expect(schemeFromCall('Normal', []).ok).toBe(false);
    expect(schemeFromCall('Normal', [-1]).ok).toBe(false);
    expect(schemeFromCall('Constant', [-1]).ok).toBe(true);
    expect(schemeFromCall('He', [1]).ok).toBe(false);
    expect(isSchemeName('constructor')).toBe(false);
  });

  test('are filled in with the layer’s fans', () => {
    expect(initializer({ scheme: 'He' }, { fanIn: 27, fanOut: 576 })).toEqual({
      kind: 'he',
      fanIn: 27,
      fanOut: 576,
    });
    const [kernel, bias] = layerNamed('Conv').weights!({
      arguments: {
        filters: 64,
        kernel: [3, 3],
        stride: [1, 1],
        padding: 'same',
        dilation: [1, 1],
        groups: 1,
        bias: true,
        init: { scheme: 'LeCun' },
        bias_init: { scheme: 'Ones' },
      },
      inputs: [{ kind: 'map', height: 8, width: 8, channels: 3 }],
      output: { kind: 'map', height: 8, width: 8, channels: 64 },
    });
    expect(kernel!.initializer).toEqual({ kind: 'lecun', fanIn: 27, fanOut: 576 });
    expect(bias!.initializer).toEqual({ kind: 'ones' });
  });
});

test('words that stand for themselves', () => {
  for (const word of ['same', 'valid', 'He', 'Normal', 'Zeros', 'nearest', 'sample', 'batch'])
    expect(isCatalogueWord(word)).toBe(true);
  for (const word of ['Conv', 'relu', 'constructor', '']) expect(isCatalogueWord(word)).toBe(false);
});
