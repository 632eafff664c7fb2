import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readExcerpt } from '../training/data/sets/cifar10Excerpt.ts';
import { drawn, openEncoder, seaOrLand, write, writeCifar10 } from '../training/data/folder/pictureFolder.ts';
import { cnn, folderWith, root } from './cnn.ts';

const text = `
network Small(classes = 2) {
  input 32x32x3
  for width in [16, 32] { Conv(width, 3, bias: false) -> BatchNorm -> ReLU -> MaxPool(2) }
  GlobalAvgPool -> Dense(classes) -> Softmax
}
train Small on "./sights" as sights {
  batch 32
  epochs 12
  optimizer AdamW(lr: 0.01)
  augment RandomFlip
}
train Small on "./whole" as long {
  batch 32
  epochs 12
  seed 3
}
`;

let folder: string;
beforeAll(async () => {
  folder = folderWith({ 'small.cnn': text });
  const dataset = await readExcerpt(join(folder, 'cache'));
  const encoder = await openEncoder();
  const part = (of: 'training' | 'test', index: number) =>
    of === 'test' || index % 4 === 1 ? 'test' : index % 4 === 0 ? 'val' : 'train';
  await writeCifar10(
    join(folder, 'sights'),
    dataset,
    encoder,
    (name, of, index) => seaOrLand[name] && `${part(of, index)}/${seaOrLand[name]}`,
  );
  await writeCifar10(join(folder, 'whole'), dataset, encoder, (name) => seaOrLand[name]);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const train = (...words: string[]) =>
  cnn(['train', join(folder, 'small.cnn'), '--engine', 'wasm', ...words], folder);

test('a network learns the pictures of a folder, PNG and JPEG', () => {
  const run = join(folder, 'runs/sights');
  const { out, err, status } = train('--recipe', 'sights', '--run', run);
  expect(err).toBe('');
  expect(status).toBe(0);
  expect(out).toContain('Small on sights · wasm');
  expect(out).toContain('102 training, 46 validation, 89 test images');
  // Guessing is right for half of them; so is a network whose labels were mixed up.
  expect(Number(/^Test accuracy (\S+) %/m.exec(out)?.[1])).toBeGreaterThan(72);
  const { dataset } = JSON.parse(readFileSync(join(run, 'recipe.json'), 'utf8')) as {
    dataset: { folder: { path: string; classes: Record<string, number>[] } };
  };
  expect(dataset.folder.path).toBe(join(folder, 'sights'));
  expect(dataset.folder.classes.map(({ name }) => name)).toEqual(['land', 'sea']);
  const sum = (part: string) => dataset.folder.classes.reduce((total, each) => total + each[part]!, 0);
  expect(['training', 'validation', 'test'].map(sum)).toEqual([102, 46, 89]);
  const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const { confusion } = JSON.parse(lines.at(-1)!) as { confusion: number[][] };
  expect(confusion.map((row) => row.length)).toEqual([2, 2]);
  expect(confusion.flat().reduce((total, each) => total + each, 0)).toBe(89);
}, 60_000);

test('where no folder for a run can be made, that is said at once, in one sentence', () => {
  writeFileSync(join(folder, 'taken'), '');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
  const places = {
    [join(folder, 'taken')]: /^\S+ is no folder but something else: remove it, or choose another place\.\n$/,
    [join(folder, 'taken/run')]:
      /^\S+ can’t be made, as a file is where a folder around it would be: .*\.\n$/,
    [join(folder, 'dangling/run')]: /^\S+ is no folder but something else: .*\.\n$/,
    ...(existsSync('/proc/self') && {
      '/proc/x': /^No folder can be made in \/proc: choose another place than \/proc\/x\.\n$/,
      '/proc/self/x/y': /^No folder can be made in \/proc\/self: choose another place than .*\.\n$/,
    }),
  };
  for (const [run, sentence] of Object.entries(places)) {
    const { status, err } = train('--recipe', 'sights', '--run', run);
    expect([run, status]).toEqual([run, 1]);
    expect(err).toMatch(sentence);
  }
}, 120_000);

async function interrupted(run: string): Promise<void> {
  const words = ['train', join(folder, 'small.cnn'), '--engine', 'wasm', '--recipe', 'long', '--run', run];
  const child = spawn(process.execPath, [join(root, 'dist/cli.cjs'), ...words]);
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    if (!child.killed && /^epoch +2\/12 /m.test(part)) child.kill('SIGINT');
  });
  expect(await once(child, 'close')).toEqual([130, null]);
}

test('a run goes on with the same pictures, and not with others', async () => {
  const run = join(folder, 'runs/long');
  await interrupted(run);
  const resume = (...words: string[]) =>
    cnn(['train', '--resume', run, '--engine', 'wasm', ...words], folder);
  const whole = join(folder, 'whole');
  const changed = () => {
    const { err, status } = resume();
    expect(status).toBe(1);
    return err;
  };
  writeFileSync(
    join(whole, 'sea/new.jpg'),
    readFileSync(join(whole, 'sea', readdirSync(join(whole, 'sea'))[0]!)),
  );
  expect(changed()).toMatch(
    /^The run in .* was trained on other pictures \(\d+ and \d+ of whole\) than .*whole has now: put them back, or start a new run\.\n$/,
  );
  rmSync(join(whole, 'sea/new.jpg'));

  cpSync(join(whole, 'sea'), join(whole, 'air'), { recursive: true });
  expect(changed()).toContain(`trained on the classes land, sea, but ${whole} has air, land, sea now`);
  rmSync(join(whole, 'air'), { recursive: true });

  renameSync(whole, `${whole}-away`);
  expect(changed()).toContain(`There is no folder ${whole}`);
  renameSync(`${whole}-away`, whole);

  const { out, err } = resume('--json');
  expect(err).toBe('');
  const events = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; resumedAt?: number });
  expect(events.find(({ kind }) => kind === 'started')?.resumedAt).toBeGreaterThanOrEqual(2);
  expect(events.at(-1)?.kind).toBe('finished');
}, 120_000);

test('what is wrong with the folder or the network is told before anything begins', () => {
  const other = (recipe: string) => {
    writeFileSync(
      join(folder, 'other.cnn'),
      `${text.replace('Small(classes = 2)', 'Small(classes = 10)')}${recipe}`,
    );
    const { err, out, status } = cnn(
      ['train', join(folder, 'other.cnn'), '--engine', 'wasm', '--recipe', 'new'],
      folder,
    );
    expect([out, status]).not.toContain(0);
    return err;
  };
  expect(other('train Small on "./whole" as new {\n}\n')).toContain(
    'Small gives 10 class scores, but whole has 2 classes: train Small(classes: 2).',
  );
  expect(other('train Small on "./gone" as new {\n}\n')).toContain(
    `There is no folder ${join(folder, 'gone')}`,
  );
}, 60_000);

/** Interrupts a training where its events say so; the seconds from then to its end. */
async function stopped(recipe: string, when: (event: string) => boolean) {
  const words = ['train', join(folder, 'slow.cnn'), '--engine', 'wasm', '--json', '--recipe', recipe];
  const child = spawn(process.execPath, [
    join(root, 'dist/cli.cjs'),
    ...words,
    '--run',
    join(folder, recipe),
  ]);
  let out = '';
  let since: number | undefined;
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part;
    if (since !== undefined || !part.split('\n').some(when)) return;
    since = performance.now();
    child.kill('SIGINT');
  });
  expect(await once(child, 'close')).toEqual([130, null]);
  const last = JSON.parse(out.trim().split('\n').at(-1)!) as { kind: string };
  return { last, seconds: (performance.now() - since!) / 1000 };
}

test('an interrupt ends what looks through large pictures at once', async () => {
  const encoder = await openEncoder();
  const photograph = encoder.jpeg(
    drawn([1500, 2000, 3], (y, x, channel) => (y * x + channel) % 251),
    90,
    true,
  );
  const files = ['sea', 'land'].flatMap((name) =>
    Array.from({ length: 75 }, (_, index) => `${name}/${index}.jpg`),
  );
  write(join(folder, 'photographs'), Object.fromEntries(files.map((file) => [file, photograph])));
  const recipe = 'train Small on "./photographs" as looking {\n  batch 4\n  prepare Resize(32x32)\n}\n';
  writeFileSync(join(folder, 'slow.cnn'), text + recipe);
  const { last, seconds } = await stopped('looking', (event) => event.includes('Reading photographs'));
  expect(last).toMatchObject({ kind: 'stopped', steps: 0, runFolder: '' });
  // All of them take half a minute and more; a loaded machine takes its time to end a process.
  expect(seconds).toBeLessThan(5);
}, 120_000);

test('a profile needs no pictures', () => {
  writeFileSync(join(folder, 'alone.cnn'), text.replaceAll('./', './gone/'));
  const { out, err } = cnn([
    'profile',
    join(folder, 'alone.cnn'),
    '--engine',
    'wasm',
    '--runs',
    '1',
    '--batch',
    '2',
  ]);
  expect(err).toBe('');
  expect(out).toContain('Conv1');
}, 60_000);
