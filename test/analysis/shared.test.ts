import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draws } from '../draws.ts';
import { layersOf } from '../../src/analysis/views.ts';
import { read } from '../network/reading.ts';
import { dependency, depthOf, fieldsOf, flatten, keptBytes, parametersOf, peakOf } from './flatWalk.ts';
import { programs } from './programs.ts';

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

describe('a body analysed once', () => {
  it('gives what a walk through every single layer gives, on random programs', () => {
    fc.assert(
      fc.property(programs, (text) => {
        const { networks, mistakes } = read(text);
        expect(
          mistakes.filter(({ severity }) => severity === 'error'),
          text,
        ).toEqual([]);
        const [network] = networks;
        const { totals } = network!;
        const flat = flatten(network!.network.body);
        const main = flat.layers.filter(({ auxiliary }) => !auxiliary);
        const heads = flat.layers.filter(({ auxiliary }) => auxiliary);
        expect(totals.layers).toBe(main.length);
        expect(totals.parameters).toEqual({
          trainable: parametersOf(main, true),
          nonTrainable: parametersOf(main, false),
          auxiliary: parametersOf(heads, true),
        });
        expect(totals.macs).toBe(sum(main.map(({ node, applied }) => node.layer.macs?.(applied).value ?? 0)));
        const making = main.filter(({ node }) => !node.layer.passesOn);
        expect(totals.memory.forward).toBe(sum(making.map(({ value }) => flat.bytes[value]!)));
        expect(totals.memory.withoutInPlace).toBe(
          sum(making.filter(({ node }) => !node.layer.inPlace).map(({ value }) => flat.bytes[value]!)),
        );
        expect(totals.depth).toBe(depthOf(flat));
        expect(totals.memory.peak).toBe(peakOf(flat));
        expect(totals.memory.training).toBe(keptBytes(flat));

        const views = layersOf(network!);
        expect(views.map(({ node }) => node.index)).toEqual(flat.layers.map(({ node }) => node.index));
        expect(new Set(views.map(({ name }) => name)).size).toBe(views.length);
        const fields = fieldsOf(flat);
        for (const [index, { field }] of views.entries()) {
          const { local, global } = fields.get(flat.layers[index]!.value)!;
          if (global || !local) expect(field, views[index]!.name).toBe('global');
          else expect(field, `${views[index]!.name} in\n${text}`).toMatchObject(local);
        }
      }),
      draws(60),
    );
  });
});

describe('receptive fields', () => {
  it('are what a unit depends on, traced back unit by unit', () => {
    const layer = fc.constantFrom(
      'Conv(4, 3)',
      'Conv(4, [5, 1])',
      'Conv(4, 3, stride: 2, padding: 1)',
      'Conv(4, 2, padding: valid)',
      'Conv(4, 3, dilation: [1, 3])',
      'MaxPool(2)',
      'MaxPool(3, stride: 2, padding: 1)',
      'AvgPool(3, stride: 1, padding: same)',
      'ReLU',
      'Wide',
      'Add(Conv(4, 7), Wide)',
      'Concat(Conv(2, 1), Conv(2, 1x5) -> Conv(2, 3))',
    );
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 6 }), (steps) => {
        const text = `block Wide { Add(Conv(4, 5), Conv(4, 1)) -> ReLU }\nnetwork A { input 400x400x4\n${steps.join('\n')} }`;
        const { networks, mistakes } = read(text);
        expect(
          mistakes.filter(({ severity }) => severity === 'error'),
          text,
        ).toEqual([]);
        const flat = flatten(networks[0]!.network.body);
        const views = layersOf(networks[0]!);
        for (const [index, { value }] of flat.layers.entries()) {
          const { field } = views[index]!;
          if (typeof field !== 'object') throw new Error('The field is not local.');
          for (const axis of [0, 1] as const) {
            const unit = 3;
            const [first, last] = dependency(flat, value, unit, axis)!;
            expect(field.size[axis], `${steps.join(' -> ')} axis ${axis}`).toBe(last - first + 1);
            expect(first).toBe(unit * field.stride[axis] - field.padding[axis]);
          }
        }
      }),
      draws(100),
    );
  });
});
