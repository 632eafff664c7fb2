/** A run's weights, metrics and lock, changed. */
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { Json, Row } from './tamperings.ts';
import {
  write,
  remove,
  cut,
  folder,
  fifo,
  linkTo,
  outside,
  linkOut,
  hardLinkOut,
  safetensors,
  writeHeader,
  last,
  best,
  header,
  checkpoint,
  metric,
  line,
  goesOn,
  deep,
  huge,
} from './tamperings.ts';

const kernel = 'Conv1.kernel';
export const tamperedCheckpoints: Row[] = [
  ['the checkpoint is missing', remove(last), last, /is missing/],
  ['the checkpoint is empty', write(last, ''), last, /is cut/],
  ['the checkpoint is garbage', write(last, Buffer.alloc(5000, 'x')), last, /header of \d+ bytes/],
  ['the checkpoint has half a header', cut(last, 0.1), last, /is cut/],
  [
    'the checkpoint lacks its end',
    (run) => truncateSync(join(run, last), readFileSync(join(run, last)).length - 1),
    last,
    /is cut/,
  ],
  [
    'the checkpoint has more than it says',
    (run) => writeFileSync(join(run, last), Buffer.concat([readFileSync(join(run, last)), Buffer.alloc(8)])),
    last,
    /of no tensor/,
  ],
  [
    'the checkpoint has 100 MB more',
    (run) => writeFileSync(join(run, last), huge, { flag: 'a' }),
    last,
    /of no tensor/,
  ],
  ['the checkpoint is a link to a device', linkTo(last, '/dev/zero'), last, /made up/],
  ['the checkpoint is a link to nowhere', linkTo(last, 'nowhere'), last, /is missing/],
  ['the checkpoint is a link out', linkOut(last), last, /leads out/],
  ['the checkpoint is a FIFO', fifo(last), last, /is a FIFO/],
  ['the checkpoint is a folder', folder(last), last, /folder/],
  [
    'a header of 2^60 bytes',
    (run) => {
      const bytes = readFileSync(join(run, last));
      bytes.writeBigUInt64LE(2n ** 60n);
      writeFileSync(join(run, last), bytes);
    },
    last,
    /header of \d+ bytes/,
  ],
  ['a header {}', (run) => writeHeader(join(run, last), '{}', Buffer.alloc(0)), last, /is no checkpoint/],
  [
    'a header null',
    (run) => writeHeader(join(run, last), 'null', Buffer.alloc(0)),
    last,
    /header that holds null/,
  ],
  ['a header []', (run) => writeHeader(join(run, last), '[]', Buffer.alloc(0)), last, /header that holds/],
  ['a header that nests', (run) => writeHeader(join(run, last), deep, Buffer.alloc(0)), last, /nests deeper/],
  ['no metadata', header(['__metadata__'], undefined), last, /is no checkpoint/],
  ['metadata null', header(['__metadata__'], null), last, /__metadata__/],
  ['a checkpoint that is no text', header(['__metadata__', 'checkpoint'], 7), last, /__metadata__/],
  ['a tensor that is null', header([kernel], null), last, /Conv1\.kernel/],
  ['a tensor of halves', header([kernel, 'dtype'], 'F16'), last, /"F16"/],
  ['a tensor without a shape', header([kernel, 'shape'], undefined), last, /lacks shape/],
  [
    'a shape that is another',
    header([kernel, 'shape'], [5, 5, 4, 3]),
    last,
    /Conv1\.kernel is 5x5x4x3 instead of 5x5x3x4/,
  ],
  ['a shape that is negative', header([kernel, 'shape'], [-5, -5, 3, 4]), last, /shape/],
  ['a shape beyond all numbers', header([kernel, 'shape'], [1e308, 1e308]), last, /shape/],
  ['a shape of texts', header([kernel, 'shape'], ['5', '5', '3', '4']), last, /shape/],
  ['a shape of 1e6 sizes', header([kernel, 'shape'], Array(1_000_000).fill(1)), last, /shape|sizes/],
  ['offsets that are negative', header([kernel, 'data_offsets'], [-1200, 0]), last, /data_offsets/],
  ['offsets that go back', header([kernel, 'data_offsets'], [1200, 0]), last, /Conv1\.kernel/],
  [
    'offsets that overlap',
    header(['Conv1.bias', 'data_offsets'], [0, 16]),
    last,
    /Conv1\.\w+ does not begin/,
  ],
  ['offsets beyond the end', header([kernel, 'data_offsets'], [1e12, 1e12 + 1200]), last, /does not begin/],
  ['one offset', header([kernel, 'data_offsets'], [0]), last, /data_offsets/],
  ['three offsets', header([kernel, 'data_offsets'], [0, 600, 1200]), last, /data_offsets/],
  [
    'offsets that are no whole numbers',
    header([kernel, 'data_offsets'], [0.5, 1200.5]),
    last,
    /data_offsets/,
  ],
  ['a tensor that is missing', header([kernel], undefined), last, /does not begin|bytes are of no tensor/],
  [
    'a tensor of another name',
    (run) =>
      safetensors(run, last, (value) => {
        value.Other = value[kernel];
        delete value[kernel];
      }),
    last,
    /Conv1\.kernel is missing/,
  ],
  [
    'a tensor more',
    header(['Other'], { dtype: 'F32', shape: [0], data_offsets: [0, 0] }),
    last,
    /has no Other/,
  ],
  [
    'a tensor twice',
    (run) => {
      const bytes = readFileSync(join(run, last));
      const length = Number(bytes.readBigUInt64LE(0));
      const text = bytes.toString('utf8', 8, 8 + length).trim();
      const one = JSON.stringify((JSON.parse(text) as Json)[kernel]);
      writeHeader(join(run, last), `${text.slice(0, -1)},"${kernel}":${one}}`, bytes.subarray(8 + length));
    },
    last,
    /twice/,
  ],
  [
    'a slot of another optimizer',
    (run) =>
      safetensors(run, last, (value) => {
        const slot = Object.keys(value).find((each) => each.startsWith('optimizer.mean.'))!;
        value[slot.replace('mean', 'velocity')] = value[slot];
        delete value[slot];
      }),
    last,
    /is missing/,
  ],
  [
    'weights that are no numbers',
    (run) =>
      safetensors(run, last, (_, data) => {
        const changed = Buffer.from(data);
        changed.fill(255, 0, 8);
        return changed;
      }),
    last,
    /are no numbers/,
  ],
  ['state null', checkpoint('state', null), last, /state is null/],
  ['a checkpoint that is null', checkpoint('', null), last, /checkpoint that holds null/],
  ['state {}', checkpoint('state', {}), last, /lacks state/],
  ['steps 1e15', checkpoint('state.steps', 1e15), last, /what can’t be/],
  ['steps -1', checkpoint('state.steps', -1), last, /state.steps/],
  ['steps as text', checkpoint('state.steps', '1'), last, /state.steps/],
  ['steps null', checkpoint('state.steps', null), last, /state.steps/],
  ['steps 1.5', checkpoint('state.steps', 1.5), last, /state.steps/],
  ['epochs 3 of two', checkpoint('state.epochs', 3), 'metrics.jsonl', /number of epochs/],
  ['epochs 1e9', checkpoint('state.epochs', 1e9), last, /state.epochs/],
  ['steps of the epoch 1e9', checkpoint('state.inEpoch.steps', 1e9), last, /what can’t be/],
  ['more right than there were', checkpoint('state.inEpoch.correct', 1e9), last, /what can’t be/],
  ['a loss that is null', checkpoint('state.inEpoch.loss', null), last, /inEpoch.loss/],
  ['seconds -1', checkpoint('state.seconds', -1), last, /state.seconds/],
  ['no best epoch', checkpoint('state.best', null), last, /what can’t be/],
  ['a best epoch to come', checkpoint('state.best.epoch', 4), last, /what can’t be|is not of epoch/],
  ['an accuracy of 7', checkpoint('state.best.accuracy', 7), last, /best.accuracy/],
  ['a plateau’s factor of 0', checkpoint('state.plateau.factor', 0), last, /what can’t be/],
  ['a plateau that waits -1', checkpoint('state.plateau.waited', -1), last, /plateau.waited/],
  ['metrics of -1 bytes', checkpoint('metricsLength', -1), last, /metricsLength/],
  [
    'metrics of 1e15 bytes',
    checkpoint('metricsLength', 1e15),
    'metrics.jsonl',
    /is shorter|number of epochs/,
  ],
  ['metrics of 10 bytes', checkpoint('metricsLength', 10), 'metrics.jsonl', /number of epochs/],
  ['a draft of the checkpoint', write(`${last}.1.tmp`, 'half'), '', goesOn],
  ['a draft that is a link out', (run) => symlinkSync(outside(run), join(run, `${last}.2.tmp`)), '', goesOn],
  ['a draft that is a folder', (run) => mkdirSync(join(run, `${last}.3.tmp`)), '', goesOn],
];

export const tamperedBests: Row[] = [
  ['the best weights are missing', remove(best), best, /is missing/],
  ['the best weights are empty', write(best, ''), best, /is cut/],
  ['the best weights are cut', cut(best, 0.9), best, /is cut/],
  ['the best weights are a device', linkTo(best, '/dev/zero'), best, /made up/],
  ['the best weights are a link out', linkOut(best), best, /leads out/],
  ['the best weights are a FIFO', fifo(best), best, /is a FIFO/],
  [
    'the best weights are of another epoch',
    header(['__metadata__', 'epoch'], '77', best),
    best,
    /is not of epoch/,
  ],
  [
    'the best weights are of another network',
    header([kernel, 'shape'], [300], best),
    best,
    /Conv1\.kernel is 300/,
  ],
  [
    'the best weights’ offsets are negative',
    header([kernel, 'data_offsets'], [-1200, 0], best),
    best,
    /data_offsets/,
  ],
  ['next best weights that are garbage', write(`${best}.next`, 'x'), '', goesOn],
  [
    'next best weights that are a link out',
    (run) => symlinkSync(outside(run), join(run, `${best}.next`)),
    '',
    goesOn,
  ],
  [
    'next best weights that are a folder',
    (run) => mkdirSync(join(run, `${best}.next`)),
    `${best}.next`,
    /is a folder/,
  ],
  ['next best weights that are a FIFO', fifo(`${best}.next`), '', goesOn],
];

const metricsFile = 'metrics.jsonl';
export const tamperedMetrics: Row[] = [
  ['the metrics are missing', remove(metricsFile), metricsFile, /is missing/],
  ['the metrics are empty', write(metricsFile, ''), metricsFile, /is shorter/],
  ['the metrics are garbage', write(metricsFile, Buffer.alloc(9000, 7)), metricsFile],
  ['the metrics are cut', cut(metricsFile, 0.7), metricsFile, /is shorter/],
  ['the metrics have a line of 100 MB', write(metricsFile, huge), metricsFile],
  [
    'the metrics have 100 MB more',
    (run) => writeFileSync(join(run, metricsFile), huge, { flag: 'a' }),
    '',
    goesOn,
  ],
  ['the metrics are a link out', linkOut(metricsFile), metricsFile, /leads out/],
  ['the metrics are a hard link out', hardLinkOut(metricsFile), metricsFile],
  [
    'the metrics have another name outside',
    (run) => linkSync(join(run, metricsFile), join(run, '..', '..', `metrics-of-${basename(run)}`)),
    '',
    goesOn,
  ],
  ['the metrics are a link to a device', linkTo(metricsFile, '/dev/zero'), metricsFile, /made up/],
  ['the metrics are a FIFO', fifo(metricsFile), metricsFile, /is a FIFO/],
  ['the metrics are a folder', folder(metricsFile), metricsFile, /folder/],
  ['an epoch that is null', metric(0, '', null), metricsFile, /line 1/],
  ['an epoch of another kind', metric(0, 'kind', 'started'), metricsFile, /line 1/],
  ['an epoch that is another', metric(1, 'epoch', 1), metricsFile, /line 2 is of epoch 1/],
  ['an epoch of 1e15', metric(1, 'epoch', 1e15), metricsFile, /line 2|number of epochs/],
  ['an epoch as text', metric(0, 'epoch', '1'), metricsFile, /line 1/],
  ['an accuracy of 9', metric(0, 'validation.accuracy', 9), metricsFile, /validation.accuracy/],
  ['a loss of null', metric(0, 'training.loss', null), metricsFile, /training.loss/],
  ['a confusion that is no square', metric(0, 'confusion', [[1, 2]]), metricsFile, /confusion/],
  ['a confusion that nests', metric(0, 'confusion', [[[]]]), metricsFile, /confusion/],
  [
    'an epoch too few',
    line(([first, , ...rest]) => [first!, ...rest]),
    metricsFile,
    /is shorter|number of epochs/,
  ],
  [
    'epochs in another order',
    line(([a, b, ...rest]) => [b!, a!, ...rest]),
    metricsFile,
    /line 1 is of epoch 2/,
  ],
  [
    'an epoch after the checkpoint',
    line((lines) => [...lines.slice(0, -1), lines[1]!.replace('"epoch":2', '"epoch":3'), '']),
    '',
    goesOn,
  ],
  [
    'half an epoch after the checkpoint',
    (run) => writeFileSync(join(run, metricsFile), '{"kind":"epo', { flag: 'a' }),
    '',
    goesOn,
  ],
  ['an empty lock', write('run.lock', ''), 'run', /is in use/],
  ['a lock that is a folder', folder('run.lock'), 'run.lock', /is no file/],
  ['a lock that is a device', linkTo('run.lock', '/dev/zero'), 'run.lock', /is no file/],
  ['a lock that is a FIFO', fifo('run.lock'), 'run.lock', /is no file/],
  [
    'a folder that is a link to the run',
    (run) => {
      renameSync(run, join(run, '..', '..', 'moved'));
      symlinkSync(join(run, '..', '..', 'moved'), run);
    },
    '',
    goesOn,
  ],
];
