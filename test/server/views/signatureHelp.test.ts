import { describe, expect, test } from 'vitest';
import { signatureHelp } from '../../../src/server/views/signatureHelp.ts';
import { network, written } from '../written.ts';

/** The label with the parameter that is lit up in `«»`. */
function shown(text: string): string | undefined {
  const { understanding, offset } = written(text);
  const help = signatureHelp(understanding, offset);
  const [signature] = help?.signatures ?? [];
  const lit = signature?.parameters?.[help?.activeParameter ?? -1]?.label;
  if (!signature || !Array.isArray(lit)) return signature?.label;
  const { label } = signature;
  return `${label.slice(0, lit[0])}«${label.slice(...lit)}»${label.slice(lit[1])}`;
}

describe('signature help', () => {
  test('a layer: by position, by name, and nothing lit up behind its two positions', () => {
    expect(shown(network('MaxPool(|'))).toMatch(/^MaxPool\(«kernel», stride/);
    expect(shown(network('Conv(64, 3|)'))).toMatch(/^Conv\(filters, «kernel», stride = 1, /);
    expect(shown(network('Conv(64, 3, stride: |)'))).toMatch(/, «stride = 1», padding = same,/);
    expect(shown(network('Conv(64, 3, nonsense: |)'))).not.toContain('«');
  });
  test('a block that is passed: by its default, by a call, through a let', () => {
    const unit = 'block Unit(n, stride = 1) { Conv(n, 3, stride: stride) }\n';
    expect(shown(`${unit}block Stage(unit = Unit) { unit(8, stride: |) }`)).toBe('Unit(n, «stride = 1»)');
    expect(shown(`${unit}block Stage(unit) { unit(|8) }\n${network('Stage(Unit)')}`)).toBe(
      'Unit(«n», stride = 1)',
    );
    expect(shown(`block Stage { let act = LeakyReLU\n act(|) }`)).toMatch(/^LeakyReLU\(«slope/);
    expect(shown('block Stage(unit) { unit(|8) }')).toBeUndefined();
  });
  test('the call that the cursor is in, through brackets and flows; none outside', () => {
    expect(shown(network('Conv(2 * (3 + |), 1)'))).toMatch(/^Conv\(«filters»/);
    expect(shown(network('Pad(channels: [0, |])'))).toMatch(/^Pad\(.*«channels = 0»/);
    expect(shown(network('Concat(Conv(8, 3), Dense(|)'))).toMatch(/^Dense\(«units»/);
    expect(shown(network('Concat(Conv(8, 3), |'))).toBe('Concat(«…»)');
    expect(shown(network('Conv(8, 3) |'))).toBeUndefined();
    expect(shown(network('Conv(8, # here|', '3)'))).toBeUndefined();
    expect(shown('block A(n|) { ReLU }')).toBeUndefined();
    expect(shown(network('auxiliary(|) { ReLU }'))).toBe('auxiliary(«weight»)');
  });
  test('blocks with their documentation, networks in a recipe, functions of files, bodies and the language', () => {
    const block = '# Halves the size.\nblock Half(n, s = 2) { Conv(n, 3, stride: s) }\n';
    expect(shown(block + network('Half(8, |'))).toBe('Half(n, «s = 2»)');
    const { understanding, offset } = written(block + network('Half(|8)'));
    expect(signatureHelp(understanding, offset)?.signatures[0]?.documentation).toMatchObject({
      value: 'Halves the size.',
    });
    expect(shown('network A(classes = 3) { input 8x8x3 }\ntrain A(|) on CIFAR10 { epochs 1 }')).toBe(
      'A(«classes = 3»)',
    );
    expect(shown(`let up(v, by = 2) = v * by\n${network('Conv(up(1, by: |), 3)')}`)).toBe('up(v, «by = 2»)');
    expect(shown(network('let up(v, by = 2) = v * by', 'Conv(up(|1), 3)'))).toBe('up(«v», by = 2)');
    expect(shown(network('Conv(max(1, 2|), 3)'))).toBe('max(«a, b, …»)');
  });
  test('the forms of a recipe, with the default of each argument', () => {
    const recipe = (line: string) => `${network('Flatten')}train Tried on CIFAR10 {\n  ${line}\n}\n`;
    expect(shown(recipe('optimizer SGD(|'))).toMatch(/^SGD\(«lr», momentum: 0, nesterov: false, /);
    expect(shown(recipe('optimizer SGD(lr: 0.1, nesterov: |)'))).toContain('«nesterov: false»');
    expect(shown(recipe('augment Pad(4) -> RandomCrop(|)'))).toMatch(/^RandomCrop\(«size/);
  });
  test('broken text answers, for every offset', () => {
    const broken =
      'network A {\n  Conv(64, [1, (2 -> Add(x, "a\n  let f( = max(\n train A(x: ) { optimizer SGD(';
    for (let offset = 0; offset <= broken.length; offset += 2) {
      expect(shown(`${broken.slice(0, offset)}|${broken.slice(offset)}`) ?? '').toMatch(/^(\w+\(.*\))?$/);
    }
  });
});
