import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findLayer, layers } from '../../src/layers/catalogue.ts';

test('each layer goes through testLayer, by itself or as an elementwise one, so that its gradients are checked', () => {
  const tested = new Set<string>();
  for (const file of readdirSync(import.meta.dirname)) {
    if (!file.endsWith('.test.ts')) continue;
    const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8');
    for (const [, name] of text.matchAll(/^test(?:Layer|Elementwise)\('(\w+)'/gm)) tested.add(name!);
  }
  expect(layers.filter(({ name }) => !tested.has(name)).map(({ name }) => name)).toEqual([]);
});

test('names are unique, and found', () => {
  expect(new Set(layers.map(({ name }) => name)).size).toBe(layers.length);
  for (const layer of layers) expect(findLayer(layer.name)).toBe(layer);
  expect(findLayer('conv')).toBeUndefined();
  expect(findLayer('constructor')).toBeUndefined();
});
