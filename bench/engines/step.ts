/**
 * Trains samples/resnet20.cnn on an engine, on one batch of noise, as many steps as each line of input says, and
 * answers each line with the milliseconds of every step. Arguments: engine, folder of the .wasm files, sample's path.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Random } from '../../src/training/random.ts';
import { openEngine } from '../../src/training/engines/catalogue.ts';
import { planForward } from '../../src/training/run/forward.ts';
import { Model } from '../../src/training/run/model.ts';
import { select } from '../../src/training/run/selection.ts';

const [id, wasmFolder, sample] = process.argv.slice(2) as [string, string, string];
const batchSize = 128;

const files = [sample, join(dirname(sample), 'blocks', 'convNorm.cnn')];
const sources = Object.fromEntries(
  files.map((path) => [pathToFileURL(path).href, readFileSync(path, 'utf8')]),
);
const { analysed, recipe } = select({ sources, main: pathToFileURL(sample).href, arguments: {} });
const { engine } = await openEngine(id, { wasmFolder });
const model = new Model(planForward(analysed), engine, recipe, [32, 32, 3]);
const random = new Random(1);
const batch = {
  count: batchSize,
  pixels: Float32Array.from({ length: batchSize * 32 * 32 * 3 }, () => random.next() * 2 - 1),
  labels: Int32Array.from({ length: batchSize }, (_, image) => image % 10),
};
console.log(JSON.stringify({ engine: engine.description, version: engine.version }));
let step = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const milliseconds: number[] = [];
  for (let count = Number(line); count > 0; count--) {
    const started = performance.now();
    await model.train(batch, 0.1, step++);
    milliseconds.push(performance.now() - started);
  }
  console.log(JSON.stringify(milliseconds));
}
process.exit(0);
