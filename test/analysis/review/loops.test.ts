/** `input` in loops, where it is easily read as the current value. */
import { describe, expect, test } from 'vitest';
import { messages, network, said } from './reviewed.ts';

const unit = (stride: string) =>
  `block Y(channels, stride = ${stride}) {\n  Conv(channels, 3, stride: stride) -> ReLU\n}\n`;

describe('the size of `input` in a loop', () => {
  test('is hinted at where the turns begin with other sizes', () => {
    const text =
      unit('1') +
      network(
        '32x32x3',
        'Conv(8, 3)\n  for width in [8, 16, 16, 32, 32] {\n    Y(width, stride: width == input.channels ? 1 : 2)\n  }',
      );
    expect(said(text)).toEqual(['hint input-in-loop at input.channels']);
    expect(messages(text)).toEqual([
      "input is Net's input, whose channels are 3 in every turn; those of the current value are 8, 8, 16, 16, …: " +
        'name it by `Identity as here`, then here.channels.',
    ]);
    expect(
      messages(network('32x32x3', 'repeat 3 {\n    Conv(8, 3, stride: input.height > 8 ? 2 : 1)\n  }')),
    ).toEqual([
      "input is Net's input, whose height is 32 in every turn; that of the current value is 32, 16, 8: name it by " +
        '`Identity as here`, then here.height.',
    ]);
  });

  test('is told of conditions, `let`s, blocks and loops in loops', () => {
    for (const body of [
      'if input.channels == 4 {\n      ReLU\n    }\n    Conv(8, 3)',
      'let wide = 2 * input.channels\n    Conv(wide, 3)',
      'repeat 1 {\n      Conv(2 * input.channels, 3)\n    }',
    ]) {
      const loop = `repeat 3 {\n    ${body}\n  }`;
      expect(said(network('32x32x4', loop)), body).toEqual(['hint input-in-loop at input.channels']);
      const block = `block Stage {\n  ${loop}\n}\n`;
      expect(said(block + network('32x32x4', 'Stage')), body).toEqual([
        'hint input-in-loop at input.channels',
      ]);
    }
  });

  test('is meant where it is the current value’s, or where the turns begin alike', () => {
    for (const body of [
      // The input's channels come back in each turn.
      'Conv(64, 1)\n  repeat 3 {\n    Conv(16, 1) -> Conv(input.channels, 3)\n  }',
      'Conv(16, 1)\n  repeat 3 {\n    Multiply(Identity, GlobalAvgPool -> Dense(input.channels) -> ReLU -> Dense(16) -> Sigmoid)\n  }',
      // Chosen by the turn.
      'repeat 3 as i {\n    Conv(i == 0 ? input.channels : 16, 3)\n  }',
      'repeat 3 as i {\n    if i == 0 and input.channels != 16 {\n      Conv(16, 1)\n    }\n    ReLU\n  }',
      // Made of the input itself.
      'repeat 3 {\n    Concat(Identity, input -> Conv(input.channels, 3))\n  }',
      // Outside of the loop.
      'let wide = 2 * input.channels\n  repeat 3 {\n    Conv(wide, 3)\n  }',
      'repeat 3 {\n    Identity as here -> Conv(2 * here.channels, 3)\n  }',
    ]) {
      expect(said(network('32x32x4', body)), body).toEqual([]);
    }
    const text =
      unit('input.channels == channels ? 1 : 2') +
      network('32x32x4', 'for width in [8, 8, 16] {\n    Y(width)\n  }');
    expect(said(text)).toEqual([]);
  });
});
