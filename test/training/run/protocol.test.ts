import { describe, expect, it } from 'vitest';
import { arrive } from '../../../src/protocol/check.ts';
import type { EpochEvent } from '../../../src/protocol/training.ts';
import {
  fromTrainer,
  toTrainer,
  trainingFromWebview,
  trainingToWebview,
} from '../../../src/protocol/trainingChecks.ts';

const job = {
  kind: 'train',
  sources: { 'file:///a.cnn': 'network A { }' },
  main: 'file:///a.cnn',
  arguments: { classes: 10, wide: true, act: 'ReLU', widths: [1, [2, 3]] },
  overrides: { epochs: 3 },
  engine: 'auto',
  data: { mayDownload: false },
  runFolder: '/runs/1',
};
const epoch: EpochEvent = {
  kind: 'epoch',
  epoch: 1,
  training: { loss: 2, accuracy: 0.1 },
  validation: { loss: 2, accuracy: 0.1 },
  learningRate: 0.1,
  seconds: 3,
  imagesPerSecond: 100,
  best: { epoch: 1, accuracy: 0.1 },
  confusion: [[1, 0]],
};

describe('messages are checked on arrival', () => {
  it('accepts what the types say', () => {
    expect(arrive(toTrainer, job)).toEqual({ ok: true, value: job });
    expect(arrive(toTrainer, { kind: 'stop' }).ok).toBe(true);
    expect(arrive(fromTrainer, epoch).ok).toBe(true);
    expect(arrive(trainingToWebview, { kind: 'history', events: [epoch] }).ok).toBe(true);
    expect(arrive(trainingFromWebview, { kind: 'resume', runFolder: '/runs/1' }).ok).toBe(true);
  });

  it('survives the way through JSON', () => {
    expect(arrive(fromTrainer, JSON.parse(JSON.stringify(epoch))).ok).toBe(true);
  });

  it.each([
    [undefined, 'message: expected an object with a kind'],
    [{ kind: 'fly' }, 'kind: expected a known kind, not "fly"'],
    [{ kind: 'toString' }, 'kind: expected a known kind, not "toString"'],
    [{ ...job, runFolder: 7 }, 'runFolder: expected a text'],
    [{ ...job, sources: { a: 1 } }, 'sources.a: expected a text'],
    [{ ...job, overrides: { epochs: NaN } }, 'overrides.epochs: expected a number'],
    [
      { ...job, arguments: { a: [null] } },
      'arguments.a[0]: expected a number, true or false, a text or a list',
    ],
    [{ ...job, data: {} }, 'data.mayDownload: expected true or false'],
  ])('says what is wrong with %j', (message, wrong) => {
    expect(arrive(toTrainer, message)).toEqual({ ok: false, wrong });
  });

  it('finds what is wrong inside lists', () => {
    const message = { kind: 'history', events: [epoch, { ...epoch, confusion: [[1, '2']] }] };
    expect(arrive(trainingToWebview, message)).toEqual({
      ok: false,
      wrong: 'events[1].confusion[0][1]: expected a number',
    });
  });
});
