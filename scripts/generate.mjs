/**
 * Generates the Langium parser from the grammar in src/language/, when the grammar has changed since the
 * last time. The result, src/language/generated/, is not in the repository.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const language = join(root, 'src/language');
const config = join(language, 'langium-config.json');
const langiumCli = join(root, 'node_modules/langium-cli');
const stamp = join(language, 'generated/.source-hash');

/** A hash of everything that the generated parser depends on. */
function sourceHash() {
  const hash = createHash('sha256');
  const sources = readdirSync(language, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.langium'))
    .sort();
  for (const file of [
    ...sources.map((name) => join(language, name)),
    config,
    join(langiumCli, 'package.json'),
  ]) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Brings src/language/generated/ up to date; quick when it already is. */
export async function generateParser() {
  const hash = sourceHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await run(process.execPath, [join(langiumCli, 'bin/langium.js'), 'generate', '-f', config], { cwd: root });
  writeFileSync(stamp, hash);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateParser();
