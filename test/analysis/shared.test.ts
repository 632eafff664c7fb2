import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draws } from '../draws.ts';
import { layersOf } from '../../src/analysis/views.ts';
import { read } from '../network/reading.ts';
import { depthOf, flatten, keptBytes, parametersOf, peakOf, seeing } from './flatWalk.ts';
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
        const look = [seeing(flat, 0), seeing(flat, 1)] as const;
        for (const [index, { field, name }] of views.entries()) {
          for (const axis of [0, 1] as const) {
            const seen = look[axis](flat.layers[index]!.value, 0);
            if (seen === 'global' || seen === undefined || typeof field !== 'object') {
              expect(field, name).toBe(seen);
              continue;
            }
            const [first, last] = seen;
            expect([field.padding[axis], field.size[axis]], `${name} in\n${text}`).toEqual([
              0 - first,
              last - first + 1,
            ]);
          }
        }
      }),
      draws(60),
    );
  });
});
