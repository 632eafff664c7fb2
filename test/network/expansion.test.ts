import { describe, expect, it } from 'vitest';
import { layersOf } from '../../src/analysis/views.ts';
import { bodiesOf } from '../../src/network/network.ts';
import { shapeText } from '../../src/layers/shape.ts';
import { read, readNetwork } from './reading.ts';

/** `Conv1 8x8x4` for every layer, in order. */
function layers(body: string, blocks = '', input = '8x8x4'): string[] {
  const network = readNetwork(`${blocks}\nnetwork Net {\n  input ${input}\n${body}\n}\n`);
  return layersOf(network).map(({ name, node }) => `${name} ${shapeText(node.output!)}`);
}

describe('the flow', () => {
  it('hands the current value on, and branches leave it where it was', () => {
    expect(layers('side = Conv(6, 3)\nConv(5, 3) -> ReLU\nConcat(Identity, side)')).toEqual([
      'side.Conv1 8x8x6',
      'Conv1 8x8x5',
      'ReLU1 8x8x5',
      'Identity1 8x8x5',
      'Concat1 8x8x11',
    ]);
  });

  it('starts at a value whose name it begins with', () => {
    expect(
      layers(
        'Conv(5, 3) as stem -> ReLU\nConv(6, 3) as last\nstem -> Conv(7, 1)\nConcat(Identity, last, input)',
      ),
    ).toEqual([
      'stem 8x8x5',
      'ReLU1 8x8x5',
      'last 8x8x6',
      'Conv1 8x8x7',
      'Identity1 8x8x7',
      'Concat1 8x8x17',
    ]);
  });

  it('starts the flows of a merge after -> at what was handed to it', () => {
    expect(layers('Conv(5, 1) -> Concat(Conv(6, 1x3), Conv(7, 3x1) -> Conv(8, 1))').at(-1)).toBe(
      'Concat1 8x8x14',
    );
  });

  it('takes parentheses that give something to apply', () => {
    const blocks = 'block Act(hard) { Conv(4, 1) -> (hard ? Sigmoid : ReLU) }';
    expect(layers('Act(true) -> Act(false)', blocks)).toEqual([
      'Act1.Conv1 8x8x4',
      'Act1.Sigmoid1 8x8x4',
      'Act2.Conv1 8x8x4',
      'Act2.ReLU1 8x8x4',
    ]);
  });
});

describe('control', () => {
  it('counts steps with loops expanded, and gives names in loops their index', () => {
    expect(
      layers(
        'repeat 2 as i { Conv(4 + i, 3)\nConv(4, 1) as c\nstage = Conv(3, 1) -> ReLU\nConcat(c, stage) }',
      ),
    ).toEqual([
      'Conv1 8x8x4',
      'c.0 8x8x4',
      'stage.0.Conv1 8x8x3',
      'stage.0.ReLU1 8x8x3',
      'Concat1 8x8x7',
      'Conv2 8x8x5',
      'c.1 8x8x4',
      'stage.1.Conv1 8x8x3',
      'stage.1.ReLU1 8x8x3',
      'Concat2 8x8x7',
    ]);
  });

  it('goes through lists, with patterns and index', () => {
    expect(layers('for [c, n] in [[2, 1], [3, 2]] as i { repeat n { Conv(c + 10 * i, 1) } }')).toEqual([
      'Conv1 8x8x2',
      'Conv2 8x8x13',
      'Conv3 8x8x13',
    ]);
  });

  it('keeps what is bound in every arm of an if, and passes through without else', () => {
    const body =
      'if input.channels == 3 { a = Conv(2, 1) } else if true { a = Conv(5, 1) } else { a = input }\nif false { Conv(9, 1) }\nConcat(Identity, a)';
    expect(layers(body)).toEqual(['a.Conv1 8x8x5', 'Identity1 8x8x4', 'Concat1 8x8x9']);
  });

  it('marks the nodes of a loop with where they stand in it', () => {
    const { network } = readNetwork('network A { input 8x8x3\nrepeat 2 { repeat 3 { ReLU } } }');
    expect(
      network.body.nodes.map(({ loops }) =>
        loops.map(({ iteration, count }) => `${iteration}/${count}`).join(),
      ),
    ).toEqual(['0/2,0/3', '0/2,1/3', '0/2,2/3', '1/2,0/3', '1/2,1/3', '1/2,2/3']);
    const loops = network.body.nodes.map((node) => node.loops[1]!.loop);
    expect(new Set(loops).size).toBe(2);
  });
});

describe('blocks', () => {
  it('sees its parameters, its input and its file, and uses earlier parameters in defaults', () => {
    const blocks =
      'let base = 4\nblock B(a, b = 2 * a, c = input.channels) { Conv(a, 1) -> Conv(b, 1) -> Conv(c + base, 1) }';
    expect(layers('B(3) -> B(1, c: 1)', blocks)).toEqual([
      'B1.Conv1 8x8x3',
      'B1.Conv2 8x8x6',
      'B1.Conv3 8x8x8',
      'B2.Conv1 8x8x1',
      'B2.Conv2 8x8x2',
      'B2.Conv3 8x8x5',
    ]);
  });

  it('takes values, which become inputs of its body', () => {
    const blocks = 'block Up(skip, channels) { Concat(input, skip) -> Conv(channels, skip.height - 5) }';
    const text = `${blocks}\nnetwork A { input 8x8x4\nConv(6, 3) as a -> Conv(7, 3)\nUp(a, 5) -> Up(a -> Conv(2, 1), 9) }`;
    const network = readNetwork(text);
    expect(layersOf(network).map(({ name, node }) => `${name} ${shapeText(node.output!)}`)).toEqual([
      'a 8x8x6',
      'Conv1 8x8x7',
      'Up1.Concat1 8x8x13',
      'Up1.Conv1 8x8x5',
      'Conv2 8x8x2',
      'Up2.Concat1 8x8x7',
      'Up2.Conv1 8x8x9',
    ]);
    const call = network.network.body.nodes.find((node) => node.kind === 'call')!;
    expect(call.inputs).toEqual([{ node: 1 }, { node: 0 }]);
  });

  it('takes layers, blocks and flows to apply, with weights of their own each time', () => {
    const blocks =
      'block ConvAct(c, act = ReLU) { Conv(c, 1) -> act }\nblock Twice(unit) { unit -> unit }\nblock Sized(unit) { unit(2) -> unit(3, 5) }';
    expect(
      layers(
        'ConvAct(2) -> ConvAct(3, act: Softmax)\nTwice(ConvAct(5))\nTwice(Conv(6, 1) -> Sigmoid)\nSized(Conv(padding: 1, kernel: 3))'.replace(
          'Sized(Conv(padding: 1, kernel: 3))',
          'Sized(Wide)',
        ),
        `${blocks}\nblock Wide(c, k = 3) { Conv(c, k) }`,
      ),
    ).toEqual([
      'ConvAct1.Conv1 8x8x2',
      'ConvAct1.ReLU1 8x8x2',
      'ConvAct2.Conv1 8x8x3',
      'ConvAct2.Softmax1 8x8x3',
      'Twice1.ConvAct1.Conv1 8x8x5',
      'Twice1.ConvAct1.ReLU1 8x8x5',
      'Twice1.ConvAct2.Conv1 8x8x5',
      'Twice1.ConvAct2.ReLU1 8x8x5',
      'Twice2.Conv1 8x8x6',
      'Twice2.Sigmoid1 8x8x6',
      'Twice2.Conv2 8x8x6',
      'Twice2.Sigmoid2 8x8x6',
      'Sized1.Wide1.Conv1 8x8x2',
      'Sized1.Wide2.Conv1 8x8x3',
    ]);
  });

  it('lets flows handed over keep the values and sizes of where they were written', () => {
    const blocks =
      'block Inner(act) { Conv(5, 1) -> act }\nblock Outer(act) { Inner(act) -> Inner(act: act -> ReLU) }';
    const body = 'Conv(4, 3) as stem\nlet wide = 5\nOuter(Concat(Identity, stem) -> Conv(wide, 1))';
    expect(layers(body, blocks).filter((layer) => layer.includes('Concat'))).toEqual([
      'Outer1.Inner1.Concat1 8x8x9',
      'Outer1.Inner2.Concat1 8x8x9',
    ]);
  });

  it('tells calls with their values filled in, and leaves defaults out', () => {
    const { network } = readNetwork(
      'block B(a, stride = 1) { Conv(a, 1, stride: stride) }\n' +
        'network N { input 8x8x3\n repeat 2 as i { B(4 * 2, stride: i == 0 ? 2 : 1) }\n}',
    );
    const calls = network.body.nodes.map((node) => (node.kind === 'call' ? node.text : node.kind));
    expect(calls).toEqual(['B(8, stride: 2)', 'B(8)']);
  });

  it('recurses', () => {
    const blocks =
      'block Fractal(columns, c) {\n if columns == 1 { Conv(c, 3) }\n else { Average2(Conv(c, 3), Fractal(columns - 1, c) -> Fractal(columns - 1, c)) }\n}\n'.replace(
        'Average2',
        'Add',
      );
    const network = readNetwork(`${blocks}network A { input 8x8x4\nFractal(10, 4) }`);
    expect(network.totals.layers).toBe(2 ** 10 - 1 + 2 ** 9 - 1);
    expect(network.totals.depth).toBe(2 ** 9);
    // One body for each number of columns and one for the network.
    expect(bodiesOf(network.network.body)).toHaveLength(11);
  });

  it('expands a block once for the same arguments on the same shape', () => {
    const { network } = readNetwork(
      'block B(c, act = ReLU) { Conv(c, 3) -> act }\nnetwork A { input 8x8x4\nrepeat 36 { B(4) }\nB(4, act: ReLU) -> B(5) -> B(4) -> B(4, act: Conv(4, 1) -> ReLU) }',
    );
    const bodies = bodiesOf(network.body);
    expect(bodies).toHaveLength(5);
    expect(network.layerCount).toBe(81);
  });
});

describe('expressions', () => {
  const value = (expression: string, lets = '') => {
    const { networks, mistakes } = read(
      `${lets}\nnetwork A { input 8x8x4\nlet v = ${expression}\nConv(v, 1) }`,
    );
    if (mistakes.length > 0) throw new Error(mistakes[0]!.message);
    return networks[0]!.totals.output!.channels;
  };

  it.each([
    ['2 + 3 * 4', 14],
    ['7 // 2 * 10 + -7 // 2 + 7 % 4 - -7 % 4', 28],
    ['10 + -2 ** 2', 6],
    ['round(2.5) + 10 * round(3.5) + 100 * round(1.4)', 142],
    ['floor(2.7) + ceil(2.1) + sqrt(16)', 9],
    ['floor(log(2 ** 10) / log(2) + 0.5) + ceil(log(1))', 10],
    ['min(3, 2, 5) + max([1, 9, 4]) + len([1, 2, 3])', 14],
    ['1 < 2 and not (3 >= 4) or false ? 5 : nothing', 5],
    ['[1, [2, 3]][1][0] + ([1] + [7])[1]', 9],
    ['len([0] * 12)', 12],
    ['"a" + "b" == "ab" and [1, [2]] == [1, [2]] and same != valid ? 3 : 4', 3],
    ['1.5K + 1_000', 2500],
    ['divisible(37)', 40],
    ['fib(15)', 987],
  ])('%s is %d', (expression, expected) => {
    const lets =
      'let nothing = 1\nlet divisible(v, by = 8) = max(by, floor(v + by / 2) // by * by)\nlet fib(n) = n < 2 ? 1 : fib(n - 1) + fib(n - 2)';
    expect(value(expression, lets)).toBe(expected);
  });
});

describe('heads, networks and results', () => {
  it('keeps auxiliaries apart', () => {
    const network = readNetwork(
      'network A { input 8x8x4\nConv(4, 3)\nauxiliary(weight: 0.3) { Conv(9, 1) -> GlobalAvgPool -> Dense(10) }\nrepeat 2 { ReLU\nauxiliary(weight: 0.1) { GlobalAvgPool -> Dense(5) } }\nConv(5, 3) }',
    );
    const { body } = network.network;
    expect(body.auxiliaries.map(({ name, weight }) => `${name} ${weight}`)).toEqual([
      'auxiliary1 0.3',
      'auxiliary2 0.1',
      'auxiliary3 0.1',
    ]);
    expect(layersOf(network).map(({ name }) => name)).toContain('auxiliary1.Dense1');
    expect(layersOf(network).map(({ name }) => name)).toContain('auxiliary3.Dense1');
    expect(network.totals.parameters.auxiliary).toBe(4 * 9 + 9 + 9 * 10 + 10 + 2 * (4 * 5 + 5));
    expect(network.totals.parameters.trainable).toBe(9 * 16 + 4 + 9 * 4 * 5 + 5);
    expect(network.totals.depth).toBe(2);
  });

  it('takes computed inputs and parameters, and other values for them', () => {
    const text =
      'let half(x) = x // 2\nnetwork A(size = 32, classes = 10) { let s = half(size)\ninput [s, s, 3]\nFlatten -> Dense(classes)\nexpect params == 7690 }';
    expect(readNetwork(text).totals.output).toEqual({ kind: 'vector', channels: 10 });
  });
});
