import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draws } from '../draws.ts';
import type { Field, ReceptiveField, UnitsSeen } from '../../src/analysis/analysis.ts';
import { layersOf } from '../../src/analysis/views.ts';
import { read, readNetwork } from '../network/reading.ts';
import { flatten, seeing, sideOf } from './flatWalk.ts';

function local(field: ReceptiveField): Field {
  if (typeof field !== 'object') throw new Error(`The field is ${field}.`);
  return field;
}

const fieldOf = (steps: string, input = '64x64x1') =>
  readNetwork(`network A {\n  input ${input}\n  ${steps}\n}`).totals.receptiveField;

describe('behind upsampling', () => {
  it.each([
    // By the gradients of all units.
    ['Upsample(2) -> Conv(8, 2, padding: valid)', 2, 1],
    ['Upsample(4) -> Conv(8, 3)', 2, 1],
    ['MaxPool(2) -> TransposedConv(1, 2, stride: 2)', 2, 2],
    ['AvgPool(32) -> TransposedConv(1, 64, stride: 32)', 64, 64],
    ['AvgPool(32) -> TransposedConv(1, 64, stride: 32, padding: valid)', 64, 64],
    ['Conv(1, 3) -> MaxPool(2) -> Upsample(2) -> Conv(1, 3)', 6, 6],
    ['Upsample(3) -> MaxPool(3)', 1, 1],
    ['Upsample(3) -> MaxPool(2)', 2, 1],
    ['TransposedConv(1, 1, stride: 2)', 1, 0],
    ['TransposedConv(1, 3, stride: 2)', 2, 1],
    // A dilated kernel leaves units out, and looks at those that see the same again.
    ['Upsample(2) -> Conv(1, 2, dilation: 2)', 2, 2],
    [
      'TransposedConv(1, 2, stride: 2, dilation: 3, padding: valid) -> Conv(1, 2, dilation: 2, padding: valid)',
      2,
      2,
    ],
  ])('%s sees %i at most, %i at least', (steps, size, smallest) => {
    const field = local(fieldOf(steps));
    expect([field.size[0], field.smallest?.[0] ?? field.size[0]]).toEqual([size, smallest]);
  });

  it('looks through a block unit by unit where what it leaves out matters', () => {
    const text = (steps: string) =>
      `block Apart { Conv(1, 1) -> Conv(1, 2, dilation: 2, padding: valid) }\nblock Further { Apart -> Conv(1, 2, padding: valid) }\nnetwork A {\n  input 20x20x1\n  TransposedConv(1, 1, stride: 2)\n  ${steps}\n}`;
    // Positions that see nothing lie between those that see one pixel: of the former a block that reads each second one sees none.
    expect(readNetwork(text('Apart')).totals.receptiveField).toMatchObject({
      size: [2, 2],
      smallest: [0, 0],
    });
    expect(readNetwork(text('Further')).totals.receptiveField).toMatchObject({ size: [2, 2] });
    const views = layersOf(readNetwork(text('Further')));
    expect(views.map(({ field }) => (typeof field === 'object' ? field.smallest : field))).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      undefined,
    ]);
  });

  it('an uneven adaptive pooling counts', () => {
    // 10 into 4 are the windows 0-3, 2-5, 5-8, 7-10; two of them see 5 or 6 rows.
    expect(fieldOf('AdaptiveAvgPool(4)', '10x10x1')).toMatchObject({ size: [3, 3], stride: [2.5, 2.5] });
    expect(fieldOf('AdaptiveAvgPool(4) -> Conv(1, 2, padding: valid)', '10x10x1')).toMatchObject({
      size: [6, 6],
      smallest: [5, 5],
    });
  });

  it('the U-Net of Ronneberger et al. (2015) sees 188 to 204 pixels, by position', () => {
    const up = (width: number) =>
      `TransposedConv(${width}, 2, stride: 2) as up${width}\n  Concat(up${width}, down${width} -> Crop(CROP${width})) -> Twice(${width})`;
    const text =
      'block Twice(c) { Conv(c, 3, padding: valid) -> ReLU -> Conv(c, 3, padding: valid) -> ReLU }\nnetwork A {\n  input 572x572x1\n' +
      [64, 128, 256, 512].map((width) => `  Twice(${width}) as down${width} -> MaxPool(2)\n`).join('') +
      '  Twice(1024)\n' +
      [512, 256, 128, 64].map((width) => `  ${up(width)}\n`).join('') +
      '  Conv(2, 1)\n}';
    const crops: Record<string, number> = { CROP512: 4, CROP256: 16, CROP128: 40, CROP64: 88 };
    const network = readNetwork(text.replace(/CROP\d+/g, (name) => String(crops[name])));
    expect(network.totals.output).toMatchObject({ height: 388 });
    expect(network.totals.receptiveField).toMatchObject({
      size: [204, 204],
      smallest: [188, 188],
      stride: [1, 1],
    });
  });
});

describe('values that move', () => {
  it.each([
    ['Conv(6, 3) -> Reshape(32x64x3)', { size: [3, 3], stride: [1, 0.5] }],
    ['Conv(6, 3) -> Reshape(32x16x12)', { size: [3, 4], stride: [1, 2] }],
    ['Conv(6, 3) -> Reshape(16x1x384)', { size: [4, 34], stride: [2, 32] }],
    ['Conv(6, 3) -> Reshape(32x24x8)', { size: [3, 4], stride: [1, 4 / 3] }],
  ])('%s', (steps, field) => {
    expect(fieldOf(steps, '32x32x1')).toMatchObject(field);
  });

  it('across rows and columns leave the field unknown, and the layer says so', () => {
    const network = readNetwork('network A {\n input 8x8x4\n Conv(4, 3) -> Reshape(16x4x4) -> Conv(4, 3)\n}');
    expect(network.totals).toMatchObject({ receptiveField: undefined, complete: true, macs: 9216 * 2 });
    const [, reshape, conv] = layersOf(network);
    expect(reshape!.figures.remarks).toHaveLength(1);
    expect([reshape!.lost, conv!.lost]).toEqual(['scattered', 'scattered']);
    // What sees all sees all.
    expect(fieldOf('Conv(4, 3) -> GlobalAvgPool -> Dense(64) -> Reshape(4x4x4) -> Conv(4, 3)')).toMatchObject(
      {
        size: [3, 3],
      },
    );
  });
});

it('is not followed where it repeats after too many units', () => {
  const network = readNetwork('network A {\n input 1000x1000x1\n AdaptiveAvgPool(997)\n ReLU\n}');
  expect(network.totals).toMatchObject({ receptiveField: undefined, complete: true });
  expect(layersOf(network).map(({ lost }) => lost)).toEqual(['long', 'long']);
});

/** Steps of one size more or less, so that most networks of them are sound. */
const step = fc.constantFrom(
  ...['Conv(2, 3)', 'Conv(2, 2)', 'Conv(2, [5, 1])', 'Conv(2, 3, padding: valid)', 'Conv(2, 3, stride: 2)'],
  ...['Conv(2, 3, dilation: 2)', 'Conv(2, 2, dilation: 3)', 'Conv(2, 2, stride: 2, dilation: [1, 3])'],
  ...['Conv(2, 1, stride: 2)', 'DepthwiseConv(3, stride: [1, 2])', 'Conv(2, 3, stride: 3, padding: 1)'],
  ...[
    'MaxPool(2)',
    'MaxPool(3, stride: 2, padding: 1)',
    'AvgPool(3, stride: 1, padding: same)',
    'AvgPool(4)',
  ],
  ...['Upsample(2)', 'Upsample([3, 1])', 'Upsample(2) -> Conv(2, 2, padding: valid)', 'AdaptiveAvgPool(8)'],
  ...['AdaptiveAvgPool(5)', 'AdaptiveAvgPool([7, 12])', 'AdaptiveAvgPool(9)', 'Pad([0, 2, 1, 0])', 'Crop(1)'],
  ...[
    'TransposedConv(2, 2, stride: 2)',
    'TransposedConv(2, 3, stride: 2)',
    'TransposedConv(2, 4, stride: 2, padding: 1)',
  ],
  ...[
    'TransposedConv(2, 1, stride: 2) -> First',
    'TransposedConv(2, 1, stride: 2)',
    'TransposedConv(2, 3, stride: 2, dilation: 3, padding: valid)',
  ],
  ...['TransposedConv(2, 5, stride: 3)', 'TransposedConv(2, 2, stride: 3, dilation: 2, padding: valid)'],
  ...['Reshape(input.height, input.width)', 'First', 'Second', 'Third', 'ReLU'],
);
const branch = fc.constantFrom(
  ...[
    'Identity',
    'Conv(2, 5)',
    'Conv(2, 2)',
    'First',
    'Conv(2, 3, dilation: 4)',
    'Second -> AdaptiveAvgPool(8)',
  ],
  ...[
    'AdaptiveAvgPool(8)',
    'MaxPool(2) -> Upsample(2)',
    'Conv(2, 3, stride: 2) -> TransposedConv(2, 3, stride: 2)',
  ],
  ...['AvgPool(2) -> Conv(2, 3) -> TransposedConv(2, 2, stride: 2)', 'Conv(2, 3, stride: 2)', 'MaxPool(2)'],
  ...['Conv(2, 3, padding: valid) -> AdaptiveAvgPool(8)', 'Upsample(4) -> AvgPool(4)'],
);
const merge = fc
  .tuple(fc.constantFrom('Add', 'Concat'), branch, branch)
  .map(([name, a, b]) => `${name}(${a}, ${b})${name === 'Concat' ? ' -> Conv(2, 1)' : ''}`);
const flow = (most: number) =>
  fc.array(fc.oneof({ weight: 3, arbitrary: step }, { weight: 1, arbitrary: merge }), {
    minLength: 1,
    maxLength: most,
  });

/** A network of as many of its steps as have no mistake. */
function soundText(blocks: readonly (readonly string[])[], steps: readonly string[]): string | undefined {
  const declared = ['First', 'Second', 'Third']
    .map((name, index) => {
      const body = blocks[index]!.filter((each) => !/First|Second|Third/.test(each) || index > 0);
      const lower = body.map((each) => each.replace(/First|Second|Third/g, index === 2 ? 'Second' : 'First'));
      const sound = lower.filter((each) => index > 0 || !each.includes('First'));
      return `block ${name} {\n${['Conv(2, 1)', ...sound].join('\n')}\n}\n`;
    })
    .join('');
  for (let count = steps.length; count > 0; count--) {
    const text = `${declared}network A {\ninput 40x36x2\n${steps.slice(0, count).join('\n')}\n}`;
    if (!read(text).mistakes.some(({ severity }) => severity === 'error')) return text;
  }
  return undefined;
}

/** From where to where a unit sees, by the patterns that are told. */
function spanOf(patterns: readonly UnitsSeen[], unit: number): readonly [number, number] | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const { period, shift, units } of patterns) {
    const turn = Math.floor(unit / period);
    const seen = units[unit - turn * period];
    if (!seen) continue;
    least = Math.min(least, seen[0] + turn * shift);
    most = Math.max(most, seen[1] + turn * shift);
  }
  return least <= most ? [least, most] : undefined;
}

it('is what index arithmetic says, unit by unit, on random networks', () => {
  let [networks, values, lost] = [0, 0, 0];
  fc.assert(
    fc.property(flow(3), flow(3), flow(3), flow(6), (first, second, third, steps) => {
      const text = soundText([first, second, third], steps);
      if (text === undefined) return;
      networks++;
      const network = readNetwork(text);
      const flat = flatten(network.network.body);
      for (const [index, view] of layersOf(network).entries()) {
        const { value, applied } = flat.layers[index]!;
        if (applied.output.kind === 'vector') continue;
        values++;
        if (view.field === undefined) {
          expect(view.lost, text).toBeDefined();
          lost++;
          continue;
        }
        const field = local(view.field);
        for (const axis of [0, 1] as const) {
          const look = seeing(flat, axis);
          const sizes: number[] = [];
          for (let unit = 0; unit < sideOf(applied.output, axis); unit++) {
            const seen = look(value, unit);
            if (seen === 'global') throw new Error('A unit sees all.');
            sizes.push(seen ? seen[1] - seen[0] + 1 : 0);
            const where = `${view.name}, unit ${unit} along ${axis} in\n${text}`;
            const span = field.seen
              ? spanOf(field.seen[axis], unit)
              : [
                  unit * field.stride[axis] - field.padding[axis],
                  unit * field.stride[axis] - field.padding[axis] + field.size[axis] - 1,
                ];
            expect(span, where).toEqual(seen);
          }
          expect(field.size[axis], text).toBe(Math.max(...sizes));
          expect((field.smallest ?? field.size)[axis], text).toBe(Math.min(...sizes));
        }
      }
    }),
    draws(1000),
  );
  expect(networks).toBeGreaterThan(500);
  expect(lost / values).toBeLessThan(0.02);
}, 300_000);
