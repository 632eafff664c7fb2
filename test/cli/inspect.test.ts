/** The command line as it ships, run as a person runs it. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cnn, folderWith, root } from './cnn.ts';

const samples = readdirSync(join(root, 'samples')).filter((name) => name.endsWith('.cnn'));

interface Summary {
  network: string;
  input: number[];
  output: number[];
  parameters: { trainable: number; nonTrainable: number };
  macs: number;
  activationMemory: number;
  depth: number;
  receptiveField: { size: number[]; stride: number[]; padding: number[] } | 'global' | null;
  layers: { name: string; type: string; output: number[]; parameters: number; macs: number }[];
}
const summaries = (words: readonly string[], folder?: string): Summary[] =>
  JSON.parse(cnn(['summary', '--json', ...words], folder).out) as Summary[];

describe('check', () => {
  test('finds nothing wrong with the samples; what a reviewer would remark of them is a hint', () => {
    const { status, out, err } = cnn(['check', ...samples.map((name) => `samples/${name}`)]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const severities = [...out.matchAll(/^\S+:\d+:\d+: (\w+):/gm)].map(([, severity]) => severity);
    expect(new Set(severities)).toEqual(new Set(['hint']));
  });

  test('prints file:line:column: severity: message and exits with 1', () => {
    const folder = folderWith({
      'net.cnn': 'network Net {\n  input 32x32x3\n  Conv(8, 3) -> RelU\n  Dense(10)\n}\n',
    });
    const { status, out } = cnn(['check', 'net.cnn'], folder);
    expect(status).toBe(1);
    expect(out).toMatch(/^net\.cnn:3:17: error: .*RelU.*ReLU/m);
    expect(out).not.toContain('    at ');
  });

  test('names the chain of calls that led to a mistake in a block', () => {
    const folder = folderWith({
      'net.cnn':
        'block Grouped(groups) { Conv(8, 3, groups: groups) }\n' +
        'network Net {\n  input 32x32x3\n  Grouped(2)\n}\n',
    });
    const { out } = cnn(['check', 'net.cnn'], folder);
    expect(out).toMatch(/^net\.cnn:1:\d+: error: .*3 input channels into 2/m);
    expect(out).toMatch(/^ {4}.*Grouped\(2\).*net\.cnn:4:3/m);
  });

  test('tells a mistake in an imported block at its call, and where it lies', () => {
    const folder = folderWith({
      'blocks.cnn': 'block Head(classes) { Dense(classes) }\n',
      'net.cnn': 'import { Head } from "./blocks.cnn"\nnetwork Net { input 8x8x3\n  Head(10)\n}\n',
    });
    const { status, out } = cnn(['check', 'net.cnn'], folder);
    expect(status).toBe(1);
    expect(out).toMatch(/^net\.cnn:3:3: error: Dense works on a vector/m);
    expect(out).toMatch(/^ {4}.*\(blocks\.cnn:1:23\)$/m);
  });

  test('as JSON', () => {
    const folder = folderWith({ 'net.cnn': 'network Net { input 8x8x3\n  Conv(8, 9.5)\n}\n' });
    const { status, out } = cnn(['check', '--json', 'net.cnn'], folder);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({ file: 'net.cnn', line: 2, column: 11, severity: 'error' }),
    ]);
  });

  const hostile: Record<string, string | Uint8Array> = {
    'ten megabytes': 'Conv(64, 3) -> '.repeat(700_000),
    'bytes that are no text': Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 256),
    'deep nesting': `network N { input 8x8x3\n ${'('.repeat(50_000)} }`,
    'a billion repeats':
      'network N {\n input 8x8x3\n repeat 1000000000 { repeat 1000000000 { Conv(3, 3) } }\n}\n',
    'endless recursion': 'block A { A }\nnetwork N {\n input 8x8x3\n A\n}\n',
    'a recursive function': 'let f(x) = f(x + 1) + f(x + 2)\nnetwork N {\n input 8x8x3\n Conv(f(1), 3)\n}\n',
    'a huge number': 'network N {\n input 8x8x3\n Conv(2 ** 99999, 3)\n Conv(9 ** 9 ** 9, 3)\n}\n',
    'an import of itself': 'import { A } from "./net.cnn"\nnetwork N {\n input 8x8x3\n A\n}\n',
    nothing: '',
  };
  test.each(Object.entries(hostile))('%s: an answer within seconds and no stack trace', (name, text) => {
    const { status, out, err, seconds } = cnn(['check', 'net.cnn'], folderWith({ 'net.cnn': text }));
    expect(err).toBe('');
    expect(status).toBe(name === 'nothing' ? 0 : 1);
    expect(out).not.toMatch(/\n\s+at /);
    expect(seconds).toBeLessThan(5);
  });
});

describe('summary', () => {
  test('prints an object a network', () => {
    const folder = folderWith({
      'two.cnn':
        'network A { input 8x8x3\n  Conv(4, 3)\n}\nnetwork B { input 8x8x1\n  GlobalAvgPool -> Dense(2)\n}\n',
    });
    expect(summaries(['two.cnn'], folder).map(({ network }) => network)).toEqual(['A', 'B']);
    expect(summaries(['two.cnn', '--network', 'B'], folder)).toEqual([
      {
        file: 'two.cnn',
        network: 'B',
        complete: true,
        input: [8, 8, 1],
        output: [2],
        parameters: { trainable: 4, nonTrainable: 0, auxiliary: 0 },
        macs: 2,
        elementwise: 66,
        activationMemory: (1 + 2) * 4,
        memory: { withoutInPlace: (1 + 2) * 4, peak: (64 + 1) * 4, training: 4 },
        depth: 1,
        receptiveField: { size: [1, 1], stride: [1, 1], padding: [0, 0] },
        layers: [
          {
            name: 'GlobalAvgPool1',
            type: 'GlobalAvgPool',
            complete: true,
            output: [1],
            parameters: 0,
            macs: 0,
            receptiveField: 'global',
          },
          {
            name: 'Dense1',
            type: 'Dense',
            complete: true,
            output: [2],
            parameters: 4,
            macs: 2,
            receptiveField: 'global',
          },
        ],
      },
    ]);
  });

  // Simonyan & Zisserman, 2015; counted by torchvision's model.
  test('of VGG-16, layer by layer', () => {
    const [vgg] = summaries(['samples/vgg16.cnn']);
    expect(vgg?.parameters.trainable).toBe(138_357_544);
    expect(vgg?.macs).toBe(15_470_264_320);
    expect(vgg?.layers.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(138_357_544);
    expect(vgg?.layers.find(({ type }) => type === 'Dense')?.parameters).toBe(102_764_544);
  });

  test('takes parameters of the network', () => {
    const [ten] = summaries(['samples/resnet18.cnn', '--set', 'classes=10']);
    expect(ten?.output).toEqual([10]);
    expect(ten?.parameters.trainable).toBe(11_689_512 - 990 * 513);
    const { status, err } = cnn(['summary', 'samples/resnet18.cnn', '--set', 'clases=10']);
    expect({ status, err }).toEqual({
      status: 2,
      err: 'cnn: ResNet18 has no parameter clases; it has classes.\n',
    });
  });

  test('leaves what follows from a mistake unknown', () => {
    const folder = folderWith({
      'net.cnn': 'network N { input 8x8x3\n  Conv(4, 3) -> Dense(2) -> ReLU\n}\n',
    });
    const { status, out, err } = cnn(['summary', 'net.cnn'], folder);
    expect(status).toBe(1);
    expect(err).toMatch(/Dense works on a vector/);
    expect(out).toMatch(/^Conv1 +Conv +8x8x4 +112 +6,912 +3$/m);
    expect(out).toMatch(/^ReLU1 +ReLU +\? +\? +\? +\?$/m);
  });

  test('as a table for people', () => {
    const { out } = cnn(['summary', 'samples/resnet20.cnn']);
    expect(out).toMatch(/^parameters +269,722, and 1,376 not trained$/m);
    expect(out).toMatch(/^receptive field +81, stride 4, padding 40$/m);
  });
});

describe('diagram', () => {
  test('writes an SVG with every layer of an opened network', () => {
    const folder = folderWith({});
    const { status } = cnn([
      'diagram',
      'samples/googlenet.cnn',
      '--open',
      'all',
      '--theme',
      'dark',
      '-o',
      join(folder, 'g.svg'),
    ]);
    expect(status).toBe(0);
    const svg = readFileSync(join(folder, 'g.svg'), 'utf8');
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg.match(/<text class="title"[^>]*>Conv 5×5/g)).toHaveLength(9);
  });
});

test('a command line whose layout is missing says so in one sentence', () => {
  const folder = folderWith({
    'cli.cjs': readFileSync(join(root, 'dist/cli.cjs')),
    'a.cnn': 'network A {\n  input 8x8x3\n  ReLU\n}\n',
  });
  const { status, stderr } = spawnSync(process.execPath, ['cli.cjs', 'diagram', 'a.cnn'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/^cnn: \S*layoutWorker\.cjs, which lays diagrams out, is missing: .*\n$/);
  expect(status).toBe(2);
});

describe('usage', () => {
  test.each([
    [[], 2, /No command given/],
    [['chek', 'x.cnn'], 2, /no command "chek"/],
    [['check'], 2, /needs a \.cnn file/],
    [['check', 'absent.cnn'], 2, /absent\.cnn: there is no such file/],
    [['check', 'docs/images'], 2, /docs\/images holds no \.cnn file/],
    [['diagram', 'samples'], 2, /samples is not a file/],
    [['summary', 'samples/vgg16.cnn', '--network', 'VGG61'], 2, /has no network VGG61; it has VGG16/],
    [['summary', 'samples/vgg16.cnn', '--frobnicate'], 2, /--frobnicate/],
    [['train', 'samples/quickCifar10.cnn', '--epochs', 'many'], 2, /--epochs takes a whole number/],
    [['train', 'samples/quickCifar10.cnn', '--data', '/absent'], 1, /\/absent/],
    [['train', 'samples/vgg.cnn'], 1, /several networks/],
    [['train', 'samples/squeezenet1_0.cnn', '--data', '/absent'], 1, /CIFAR-10/],
    [['train', '--resume', '/absent'], 1, /\/absent/],
  ] as const)('%j is answered in one sentence', (words, status, message) => {
    const ending = cnn(words);
    expect(ending.err).toMatch(message);
    expect(ending.err.trim().split('\n')).toHaveLength(1);
    expect(ending.out).toBe('');
    expect(ending.status).toBe(status);
  });

  test('help and version', () => {
    expect(cnn(['--help']).out).toContain('cnn train FILE');
    expect(cnn(['--version']).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
