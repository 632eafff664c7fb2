/** What every engine of the shelf keeps to; what they compute is tried on each of them by the tests beside. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withSettings } from '../../../scripts/docs/shelfSettings.ts';
import { engines } from '../../../src/training/engines/catalogue.ts';
import { help } from '../../../src/cli/commands/catalogue.ts';
import { wasmFolder } from './engineTest.ts';

it('has ids that differ, which the setting and the command line offer (else: npm run docs)', () => {
  const ids = engines.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  expect(text).toBe(withSettings(text));
  expect(help).toContain(`--engine ${ids.join('|')}|auto`);
});

it.each(engines)('$id says whether it can be used, and is then what it says', async (engine) => {
  const finding = await engine.find({ wasmFolder });
  if ('problem' in finding) throw new Error(finding.problem);
  const opened = await engine.open({ wasmFolder });
  try {
    expect(opened.id).toBe(engine.id);
    expect(opened.version).toBe(finding.version);
    expect(opened.description).toBe(`${engine.id} · ${opened.version} · ${opened.device}`);
  } finally {
    opened.close();
  }
});

it.each(engines)('$id fails in a sentence where it is not', async (engine) => {
  const nowhere = { wasmFolder: '/nowhere', engineFolder: '/nowhere' };
  await expect(engine.open(nowhere)).rejects.toMatchObject({ code: 'engine' });
});
