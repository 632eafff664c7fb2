import { describe, expect, it } from 'vitest';
import { understand } from '../../src/analysis/understand.ts';
import { Texts } from './reading.ts';

const main = 'file:///nets/main.cnn';
const norm = 'file:///nets/blocks/norm.cnn';
const codes = (texts: Record<string, string>, uri = main) => {
  const { mistakes } = understand(new Texts(texts).open(uri));
  return mistakes.map(({ code, location }) => `${code} ${texts[uri]!.slice(location.start, location.end)}`);
};

describe('imports', () => {
  const use = 'import { ConvNorm } from "./blocks/norm.cnn"\nnetwork A { input 8x8x3\nConvNorm(8) }';

  it('bring blocks and lets that keep the scope of their own file', () => {
    const texts = {
      [main]: `let wide = 5\n${use}`.replace('let wide = 5\n', ''),
      [norm]: 'import { k } from "../k.cnn"\nblock ConvNorm(c) { Conv(c, k, bias: false) -> BatchNorm }',
      'file:///nets/k.cnn': 'let k = 5',
    };
    const { networks, mistakes } = understand(new Texts(texts).open(main));
    expect(mistakes).toEqual([]);
    expect(networks[0]!.totals.parameters).toEqual({
      trainable: 25 * 3 * 8 + 16,
      nonTrainable: 16,
      auxiliary: 0,
    });
  });

  it('say what is missing, unknown, a network, or clashes', () => {
    expect(codes({ [main]: use })).toEqual(['import-missing "./blocks/norm.cnn"']);
    expect(codes({ [main]: use, [norm]: 'block ConvNrm(c) { Conv(c, 3) }' })).toEqual([
      'import-unknown ConvNorm',
    ]);
    expect(codes({ [main]: use, [norm]: 'network ConvNorm { input 8x8x3\nReLU }' })).toEqual([
      'import-network ConvNorm',
    ]);
    expect(
      codes({ [main]: `${use}\nblock ConvNorm(c) { ReLU }`, [norm]: 'block ConvNorm(c) { Conv(c, 3) }' }),
    ).toEqual(['duplicate-name ConvNorm']);
  });

  it('tell a circle in each of its files', () => {
    const texts = {
      [main]: `let A2 = 1\n${use}`,
      [norm]: 'import { A2 } from "../main.cnn"\nblock ConvNorm(c) { Conv(c, 3) }',
    };
    expect(codes(texts)).toEqual(['import-cycle "./blocks/norm.cnn"']);
    expect(codes(texts, norm)).toEqual(['import-cycle "../main.cnn"']);
  });

  it('say when an imported file has mistakes of its own', () => {
    expect(codes({ [main]: use, [norm]: 'block ConvNorm(c) { Covn(c, 3) }' })).toEqual([
      'import-has-mistakes "./blocks/norm.cnn"',
    ]);
  });

  it('place a mistake inside an imported block at the call that leads to it', () => {
    const texts = { [main]: use.replace('(8)', '(2.5)'), [norm]: 'block ConvNorm(c) { Conv(c, 3) }' };
    const { mistakes } = understand(new Texts(texts).open(main));
    expect(mistakes).toHaveLength(1);
    const { location, related } = mistakes[0]!;
    expect(texts[main].slice(location.start, location.end)).toBe('ConvNorm(2.5)');
    expect(related![0]!.location.uri).toBe(norm);
  });

  it('understands a file once for the same texts, and anew when an import changes', () => {
    const texts = new Texts({ [main]: use, [norm]: 'block ConvNorm(c) { Conv(c, 3) }' });
    const first = understand(texts.open(main));
    expect(understand(texts.open(main))).toBe(first);
    texts.set(norm, 'block ConvNorm(c) { Conv(c, 1) }');
    const second = understand(texts.open(main));
    expect(second.networks[0]!.totals.parameters.trainable).toBe(3 * 8 + 8);
  });
});
