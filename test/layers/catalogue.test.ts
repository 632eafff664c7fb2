import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findLayer, layers } from '../../src/layers/catalogue.ts';

const fileName = (layer: string) =>
  layer.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+(?=[A-Z0-9]|$)|^[A-Z]/, (head) => head.toLowerCase());

test('each layer has its test, so that its gradients are checked', () => {
  const tests = new Set(readdirSync(import.meta.dirname).map((name) => name.toLowerCase()));
  const untested = layers.filter(({ name }) => !tests.has(`${fileName(name)}.test.ts`.toLowerCase()));
  expect(untested.map(({ name }) => name)).toEqual([]);
});

test('names are unique, and found', () => {
  expect(new Set(layers.map(({ name }) => name)).size).toBe(layers.length);
  for (const layer of layers) expect(findLayer(layer.name)).toBe(layer);
  expect(findLayer('conv')).toBeUndefined();
  expect(findLayer('constructor')).toBeUndefined();
});
