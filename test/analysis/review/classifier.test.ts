/** Softmax twice, dropout after the last layer, dense layers that hold most of the parameters. */
import { describe, expect, test } from 'vitest';
import { fixed, mistakesOf, messages, network, said } from './reviewed.ts';

const body = 'Conv(16, 3) -> ReLU -> GlobalAvgPool';

describe('a softmax of a softmax', () => {
  test('is warned about, also through dropout and other lines', () => {
    expect(said(network('8x8x3', `${body} -> Dense(10) -> Softmax -> Softmax`))).toEqual([
      'warning softmax-twice at Softmax',
    ]);
    expect(said(network('8x8x3', `${body}\n  Dense(10) as logits -> Softmax\n  Softmax`))).toEqual([
      'warning softmax-twice at Softmax',
    ]);
    expect(said(network('8x8x3', `Conv(10, 3) -> Softmax -> Flatten -> Softmax`))).toEqual([
      'warning softmax-twice at Softmax',
    ]);
  });

  test('is found across blocks, and only in the call where it happens', () => {
    const head = 'block Head {\n  Dense(10) -> Softmax\n}\n';
    expect(said(head + network('8x8x3', `${body} -> Head -> Softmax`))).toEqual([
      'warning softmax-twice at Softmax',
    ]);
    const sharpen = 'block Probabilities {\n  Identity -> Softmax\n}\n';
    const both =
      sharpen + network('8x8x3', `${body} -> Dense(10)\n  Probabilities as first\n  Probabilities`);
    const [mistake] = mistakesOf(both);
    expect(said(both)).toEqual(['warning softmax-twice at Softmax']);
    expect(mistake!.chain.map(({ text, location }) => [text, location.start])).toEqual([
      ['in Probabilities', both.lastIndexOf('Probabilities')],
    ]);
    expect(said(sharpen + network('8x8x3', `${body} -> Dense(10) -> Probabilities`))).toEqual([]);
  });

  test('is none where something learned stands between, nor for heads of their own', () => {
    expect(
      said(network('8x8x3', 'Conv(8, 3) -> Softmax -> Conv(10, 3) -> GlobalAvgPool -> Softmax')),
    ).toEqual([]);
    expect(
      said(
        network(
          '8x8x3',
          'Conv(8, 3)\n  auxiliary(weight: 0.3) { GlobalAvgPool -> Dense(10) -> Softmax }\n  GlobalAvgPool -> Dense(10) -> Softmax',
        ),
      ),
    ).toEqual([]);
  });

  test('loses the second by the fix', () => {
    const good = network('8x8x3', `${body} -> Dense(10) -> Softmax`);
    expect(fixed(network('8x8x3', `${body} -> Dense(10) -> Softmax -> Softmax`))).toBe(good);
    expect(fixed(network('8x8x3', `${body} -> Dense(10) -> Softmax\n  Softmax`))).toBe(good);
  });
});

describe('dropout after the last layer', () => {
  test('is warned about, before or behind the softmax, in heads, too', () => {
    for (const end of [
      'Dense(10) -> Dropout(0.5) -> Softmax',
      'Dense(10) -> Softmax -> Dropout',
      'Dense(10) -> Dropout',
    ]) {
      expect(said(network('8x8x3', `${body} -> ${end}`)), end).toEqual([
        `warning dropout-last at ${/Dropout(\(0\.5\))?/.exec(end)![0]}`,
      ]);
    }
    expect(said(network('8x8x3', 'Conv(10, 3) -> Dropout(0.5) -> GlobalAvgPool -> Softmax'))).toEqual([
      'warning dropout-last at Dropout(0.5)',
    ]);
    expect(
      said(
        network(
          '8x8x3',
          'Conv(8, 3)\n  auxiliary(weight: 0.3) { GlobalAvgPool -> Dense(10) -> Dropout }\n  GlobalAvgPool -> Dense(10) -> Softmax',
        ),
      ),
    ).toEqual(['warning dropout-last at Dropout']);
    expect(said('block Head {\n  Dense(10) -> Dropout\n}\n' + network('8x8x3', `${body} -> Head`))).toEqual([
      'warning dropout-last at Dropout',
    ]);
  });

  test('says what is dropped', () => {
    expect(messages(network('8x8x3', `${body} -> Dense(10) -> Dropout -> Softmax`))[0]).toContain(
      "the network's 10 outputs",
    );
  });

  test('is fine before the last layer, and in what is not finished', () => {
    for (const rest of [
      `${body} -> Dropout(0.5) -> Dense(10) -> Softmax`,
      `${body} -> Dropout(0.5)`,
      `${body} -> Dense(128) -> ReLU -> Dropout(0.5)`,
      'Conv(16, 3) -> ReLU -> MaxPool(2) -> Dropout(0.25)',
      'Conv(3, 3) -> DropPath(0.1)\n  Add(Identity, input)',
    ]) {
      expect(said(network('8x8x3', rest)), rest).toEqual([]);
    }
  });

  test('is left out by the fix', () => {
    const good = network('8x8x3', `${body} -> Dense(10) -> Softmax`);
    expect(fixed(network('8x8x3', `${body} -> Dense(10) -> Dropout(0.5) -> Softmax`))).toBe(good);
    expect(fixed(network('8x8x3', `${body}\n  Dense(10)\n  Dropout(0.5)\n  Softmax`))).toBe(
      network('8x8x3', `${body}\n  Dense(10)\n  Softmax`),
    );
    // What has a name is used elsewhere, perhaps.
    expect(
      mistakesOf(network('8x8x3', `${body} -> Dense(10) -> Dropout as scores -> Softmax`))[0]!.fixes,
    ).toEqual([]);
  });
});

describe('a dense layer that holds most of the parameters', () => {
  test('is hinted at where it sees a flattened map', () => {
    // 8·8·16·100 + 100 = 102,500 of them and 3·3·3·16 + 16 = 448 and 100·10 + 10 = 1,010: 103,958. Pooled: 16·100 + 100.
    const text = network(
      '8x8x3',
      'Conv(16, 3) -> ReLU -> Flatten -> Dropout(0.1) -> Dense(100) -> ReLU -> Dense(10)',
    );
    expect(said(text)).toEqual(['hint dense-heavy at Dense']);
    expect(messages(text)[0]).toBe(
      "This Dense holds 102,500 of the network's 103,958 parameters (99 %), since it sees each of the 64 positions of the " +
        '8x8x16 map by itself. GlobalAvgPool in place of Flatten would leave it 1,700.',
    );
  });

  test('is found in a block, the map flattened outside', () => {
    const text =
      'block Head(classes) {\n  Dense(classes)\n}\n' + network('8x8x3', 'Conv(16, 3) -> Flatten -> Head(10)');
    expect(said(text)).toEqual(['hint dense-heavy at Dense']);
    expect(mistakesOf(text)[0]!.chain.map(({ text: call }) => call)).toEqual(['in Head(10)']);
  });

  test('is none on pooled maps, without convolutions, or below a half', () => {
    for (const rest of [
      'Conv(4, 3) -> GlobalAvgPool -> Dense(1000)',
      'Conv(4, 3) -> MaxPool(8) -> Flatten -> Dense(1000)',
      'Flatten -> Dense(100) -> ReLU -> Dense(10)',
      'Conv(256, 3) -> Conv(256, 3) -> MaxPool(4) -> Flatten -> Dense(10)',
    ]) {
      expect(said(network('8x8x3', rest)), rest).toEqual([]);
    }
  });
});
