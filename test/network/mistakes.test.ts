import { describe, expect, it } from 'vitest';
import { read } from './reading.ts';

/**
 * Every mistake at its smallest range: the text between ⟦ and ⟧ is what must be marked, and nothing else may be
 * said of the text. `body` is put into a network with a 32x32x16 input.
 */
interface Case {
  readonly code: string;
  readonly body?: string;
  readonly file?: string;
  readonly says?: RegExp;
  readonly fixed?: string;
  readonly chain?: readonly string[];
  readonly related?: readonly RegExp[];
}

const cases: readonly Case[] = [
  // names
  { code: 'unknown-name', body: '⟦Covn⟧(8, 3)', says: /did you mean Conv\?/, fixed: 'Conv(8, 3)' },
  { code: 'unknown-name', body: '⟦conv⟧(8, 3)', says: /did you mean Conv\?/ },
  { code: 'unknown-name', body: 'Conv(8, 3) -> ⟦BatchNrom⟧', fixed: 'Conv(8, 3) -> BatchNorm' },
  { code: 'unknown-name', body: '⟦Conv2d⟧(8, 3)', says: /Conv\?/ },
  {
    code: 'unknown-name',
    body: 'width = Conv(8, 3)\nConv(⟦widht⟧.channels, 3) -> Add(Identity, width)',
    fixed: 'width = Conv(8, 3)\nConv(width.channels, 3) -> Add(Identity, width)',
  },
  {
    code: 'unknown-name',
    body: 'Add(input, ⟦later⟧)\nlater = Conv(16, 3)\nAdd(Identity, later)',
    says: /further down/,
  },
  {
    code: 'unknown-name',
    body: 'if input.channels == 16 { short = Conv(8, 3)\nAdd(short, short) }\nAdd(Identity, ⟦short⟧)',
    says: /every arm/,
  },
  { code: 'unknown-name', file: 'block Unused { Conv(⟦n⟧, 3) }\nnetwork A { input 8x8x3\nReLU }' },
  {
    code: 'unknown-name',
    file: 'let a = ⟦input⟧.channels\nnetwork A { input 8x8x3\nReLU }',
    says: /inside a block/,
  },
  { code: 'unknown-member', body: 'Conv(input.⟦heigth⟧, 3)', fixed: 'Conv(input.height, 3)' },
  {
    code: 'unknown-name',
    body: 'Conv(8, 3) // ⟦stem⟧',
    says: /comment begins with `#`/,
    fixed: 'Conv(8, 3) # stem',
  },
  { code: 'name-bound-twice', body: 'a = ReLU\n⟦a⟧ = Sigmoid\nAdd(a, a)', says: /need none\.$/ },
  { code: 'name-hides', body: 'a = ReLU\nrepeat 2 { ⟦a⟧ = Conv(16, 3) -> ReLU\nAdd(a, a) }' },
  {
    code: 'name-hides',
    body: 'a = ReLU\nrepeat 2 { if input.height == 32 { ⟦a⟧ = a -> Conv(16, 3) } }\nAdd(a, input)',
    says: /before the loop: what changes from turn to turn is the current value/,
  },
  {
    code: 'name-hides',
    body: 'a = input\nif input.channels != 8 { ⟦a⟧ = a -> Conv(16, 1) }\nAdd(a, Conv(16, 3))',
    says: /before the if: bind it in the arms instead/,
  },
  {
    code: 'name-hides',
    file: 'block B(n) { repeat 2 { let ⟦n⟧ = 3\nConv(8, n) } }\nnetwork A { input 8x8x3\nB(1) }',
    says: /further out; choose another name\.$/,
  },
  { code: 'name-hides', body: '⟦Conv⟧ = ReLU\nAdd(Conv, Conv)', says: /the layer Conv/ },
  { code: 'name-hides', file: 'let k = 3\nnetwork A { input 8x8x3\nConv(8, 3) as ⟦k⟧ }', says: /the let k/ },
  { code: 'duplicate-name', file: 'let a = 3\nlet ⟦a⟧ = 4\nnetwork A { input 8x8x3\nReLU }' },
  { code: 'hides-catalogue', file: 'block ⟦Conv⟧ { ReLU }\nnetwork A { input 8x8x3\nConv }' },
  { code: 'network-called', file: 'network B { input 8x8x3\nReLU }\nnetwork A { input 8x8x3\n⟦B⟧ }' },
  { code: 'function-as-value', file: 'let f(x) = x\nblock B(a) { a }\nnetwork A { input 8x8x3\nB(⟦f⟧) }' },
  { code: 'let-cycle', file: 'let ⟦a⟧ = b\nlet b = a\nnetwork A { input 8x8x3\nConv(a, 3) }' },
  {
    code: 'path-twice',
    body: 'repeat 2 { Conv(16, 3) as c }\nrepeat 2 { Conv(16, 3) as ⟦c⟧ }',
    says: /c\.0/,
  },
  // arguments
  { code: 'unknown-argument', body: 'Conv(8, 3, ⟦pading⟧: 1)', fixed: 'Conv(8, 3, padding: 1)' },
  { code: 'positional-argument', body: 'Conv(8, 3, ⟦2⟧)', fixed: 'Conv(8, 3, stride: 2)' },
  { code: 'too-many-arguments', file: 'block B(a) { Conv(a, 3) }\nnetwork A { input 8x8x3\nB(3, ⟦4⟧) }' },
  { code: 'missing-argument', body: '⟦Conv⟧(8)', says: /needs `kernel`, as in Conv\(64, 3\)/ },
  { code: 'missing-argument', body: '⟦Slice⟧(8)', says: /needs `to`, as in Slice\(0, 32\)/ },
  { code: 'missing-argument', body: '⟦Slice⟧([0, 32])' },
  { code: 'slice-range', body: 'Slice(⟦2⟧, 2)', says: /the second is where it ends, not how many/ },
  {
    code: 'unknown-argument',
    body: 'SeparableConv(8, 3, ⟦activation⟧: ReLU)',
    says: /`SeparableConv\(…\) -> ReLU`/,
  },
  {
    code: 'unknown-name',
    body: 'Conv(2 * ⟦channels⟧, 3)',
    says: /input\.channels, or x\.channels after `Identity as x`/,
  },
  {
    code: 'member-of-no-value',
    body: 'Conv(⟦Identity⟧.height, 3)',
    says: /after `Identity as x`: x\.height/,
  },
  {
    code: 'not-a-step',
    file: 'block B(act) { Conv(8, 3) -> ⟦act⟧ }\nnetwork A { input 8x8x3\nB(false) }',
    says: /one that does nothing is Identity/,
    chain: ['in B(false)'],
  },
  {
    code: 'name-hides',
    file: 'block B(stride) { Conv(8, 3, stride: stride) }\nnetwork A(s = 99) { input 8x8x3\nfor [c, ⟦s⟧] in [[8, 1], [8, 2]] { Conv(c, 3, stride: s) -> B(s) } }',
  },
  { code: 'missing-argument', body: '⟦Dense⟧' },
  { code: 'missing-argument', file: 'block B(a) { ReLU }\nnetwork A { input 8x8x3\n⟦B⟧ }' },
  { code: 'argument-twice', body: 'Conv(8, 3, ⟦kernel: 5⟧)' },
  {
    code: 'argument-type',
    body: 'Conv(⟦true⟧, 3)',
    says: /filters must be a whole number of 1 or more, not true/,
  },
  { code: 'argument-type', body: 'Conv(⟦ReLU⟧, 3)' },
  { code: 'argument-type', body: 'Conv(8, 3, padding: ⟦foo⟧)'.replace('foo', '"foo"') },
  { code: 'not-whole', body: 'Conv(⟦2.5⟧, 3)' },
  { code: 'not-whole', body: 'Conv(⟦10 / 4⟧, 3)', says: /^10 \/ 4 is 2\.5; Conv's/ },
  {
    code: 'not-whole',
    body: 'GlobalAvgPool -> Dense(⟦input.channels / 3⟧)',
    says: /input\.channels \/ 3 is 5\.333+ \(16 \/ 3\); Dense's units need a whole number/,
  },
  {
    code: 'not-whole',
    file: 'block Half { Conv(⟦input.channels / 2⟧, 1) }\nblock Twice { Half }\nnetwork A { input 8x8x3\nTwice }',
    chain: ['in Twice', 'in Half'],
  },
  // flows and merges
  { code: 'value-after-arrow', body: 'stem = Conv(16, 3)\nConv(16, 3) -> ⟦stem⟧' },
  { code: 'merge-shapes', body: 'Add(Conv(8, 3), ⟦Conv(16, 3)⟧)', says: /32x32x8/, related: [/32x32x8/] },
  { code: 'merge-operands', body: '⟦Add⟧(ReLU)' },
  {
    code: 'merge-operands',
    body: 'stem = ReLU\nConv(16, 3) -> ⟦Add⟧(stem)',
    fixed: 'stem = ReLU\nConv(16, 3) -> Add(Identity, stem)',
  },
  { code: 'merge-ignores-input', body: 'stem = ReLU\nConv(16, 3) -> ⟦Add⟧(stem, stem)' },
  { code: 'operand-type', body: 'Add(Identity, ⟦3⟧)', says: /3 is a number/ },
  { code: 'not-a-step', body: 'Conv(8, 3) -> ⟦3⟧' },
  { code: 'not-callable', body: 'stem = ReLU\n⟦stem⟧(3)' },
  { code: 'flow-in-expression', body: 'stem = ReLU\nlet l = ⟦stem -> Conv(8, 3)⟧\nConv(8, 3)' },
  { code: 'unused-value', body: '⟦x⟧ = Conv(8, 3)\nReLU' },
  { code: 'unused-result', body: 'x = Conv(8, 3)\nConv(16, 3) -> ⟦ReLU⟧\nx -> ReLU' },
  { code: 'ends-in-name', body: 'ReLU\n⟦x⟧ = Conv(8, 3)', fixed: 'ReLU\nx = Conv(8, 3)\nx' },
  // shapes
  { code: 'dense-on-feature-map', body: '⟦Dense⟧(10)', fixed: 'Flatten -> Dense(10)' },
  { code: 'needs-feature-map', body: 'Flatten -> ⟦Conv⟧(10, 3)' },
  { code: 'size-collapses', body: 'MaxPool(⟦64⟧)' },
  { code: 'groups-do-not-divide', body: 'Conv(8, 3, groups: ⟦3⟧)' },
  { code: 'member-of-vector', body: 'Flatten as v -> Dense(v.⟦height⟧)' },
  {
    code: 'member-of-no-value',
    file: 'block B(act) { Conv(⟦act⟧.channels, 3) }\nnetwork A { input 8x8x3\nB(ReLU) }',
    chain: ['in B(ReLU)'],
  },
  // control
  { code: 'repeat-count', body: 'repeat ⟦2.5⟧ { ReLU }' },
  { code: 'repeat-count', body: 'repeat ⟦-1⟧ { ReLU }' },
  { code: 'repeat-count', body: 'repeat ⟦1000000000⟧ { ReLU }', says: /at most 100,000/ },
  { code: 'for-list', body: 'for x in ⟦3⟧ { Conv(x, 3) }', says: /`repeat 3 as i/ },
  { code: 'for-pattern', body: 'for ⟦[a, b]⟧ in [[1, 2], [3]] { Conv(a, b) }' },
  { code: 'condition-type', body: 'if ⟦input.channels⟧ { ReLU }', says: /true or false/ },
  { code: 'condition-type', body: 'if ⟦3⟧ and true { ReLU }' },
  // expressions
  { code: 'operand-type', body: 'Conv(8 + ⟦[1]⟧, 3)' },
  { code: 'division-by-zero', body: 'Conv(8 // ⟦0⟧, 3)' },
  { code: 'not-a-number', body: 'Conv(⟦2 ** 99999⟧, 3)' },
  { code: 'builtin-arguments', body: 'Conv(sqrt(⟦-4⟧), 3)', says: /sqrt takes numbers of 0 or more/ },
  {
    code: 'builtin-arguments',
    body: 'Conv(log(⟦0⟧), 3)',
    says: /log\(0\) is not a real number: log takes numbers above 0/,
  },
  {
    code: 'unknown-name',
    body: 'Conv(⟦exp⟧(2), 3)',
    says: /exp; the functions are floor, ceil, .* and len\./,
  },
  { code: 'unknown-name', body: 'Conv(⟦abs⟧(2), 3)', says: /the functions are/ },
  { code: 'unknown-name', body: 'Conv(⟦log2⟧(2), 3)', says: /base 2 is log\(x\) \/ log\(2\)/ },
  {
    code: 'unknown-name',
    body: 'Conv(⟦int⟧(2.5), 3)',
    fixed: 'Conv(floor(2.5), 3)',
    says: /did you mean floor\?/,
  },
  { code: 'index-range', body: 'Conv([8, 16][⟦2⟧], 3)', says: /numbered from 0 to 1/ },
  { code: 'index-range', body: 'Conv([8, 16][⟦-1⟧], 3)', says: /negative/ },
  { code: 'too-long', body: 'for x in ⟦[1] * 1000000⟧ { ReLU }' },
  // networks
  { code: 'missing-input', file: 'network ⟦A⟧ { ReLU }' },
  { code: 'input-late', file: 'network A { ReLU\n⟦input 8x8x3⟧ }' },
  { code: 'input-twice', file: 'network A { input 8x8x3\n⟦input 8x8x3⟧\nReLU }' },
  { code: 'input-misplaced', file: 'block B { ⟦input 8x8x3⟧\nReLU }\nnetwork A { input 8x8x3\nB }' },
  { code: 'input-shape', file: 'network A { input ⟦[8, 8]⟧\nReLU }', says: /has 2 sizes/ },
  { code: 'input-shape', file: 'network A { input ⟦0x8x3⟧\nReLU }', says: /height/ },
  { code: 'network-parameter', file: 'network A(⟦n⟧) { input 8x8x3\nConv(n, 3) }' },
  { code: 'auxiliary-weight', body: '⟦auxiliary⟧ { Conv(8, 3) }\nReLU' },
  { code: 'auxiliary-nested', body: 'auxiliary(weight: 1) { ⟦auxiliary(weight: 1)⟧ { ReLU }\nReLU }\nReLU' },
  { code: 'unknown-quantity', body: 'ReLU\nexpect ⟦parms⟧ == 0', fixed: 'ReLU\nexpect params == 0' },
  { code: 'expect-type', body: 'ReLU\nexpect params == ⟦[1, 2]⟧' },
  { code: 'expect-misplaced', file: 'block B { ReLU\n⟦expect params == 0⟧ }\nnetwork A { input 8x8x3\nB }' },
  {
    code: 'expect-failed',
    body: 'Conv(8, 1, bias: false)\n⟦expect params == 130⟧',
    says: /128 parameters, not 130 \(2 fewer\)/,
  },
  {
    code: 'expect-failed',
    body: 'Conv(8, 1, bias: false) -> BatchNorm\n⟦expect params == 160⟧',
    says: /144 parameters, not 160; with the 16 that are not trained it would be\./,
  },
  { code: 'expect-failed', body: 'Conv(8, 3)\n⟦expect receptive_field == 5⟧', says: /is 3, not 5/ },
  { code: 'expect-failed', body: 'Conv(8, 3)\n⟦expect output 32x32x4⟧', says: /is 32x32x8, not 32x32x4/ },
  { code: 'expect-failed', body: 'Conv(8, 3)\n⟦expect macs < 1K⟧', says: /1,179,648 multiply-accumulates/ },
  // habits of other frameworks
  {
    code: 'operand-type',
    body: 'a = Conv(16, 3)\n⟦a + input⟧',
    says: /merge: Add\(a, input\)/,
    fixed: 'a = Conv(16, 3)\nAdd(a, input)',
  },
  { code: 'operand-type', body: '⟦Conv(8, 3) > ReLU⟧', says: /`->`/, fixed: 'Conv(8, 3) -> ReLU' },
  {
    code: 'value-given',
    body: 'x = Conv(8, 3)\nConv(⟦x⟧, 16, 3, padding: 1)',
    says: /x is a value/,
    fixed: 'x = Conv(8, 3)\nx -> Conv(16, 3, padding: 1)',
  },
  { code: 'value-given', body: 'x = Conv(8, 3)\nReLU(⟦x⟧)', fixed: 'x = Conv(8, 3)\nx -> ReLU' },
  {
    code: 'value-given',
    file: 'block B(act, v) { act(⟦v⟧) }\nnetwork A { input 8x8x3\nx = ReLU\nB(Conv, x) }',
    says: /^v is a value of 8x8x3/,
    chain: ['in B(Conv, 8x8x3)'],
  },
  {
    code: 'operand-list',
    body: 'Concat(⟦[Conv(8, 1), Conv(8, 3)]⟧) -> Conv(8, 1)',
    fixed: 'Concat(Conv(8, 1), Conv(8, 3)) -> Conv(8, 1)',
  },
  {
    code: 'input-channels-given',
    body: 'Conv(⟦16⟧, 64, 3, padding: 1)',
    says: /as in Conv\(64, 3\)/,
    fixed: 'Conv(64, 3, padding: 1)',
  },
  { code: 'input-channels-given', body: 'Conv(⟦16⟧, 6, 5)', fixed: 'Conv(6, 5)' },
  { code: 'positional-argument', body: 'Conv(96, 11, ⟦4⟧)', fixed: 'Conv(96, 11, stride: 4)' },
  { code: 'positional-argument', body: 'Conv(96, 4, ⟦2⟧)', fixed: 'Conv(96, 4, stride: 2)' },
  { code: 'argument-type', body: 'BatchNorm(⟦16⟧)', says: /16 channels/, fixed: 'BatchNorm()' },
  { code: 'argument-type', body: 'Flatten -> Dense(16384, ⟦10⟧)', fixed: 'Flatten -> Dense(10)' },
  { code: 'argument-type', body: 'Conv(16, ⟦0⟧)', says: /not 0\.$/ },
  {
    code: 'argument-type',
    body: 'Conv(8, 3, padding: ⟦"SAME"⟧)',
    says: /is same meant\?$/,
    fixed: 'Conv(8, 3, padding: same)',
  },
  { code: 'expect-failed', body: 'ReLU -> Conv(8, 3)\n⟦expect depth == 2⟧', says: /is 1 layer deep, not 2/ },
  { code: 'argument-type', body: 'Conv(⟦"64"⟧, 3)', says: /not "64"/ },
  { code: 'unknown-name', body: '⟦nn⟧.Conv2d(8, 3)', says: /as in Conv\./, fixed: 'Conv(8, 3)' },
  { code: 'unknown-name', body: 'Conv(8, 3) -> ⟦BN⟧', fixed: 'Conv(8, 3) -> BatchNorm' },
  { code: 'unknown-name', body: '⟦LayerScale⟧(1e-6)', fixed: 'Scale(1e-6)' },
  { code: 'foreign-call', body: '⟦Cropping2D(1)⟧', fixed: 'Crop(1)' },
  { code: 'unknown-name', body: '⟦LocalResponseNormalization⟧(5)', fixed: 'LocalResponseNorm(5)' },
  // another function must not be taken for one of a similar name
  {
    code: 'unknown-name',
    body: 'Conv(8, 3) -> ⟦Mish⟧',
    says: /named Mish; the layers near to it are LeakyReLU/,
  },
  { code: 'unknown-name', body: '⟦SELU⟧', says: /near to it/ },
  { code: 'unknown-name', body: '⟦InstanceNorm⟧', says: /GroupNorm\(input\.channels\)/ },
  { code: 'unknown-name', body: '⟦SEBlock⟧(4)', says: /Multiply\(input, GlobalAvgPool/ },
  { code: 'value-given', body: 'Conv(8, 3)(⟦input⟧)', says: /takes its input from the flow/ },
  { code: 'for-list', body: 'for i in ⟦range(3)⟧ { ReLU }', fixed: 'repeat 3 as i { ReLU }' },
  { code: 'for-list', body: 'for i in ⟦range(1, 3)⟧ { ReLU }', says: /repeat 3 as i/ },
  { code: 'not-callable', body: 'let w = [8]\nConv(⟦w⟧(0), 3)', fixed: 'let w = [8]\nConv(w[0], 3)' },
  {
    code: 'malformed-name',
    file: 'network ⟦Res-Net.18⟧(n = 1) { input 8x8x3\nConv(n, 3) }',
    fixed: 'network Res_Net_18(n = 1) { input 8x8x3\nConv(n, 3) }',
  },
  {
    code: 'malformed-name',
    file: 'network ⟦3Net⟧ { input 8x8x3\nReLU }',
    fixed: 'network _3Net { input 8x8x3\nReLU }',
  },
  { code: 'unknown-argument', body: 'Softmax(⟦dim⟧: 1)', says: /along the channels/ },
  { code: 'unknown-quantity', body: 'ReLU\nexpect ⟦FLOPs⟧ < 1M', says: /two FLOPs/ },
  {
    code: 'input-channels-first',
    file: 'network A { input ⟦3x224x224⟧\nReLU }',
    says: /3 high, 224 wide and has 224 channels/,
    fixed: 'network A { input 224x224x3\nReLU }',
  },
  // recursion
  { code: 'endless-recursion', file: 'block B { ⟦B⟧ }\nnetwork A { input 8x8x3\nB }', chain: ['in B'] },
  { code: 'endless-recursion', file: 'let f(n) = ⟦f⟧(n + 1)\nnetwork A { input 8x8x3\nConv(f(1), 3) }' },
];

describe('mistakes', () => {
  it.each(
    cases.map((each, index) => ({
      ...each,
      title: `${index} ${each.code}: ${(each.body ?? each.file)!.replaceAll('\n', '; ')}`,
    })),
  )('$title', (given) => {
    const marked =
      given.file ?? `network Net {\n  input 32x32x16\n  ${given.body!.replaceAll('\n', '\n  ')}\n}\n`;
    const start = marked.indexOf('⟦');
    const end = marked.indexOf('⟧') - 1;
    const text = marked.replace('⟦', '').replace('⟧', '');
    const { mistakes } = read(text);
    const told = mistakes.map(
      ({ code, location, message }) =>
        `${code} ${JSON.stringify(text.slice(location.start, location.end))} ${message}`,
    );
    expect(told, told.join('\n')).toHaveLength(1);
    const [mistake] = mistakes;
    expect(mistake!.code, told.join('\n')).toBe(given.code);
    expect(text.slice(mistake!.location.start, mistake!.location.end)).toBe(text.slice(start, end));
    expect(mistake!.location.start).toBe(start);
    if (given.says) expect(mistake!.message).toMatch(given.says);
    if (given.chain) expect(mistake!.chain.map((site) => site.text)).toEqual(given.chain);
    for (const [index, related] of (given.related ?? []).entries())
      expect(mistake!.related?.[index]?.text).toMatch(related);
    if (given.fixed !== undefined) {
      const fix = mistake!.fixes![0]!;
      const after = text.slice(0, fix.range.start) + fix.text + text.slice(fix.range.end);
      const wanted = given.file
        ? given.fixed
        : `network Net {\n  input 32x32x16\n  ${given.fixed.replaceAll('\n', '\n  ')}\n}\n`;
      expect(after).toBe(wanted);
    }
    expect(mistake!.message).toMatch(/[.?…]$/);
  });

  it('says a mistake of a block once, however many networks use it', () => {
    const { mistakes } = read(
      'block B { Conv(2.5, 3) }\nnetwork A { input 8x8x3\nB -> B }\nnetwork C { input 9x9x3\nB }',
    );
    expect(mistakes.map(({ code }) => code)).toEqual(['not-whole']);
  });

  it('tells of a value that stands where a size must, beside an argument that nobody knows', () => {
    const { mistakes } = read(
      'block B(filters, kernel) { Conv(filters, kernel, bias: nothing) }\nnetwork A { input 8x8x3\nB(8, input) }',
    );
    expect(mistakes.map(({ code }) => code).toSorted()).toEqual(['unknown-name', 'value-given']);
  });

  it('stays silent on what follows from an unknown shape, and knows all the rest', () => {
    const { networks, mistakes } = read(
      'network A { input 8x8x3\nside = Conv(8, 3)\nDense(10) -> Softmax -> Dense(3)\nAdd(Identity, side) -> Conv(9, 3)\nside -> Conv(5, 3) }',
    );
    expect(mistakes.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual([
      'dense-on-feature-map',
    ]);
    const { output, complete } = networks[0]!.totals;
    expect(output).toEqual({ kind: 'map', height: 8, width: 8, channels: 5 });
    expect(complete).toBe(false);
  });
});
