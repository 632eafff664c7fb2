import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { layerReference } from '../../scripts/docs/layerReference.ts';
import { layers } from '../../src/layers/catalogue.ts';
import { examplesOf, understood } from './examples.ts';

const file = fileURLToPath(new URL('../../docs/layers.md', import.meta.url));
const text = readFileSync(file, 'utf8');
const examples = examplesOf(text);

/** A layer's part of the page. */
function section(name: string): string {
  const parts = text.split(/^(?=###? )/m).filter((part) => part.startsWith(`### ${name}\n`));
  expect(parts).toHaveLength(1);
  return parts[0]!;
}

/** Output and trainable parameters of the examples, worked out by hand. */
const byHand: [layer: string, output: string, parameters: string][] = [
  ['Conv', '14x14x128', '73,856'], // 3·3·64·128 + 128
  ['DepthwiseConv', '28x28x64', '640'], // 3·3·64 + 64
  ['SeparableConv', '28x28x128', '8,896'], // 3·3·64 + 64·128 + 128
  ['TransposedConv', '56x56x32', '8,224'], // 2·2·64·32 + 32
  ['Dense', '10', '650'], // 64·10 + 10
  ['Flatten', '25088', '0'],
  ['Pad', '30x30x128', '0'],
  ['Crop', '27x27x64', '0'],
  ['MaxPool', '14x14x64', '0'],
  ['Subsample', '14x14x6', '12'],
  ['BatchNorm', '28x28x64', '128'],
  ['GroupNorm', '28x28x64', '128'],
  ['PReLU', '28x28x64', '64'],
  ['Concat', '28x28x128', '0'],
  ['RBF', '2', '0'],
];

describe('docs/layers.md', () => {
  it('is what the catalogue gives (else: npm run docs)', async () => {
    const options = await prettier.resolveConfig(file);
    expect(text).toBe(await prettier.format(layerReference(), { ...options, filepath: file }));
  });

  it('has every layer, each with an example', () => {
    for (const { name } of layers) expect(section(name), name).toContain('```cnn');
    expect(examples).toHaveLength(layers.length);
  });

  it.each(examples.map(({ line, text: source }) => [line, source]))(
    'line %i has no mistakes',
    (_, source) => {
      expect(understood(source).mistakes.map(({ message }) => message)).toEqual([]);
    },
  );

  it.each(byHand)('%s gives %s with %s parameters', (name, output, parameters) => {
    expect(section(name)).toMatch(new RegExp(`^- Shape: .* → ${output}$`, 'm'));
    expect(section(name)).toMatch(new RegExp(`^- Parameters: (.* = )?${parameters}(, and .*)?$`, 'm'));
  });
});
