/** What the trainer's process does for the terminal: runs and profiles, told as they go. */
import type { NetworkOptions } from './usage.ts';
import type { NetworkSelection, Job, StartedEvent, TrainingEvent } from '../protocol/training.ts';
import { openFile } from './program.ts';
import { readSettings } from './settings.ts';
import { StatusLine, printJson, printError, print } from './print.ts';
import { Trainer } from '../training/run/trainerClient.ts';
import { join } from 'node:path';
import { constants } from 'node:os';
import { bar, duration, table } from './terminal.ts';
import { exact, percentToTenth } from '../wording/figures.ts';

export function selectionOf(file: string, options: NetworkOptions): NetworkSelection {
  const understanding = openFile(file);
  return {
    sources: understanding.sources(),
    main: understanding.uri,
    network: options.network,
    arguments: readSettings(options.set),
  };
}

export async function run(job: Job, { json }: { readonly json?: boolean }): Promise<number> {
  const status = new StatusLine();
  let started = false;
  const trainer = new Trainer(job, {
    trainer: join(__dirname, 'trainer.cjs'),
    onEvent: (event) => {
      started ||= event.kind === 'started';
      if (json) printJson(event);
      else show(event, status);
    },
  });
  let interrupted: NodeJS.Signals | undefined;
  // The first interrupt keeps a checkpoint; a second one does not wait for it.
  const interrupt = (signal: NodeJS.Signals): void => {
    if (interrupted) trainer.kill();
    interrupted = signal;
    trainer.stop();
    if (!started) return;
    status.clear();
    printError('Stopping after this step, what was done is kept; interrupt again to end at once.');
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const last = await trainer.done;
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  // A terminal interrupts the trainer, too, which may end before this process hears of it.
  if (interrupted || last.kind === 'stopped') return 128 + constants.signals[interrupted ?? 'SIGINT'];
  return last.kind === 'failed' ? 1 : 0;
}

const lossText = (loss: number): string => (loss >= 1e6 ? loss.toExponential(4) : loss.toFixed(4));

class EpochCount {
  total = 0;
  batches = 0;
}

const planned = new EpochCount();

function goingOn({ best, epochs, runFolder }: StartedEvent, resumedAt: number): string {
  const next = Math.floor(resumedAt) + 1;
  const from = next > epochs ? 'after the last epoch' : `in epoch ${next}/${epochs}`;
  const bestSoFar = best
    ? `; the best so far is epoch ${best.epoch}, validation ${percentToTenth(best.accuracy)}`
    : '';
  return `Going on ${from} of the run in ${runFolder}${bestSoFar}`;
}

function show(event: TrainingEvent, status: StatusLine): void {
  if (event.kind !== 'step' && event.kind !== 'preparing') status.clear();
  switch (event.kind) {
    case 'preparing':
      status.show(
        event.fraction === undefined
          ? `${event.activity} …`
          : `${event.activity}  ${bar(event.fraction, 24)} ${percentToTenth(event.fraction)}`,
      );
      return;
    case 'started': {
      planned.total = event.epochs;
      planned.batches = event.batchesPerEpoch;
      const { images, engine } = event;
      print(`${event.network} on ${event.dataset} · ${engine.id} · ${engine.version} · ${engine.device}`);
      print(
        `${exact(event.parameters.trainable)} parameters · ${exact(images.training)} training, ${exact(images.validation)} validation, ` +
          `${exact(images.test)} test images · batch ${event.batch} · ${event.optimizer} · ${event.schedule} · seed ${event.seed}`,
      );
      print(...event.remarks);
      print(
        event.resumedAt === undefined
          ? `The run is kept in ${event.runFolder}`
          : goingOn(event, event.resumedAt),
      );
      return;
    }
    case 'step': {
      const left = event.secondsLeft === undefined ? '' : ` · ${duration(event.secondsLeft)} left`;
      status.show(
        `epoch ${event.epoch}/${planned.total} ${bar(event.step / planned.batches, 20)} loss ${lossText(event.loss)} · ` +
          `${percentToTenth(event.accuracy)} · ${exact(Math.round(event.imagesPerSecond))} images/s${left}`,
      );
      return;
    }
    case 'epoch':
      print(
        `epoch ${String(event.epoch).padStart(String(planned.total).length)}/${planned.total}  ` +
          `training ${lossText(event.training.loss)} ${percentToTenth(event.training.accuracy)}  ` +
          `validation ${lossText(event.validation.loss)} ${percentToTenth(event.validation.accuracy)}  ` +
          `lr ${event.learningRate.toPrecision(3)}  ${exact(Math.round(event.imagesPerSecond))} images/s  ${duration(event.seconds)}`,
      );
      return;
    case 'finished':
      print(
        `Test accuracy ${percentToTenth(event.test.accuracy)}, loss ${lossText(event.test.loss)}, with the weights of epoch ` +
          `${event.best.epoch} (validation ${percentToTenth(event.best.accuracy)}), after ${duration(event.seconds)}.`,
      );
      return;
    case 'stopped':
      print(
        event.steps === 0
          ? ['Stopped before the first step.', event.remark ?? ''].join(' ').trimEnd()
          : `Stopped after ${exact(event.steps)} steps. Go on with: cnn train --resume ${event.runFolder}`,
      );
      return;
    case 'failed':
      printError(event.message);
      if (event.code === 'crash' && event.runFolder !== undefined)
        printError(`Go on with: cnn train --resume ${event.runFolder}`);
      return;
    case 'profile': {
      const rows = event.rows.map((row) => [
        row.path,
        row.layer,
        row.output,
        exact(row.parameters),
        exact(row.macs),
        row.forward.toFixed(2),
        row.backward.toFixed(2),
      ]);
      const { forward, backward, step } = event.total;
      print(
        `${event.network} · batch ${event.batch} · ${event.engine.id} · ${event.engine.version} · ${event.engine.device} · medians of ${event.runs} runs`,
      );
      print(
        ...table(
          ['layer', 'type', 'output', 'parameters', 'MACs an image', 'forward ms', 'backward ms'],
          rows,
          3,
        ),
      );
      print(
        `forward ${forward.toFixed(1)} ms, backward ${backward.toFixed(1)} ms, whole step ${step.toFixed(1)} ms`,
      );
      return;
    }
  }
}
