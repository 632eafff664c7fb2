/**
 * `npm test`: installs what the tests need and runs all of them: lint, units, the packed extension in a real VS Code,
 * and `npm start`. Arguments choose parts (`lint`, `unit`, `workbench`, `start`, `desktop`); without any, all but `desktop` run.
 * The last line says how many checks passed and failed, over all parts; a linter counts as one check.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { provideCodeServer } from './codeServer.mjs';
import { CommandFailed, findProgram, run } from './processes.mjs';
import { installDependencies, requireNode, root } from './project.mjs';
import { packageExtension, vsix } from './package.mjs';
import { provideChromium, provideEngineBuild } from './systemPackages.mjs';

const results = join(root, 'test-results');

/** @type {{part: string, passed: number, failed: string[], notRun: string[], seconds: number}[]} */
const outcomes = [];

/** How much of what a failed test said the summary repeats: a property names its seed and its example there. */
const mostLines = 12;
const mostCharacters = 2000;

/** A failed check with the beginning of its message, set in below its name. */
function failure(title, message = '') {
  const said = message
    // eslint-disable-next-line no-control-regex -- terminals' colours
    .replace(/\x1b\[[0-9;]*m/g, '')
    .slice(0, mostCharacters)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
    .slice(0, mostLines);
  return [title, ...said.map((line) => `      ${line}`)].join('\n');
}

/** Runs one part and notes what came of it; an exception is one failed check with its message. */
async function part(name, work) {
  const started = Date.now();
  const outcome = { part: name, passed: 0, failed: [], notRun: [], seconds: 0 };
  outcomes.push(outcome);
  console.log(`── ${name} …`);
  try {
    Object.assign(outcome, await work());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(message);
    outcome.failed.push(`${name}: ${message.split('\n')[0]}`);
  }
  outcome.seconds = Math.round((Date.now() - started) / 1000);
  console.log(`── ${name}: ${outcome.passed} passed, ${outcome.failed.length} failed, ${outcome.seconds} s`);
  return outcome.failed.length === 0;
}

/** A check that is a program: it passes when the program ends well. */
function program(name, command, args) {
  return part(name, async () => {
    await run(process.execPath, [join(root, 'node_modules', command), ...args], { cwd: root, quiet: true });
    return { passed: 1 };
  });
}

/**
 * Runs vitest and counts its tests; a file that can't be loaded is a failed check.
 * `wrapper` is a program that vitest runs in, with its arguments.
 */
async function vitest(name, args, { env = {}, wrapper = [] } = {}) {
  const report = join(results, `${name}.json`);
  await rm(report, { force: true });
  const vitestEntry = join(root, 'node_modules/vitest/vitest.mjs');
  const options = ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  let ending;
  try {
    const [command, ...rest] = [...wrapper, process.execPath, vitestEntry, ...options];
    await run(command, rest, { cwd: root, env: { ...process.env, ...env } });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    ending = error;
  }
  if (!existsSync(report)) throw ending ?? new Error(`vitest left no report on ${name}.`);
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  const outcome = { passed: 0, failed: [], notRun: [] };
  for (const file of testResults) {
    const title = (test) => `${file.name.slice(root.length)}: ${test.fullName}`;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') outcome.passed++;
      else if (test.status === 'failed') outcome.failed.push(failure(title(test), test.failureMessages[0]));
      else outcome.notRun.push(title(test));
    }
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) {
      outcome.failed.push(failure(file.name.slice(root.length), file.message));
    }
  }
  // Errors outside of any test (an unhandled rejection, a crashed worker) show in the exit code only.
  if (ending && outcome.failed.length === 0)
    outcome.failed.push(`${name}: vitest failed outside of its tests`);
  if (outcome.passed + outcome.failed.length === 0) outcome.failed.push(`${name}: no test ran`);
  return outcome;
}

const lint = async () => {
  await program('types', 'typescript/bin/tsc', ['--noEmit']);
  await program('eslint', 'eslint/bin/eslint.js', ['.']);
  await program('prettier', 'prettier/bin/prettier.cjs', ['--check', '.']);
};
const units = () => part('unit', () => vitest('unit', []));
const workbench = (browserPrograms) =>
  part('workbench', async () => {
    const { codeServer, chromium } = await browserPrograms;
    const config = ['--config', 'test/workbench/vitest.config.ts'];
    const env = {
      CNN_TEST_VSIX: vsix,
      CNN_TEST_CODE_SERVER: JSON.stringify(codeServer),
      CNN_TEST_CHROMIUM: chromium,
    };
    return vitest('workbench', config, { env });
  });
/** `npm start` as the README says it, from this npm; it finds VS Code for the browser in the cache by now. */
const start = (browserPrograms) =>
  part('start', async () => {
    const { chromium } = await browserPrograms;
    const config = ['--config', 'test/start/vitest.config.ts'];
    return vitest('start', config, { env: { CNN_TEST_CHROMIUM: chromium } });
  });
const desktop = () =>
  part('desktop', () => {
    const noDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
    if (noDisplay && !findProgram('xvfb-run')) {
      throw new Error(
        'There is no display: install xvfb (Debian: apt-get install xvfb) for the desktop tests.',
      );
    }
    return vitest('desktop', ['--config', 'test/workbench/vitest.config.ts'], {
      env: { CNN_TEST_VSIX: vsix, CNN_TEST_LAUNCHER: 'desktop' },
      wrapper: noDisplay ? ['xvfb-run', '-a', '-s', '-screen 0 1440x900x24'] : [],
    });
  });

/** What the tests in the browser run in; takes minutes where nothing is in the cache. */
async function provideBrowserPrograms() {
  // One after the other: both may install system packages.
  const chromium = await provideChromium();
  return { chromium, codeServer: await provideCodeServer(console.log) };
}

requireNode();
const known = ['lint', 'unit', 'workbench', 'start', 'desktop'];
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}: the parts are ${known.join(', ')}.`);
  process.exit(2);
}
const wanted = new Set(chosen.length > 0 ? chosen : ['lint', 'unit', 'workbench', 'start']);

await mkdir(results, { recursive: true });
const ready = await part('install and package', async () => {
  await installDependencies();
  await packageExtension();
  return { passed: 1 };
});
/** The native engine, in the user's cache as a person would have it; takes a minute and a half where it is not there. */
const engine = () =>
  part('tfjs-node engine', async () => {
    await run(process.execPath, [join(root, 'scripts/engine-tfjs-node.mjs')], { cwd: root });
    return { passed: 1 };
  });
/** Before anything else is under way: one program at a time may install system packages. */
const equipped =
  !wanted.has('unit') ||
  (await part('system packages', async () => {
    await provideEngineBuild();
    return { passed: 1 };
  }));
if (ready && equipped) {
  // Building VS Code's native parts mostly waits and uses one core: the other checks run beside it.
  const needsBrowser = wanted.has('workbench') || wanted.has('start');
  const browserPrograms = needsBrowser ? provideBrowserPrograms() : undefined;
  browserPrograms?.catch(() => undefined); // reported by the part that awaits it
  if (wanted.has('lint')) await lint();
  if (wanted.has('unit')) {
    await engine();
    await units();
  }
  if (wanted.has('workbench')) await workbench(browserPrograms);
  if (wanted.has('start')) await start(browserPrograms);
  if (wanted.has('desktop')) await desktop();
}

const total = { passed: 0, failed: 0 };
console.log('\nSummary');
for (const { part: name, passed, failed, notRun, seconds } of outcomes) {
  console.log(
    `  ${name}: ${passed} passed, ${failed.length} failed, ${notRun.length} not run (${seconds} s)`,
  );
  for (const test of failed) console.log(`    FAILED  ${test}`);
  for (const test of notRun) console.log(`    NOT RUN ${test}`);
  total.passed += passed;
  total.failed += failed.length;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
