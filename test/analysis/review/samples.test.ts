/** What the reviewer says of published networks: no warning, and as hints what is well known of them. */
import { expect, test } from 'vitest';
import { understand } from '../../../src/analysis/understand.ts';
import { programOf, samples } from '../../samples/sample.ts';

/** Dense layers on a flattened map; a bias kept as torchvision has it; plain networks that are too deep for 32x32. */
const wellKnown: Readonly<Record<string, readonly string[]>> = {
  'alexnet.cnn': ['hint dense-heavy'],
  'alexnetTorchvision.cnn': ['hint dense-heavy'],
  'resnetCifar10.cnn': ['hint field-beyond-input'],
  'vgg.cnn': ['hint bias-before-norm', 'hint dense-heavy'],
  'vgg16.cnn': ['hint dense-heavy'],
  'zfnet.cnn': ['hint dense-heavy'],
};

test.each(samples)('%s is not warned about', (sample) => {
  const said = understand(programOf(sample)).mistakes.map(({ severity, code }) => `${severity} ${code}`);
  expect([...new Set(said)]).toEqual(wellKnown[sample] ?? []);
});
