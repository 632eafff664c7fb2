import { describe, expect, test } from 'vitest';
import { Files } from '../../../src/workspace/files.ts';
import { hoverAt } from '../../../src/server/views/hover.ts';
import { placeWith } from '../../../src/server/positions.ts';
import { Understandings } from '../../../src/workspace/understanding.ts';
import { mainUri, network, written } from '../written.ts';

function hover(text: string, others: Record<string, string> = {}): string {
  const { understanding, files, offset } = written(text, others);
  const found = hoverAt(understanding, offset, placeWith(files.load));
  if (!found) return '';
  return typeof found.contents === 'object' && 'value' in found.contents ? found.contents.value : '';
}

test('an argument named through a passed block is told of for each block that is passed', () => {
  const text = `block Unit(n, stride = 1) { Conv(n, 3, stride: stride) }
block Stage(unit) { unit(8, str|ide: 2) }
${network('Stage(Unit)', 'Stage(DepthwiseUnit)')}block DepthwiseUnit(n, stride) { Conv(n, 1) }
`;
  const told = hover(text);
  expect(told).toMatch(/stride = 1.*Parameter of `Unit`/s);
  expect(told).toMatch(/Parameter of `DepthwiseUnit`, must be given/);
});

describe('a layer', () => {
  // VGG's first convolution on 224: 3·3·3·64 + 64 parameters, 224·224·64·27 MACs (Simonyan & Zisserman, 2015).
  const text = 'network A {\n  input 224x224x3\n  Co|nv(64, 3) -> ReLU\n}\n';
  test('shapes, formulas with figures, memory and receptive field', () => {
    const said = hover(text);
    expect(said).toContain('224×224×3 → **224×224×64**');
    expect(said).toContain('3·3·3·64 + 64 = 1,792');
    expect(said).toMatch(/MACs: 224·224·64·3·3·3 = 86,704,128 \(86\.7 M\)/);
    expect(said).toMatch(/memory: 12\.8 MB/);
    expect(said).toMatch(/receptive field: 3, stride 1, padding 1/);
  });
  test('how far its positions see, where that is not the same', () => {
    const said = hover(network('MaxPool(2) -> Upsample(2) -> Co|nv(8, 2, padding: valid)'));
    expect(said).toContain('receptive field: 2 to 4, by position, stride 1, padding 0');
    expect(hover(network('Conv(4, 3) -> Resha|pe(64x16x4)'))).toMatch(
      /receptive field: \? \(A Reshape moves values/,
    );
  });
  test('what is not known of it', () => {
    const wrong = hover(network('Co|nv(8, 3, use_bias: false)'));
    expect(wrong).toContain('parameters: ?');
    expect(wrong).toContain('= 221,184');
    expect(wrong).toContain('receptive field: 3, stride 1, padding 1');
    expect(hover(network('Nothing -> Co|nv(8, 3)'))).toMatch(
      /\? → \*\*\?\*\*.*parameters: \?.*MACs: \?.*memory: \?.*receptive field: \?/s,
    );
    const total = hover(network('Conv(8, 3, use_bias: false)').replace('Tried', 'Tr|ied'));
    expect(total).toMatch(/parameters: \?.*MACs: 221,184.*What is \? is not known/s);
  });
  test('its signature and documentation', () => {
    expect(hover(text)).toMatch(/Conv\(filters, kernel, stride = 1/);
  });
  test('of a block that is used several times: each different use, equal ones together', () => {
    const said = hover(
      `block Unit(n, s = 1) {\n  Co|nv(n, 3, stride: s)\n}\n${network('Unit(8)', 'Unit(16, s: 2)', 'repeat 3 { Unit(16) }')}`,
    );
    expect(said).toContain('| Unit(8) | 32×32×3 → **32×32×8**');
    expect(said).toContain('| Unit(16, s: 2) | 32×32×8 → **16×16×16**');
    expect(said.match(/16×16×16 → \*\*16×16×16\*\*/g)).toHaveLength(3); // they differ in their receptive fields
    expect(hover(network('repeat 2 { Co|nv(8, 3) }'))).toMatch(/\| turn 0 \|.*\| turn 1 \|/s);
  });
  test('that stands in no network: its parameters', () => {
    expect(hover('block B { Max|Pool(2) }')).toContain('- `stride`');
  });
  test('of a file of blocks: in the networks of the editor that import it', () => {
    const files = new Files();
    files.set({
      uri: mainUri,
      version: 1,
      text: `import { Half } from "./blocks.cnn"\n${network('Half(8)')}`,
    });
    const blocks = 'file:///written/blocks.cnn';
    files.set({ uri: blocks, version: 1, text: 'block Half(n) { Conv(n, 3, stride: 2) }\n' });
    const understandings = new Understandings(files);
    const understanding = understandings.of(blocks);
    if (!understanding) throw new Error('not understood');
    const found = hoverAt(understanding, 18, placeWith(files.load), understandings.using(blocks));
    expect(JSON.stringify(found?.contents)).toContain('32×32×3 → **16×16×8**');
  });
  test('as an argument: not the step that it stands in', () => {
    const said = hover(`block Unit(act = ReLU) { Conv(8, 3) -> act }\n${network('Unit(act: Sig|moid)')}`);
    expect(said).toContain('Sigmoid');
    expect(said).not.toContain('parameters: 224');
  });
});

describe('arguments', () => {
  test('documentation and default', () => {
    expect(hover(network('Conv(8, 3, str|ide: 2)'))).toMatch(/\*\*stride\*\* of `Conv`, default `1`/);
  });
  test('of a block', () => {
    expect(hover(`block Unit(width = 4) { ReLU }\n${network('Unit(wi|dth: 2)')}`)).toContain('width = 4');
  });
  test('of a network in a recipe', () => {
    const text =
      'network A(classes = 10) {\n  input 8x8x3\n}\ntrain A(clas|ses: 10) on CIFAR10 as quick { epochs 1 }';
    expect(hover(text)).toContain('classes = 10');
  });
  test('of a recipe, its entries and forms', () => {
    const recipe = (line: string) => `${network('ReLU')}train Tried on CIFAR10 {\n  ${line}\n}\n`;
    expect(hover(recipe('optimizer SGD(l|r: 0.1)'))).toMatch(/\*\*lr\*\* of `SGD`/);
    expect(hover(recipe('opti|mizer SGD(lr: 0.1)'))).toMatch(/\*\*optimizer\*\*, default/);
    expect(hover(recipe('optimizer S|GD(lr: 0.1)'))).toMatch(/Stochastic gradient descent/);
  });
});

describe('names', () => {
  test('a let that takes too long to be worked out says so', () => {
    const long =
      'let f(n, k) = n < 2 ? 1 : f(n - 1, 2 * k) + f(n - 2, 2 * k + 1)\nlet a|ll = f(60, 1)\nlet few = f(6, 1)\n';
    expect(hover(long)).toContain('too many steps');
    expect(hover(long.replace('|', '').replace('few', 'f|ew'))).toMatch(/= 13$/);
  });
  test('a branch has its shape', () => {
    expect(hover(network('left = Conv(8, 3, stride: 2)', 'lef|t -> ReLU'))).toMatch(
      /\*\*left\*\*: value · 16×16×8/,
    );
  });
  test('a parameter has its values in the calls', () => {
    const said = hover(`block Unit(n) {\n  Conv(|n, 3)\n}\n${network('Unit(8)', 'Unit(16)')}`);
    expect(said).toMatch(/parameter · 8, 16, in `Unit\(8\)`, `Unit\(16\)`/);
  });
  test('a parameter that is a value or a layer', () => {
    const block = (name: string) => `block Up(skip, act = ReLU) {\n  Add(skip, Identity) -> ${name}\n}\n`;
    const up = network('Conv(8, 3) as stem', 'Up(stem)');
    expect(hover(block('a|ct') + up)).toMatch(/parameter · ReLU/);
    expect(hover(block('act').replace('Add(skip', 'Add(sk|ip') + up)).toMatch(/parameter · 32×32×8/);
  });
  test('a let, an element and an index of a body have their values in the uses and turns', () => {
    const text = `block Unit(n) {\n  let half = n // 2\n  Conv(half, 1)\n}\n${network(
      'for [width, kernel] in [[8, 3], [16, 5]] as i {',
      '  let all = width * (i + 1)',
      '  Conv(all, kernel) -> Unit(width)',
      '}',
    )}`;
    const of = (name: string, times = 1) => {
      let at = -1;
      for (let time = 0; time < times; time++) at = text.indexOf(name, at + 1);
      return hover(`${text.slice(0, at)}|${text.slice(at)}`);
    };
    expect(of('half', 2)).toMatch(/\*\*half\*\*: let · 4, 8\n/);
    expect(of('all')).toMatch(/let · 8, 32/);
    expect(of('kernel', 2)).toMatch(/element of the list · 3, 5/);
    expect(of('i +')).toMatch(/index, from 0 · 0, 1/);
    expect(of('width)')).toMatch(/· 8, 16/);
  });
  test('the network’s own parameter has its default', () => {
    expect(hover('network A(classes = 10) {\n  input 8x8x3\n  GlobalAvgPool -> Dense(cl|asses)\n}')).toMatch(
      /classes\*\*: parameter · 10/,
    );
  });
  test('the input of a block has the shapes of its uses', () => {
    expect(hover(`block Unit {\n  inp|ut -> ReLU\n}\n${network('Unit')}`)).toMatch(
      /\*\*input\*\* of `Unit` · 32×32×3/,
    );
  });
  test('a size has its values in the uses', () => {
    const said = hover(
      `block Unit {\n  Conv(input.chan|nels, 3)\n}\n${network('Unit', 'Conv(8, 3)', 'Unit')}`,
    );
    expect(said).toMatch(/\*\*channels\*\* · 3, 8/);
    expect(hover(network('left = Conv(8, 3, stride: 2)', 'Conv(left.wi|dth, 3)'))).toContain(
      '**width** · 16',
    );
    expect(hover(network('v = GlobalAvgPool', 'v -> Dense(v.chan|nels)'))).toContain('**channels** · 3');
  });
  test('what is expected is told as it is', () => {
    expect(hover(network('Conv(8, 3)', 'expect par|ams > 1'))).toContain('**params** · 224');
    expect(hover(network('Conv(8, 1x3)', 'expect receptive_f|ield == [1, 3]'))).toContain('· 1×3');
    expect(hover(network('Conv(8, 3)', 'expect out|put 32x32x8'))).toContain('**output** · 32×32×8');
  });
  test('a function of the language', () => {
    expect(hover(network('Conv(ma|x(4, 8), 3)'))).toMatch(/max\(.*argest/s);
  });
  test('a recipe, and the file of an import', () => {
    expect(hover(`${network('ReLU')}train Tried on CIFAR10 as qui|ck { epochs 1 }`)).toMatch(
      /recipe to train `Tried` on CIFAR10/,
    );
    const others = { 'blocks.cnn': 'block Half(n) { Conv(n, 3, stride: 2) }\nlet widths = [8]\n' };
    expect(hover(`import { Half } from "./blo|cks.cnn"\n${network('Half(8)')}`, others)).toContain(
      'declares `Half`, `widths`',
    );
  });
  test('a let has its value', () => {
    expect(hover(`let wide = 4 * 16\n${network('Conv(wi|de, 3)')}`)).toContain('= 64');
  });
  test('a block of another file has its documentation', () => {
    const others = { 'blocks.cnn': '# Halves the picture.\nblock Half(n) { Conv(n, 3, stride: 2) }\n' };
    const said = hover(`import { Half } from "./blocks.cnn"\n${network('Ha|lf(8)')}`, others);
    expect(said).toContain('block Half(n)');
    expect(said).toContain('Halves the picture.');
    expect(said).toContain('32×32×3 → **16×16×8**');
  });
  test('a network has its totals', () => {
    const said = hover('network A|bc {\n  input 8x8x3\n  Conv(8, 3)\n}');
    expect(said).toContain('parameters: 224');
    expect(said).toMatch(/depth: 1/);
  });
});

test('keywords are told briefly, comments not', () => {
  expect(hover(network('rep|eat 2 { ReLU }'))).toMatch(/\*\*repeat\*\*: The body, so many times/);
  expect(hover(network('# rep|eat'))).toBe('');
});
