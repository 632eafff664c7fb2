import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { DataSource, Job, NetworkSelection, StartedEvent, TrainingEvent } from '../../protocol/training.ts';
import { listEngines } from '../../training/engines/catalogue.ts';
import { select } from '../../training/run/selection.ts';
import { dataSets, findDataSet } from '../../training/data/sets/catalogue.ts';
import type { DataSetDefinition } from '../../training/data/sets/definition.ts';
import { availability } from '../../training/data/sets/obtainDataSet.ts';
import { Trainer } from '../../training/run/trainerClient.ts';
import { openFile } from '../program.ts';
import { readSettings } from '../settings.ts';
import { StatusLine, print, printError, printJson } from '../print.ts';
import { bar, duration, exact, table } from '../terminal.ts';
import { UsageError, wholeNumber } from '../usage.ts';
import type { Options } from '../usage.ts';
import { filePath } from '../../syntax/uri.ts';

function selectionOf(file: string, options: Options): NetworkSelection {
  const understanding = openFile(file);
  return {
    sources: understanding.sources(),
    main: understanding.uri,
    network: options.network,
    arguments: readSettings(options.set),
  };
}

/** Trains a network of `file`, or goes on with the run of `--resume`. 1 when it failed, 130 when interrupted. */
export async function train(file: string | undefined, options: Options): Promise<number> {
  const data = {
    location: options.data,
    checksum: options.checksum,
    // A mirror that the person names is as good as a yes; the official host has to be agreed to.
    mayDownload: options.download === true || options.data !== undefined,
  };
  const engine = options.engine ?? 'auto';
  if (options.resume !== undefined) {
    return run({ kind: 'resume', runFolder: resolve(options.resume), engine, data }, options);
  }
  if (file === undefined) throw new UsageError('cnn train needs a .cnn file, or --resume RUN.');
  const selection = selectionOf(file, options);
  const overrides = {
    epochs: wholeNumber(options, 'epochs', 1),
    batch: wholeNumber(options, 'batch', 1),
    seed: wholeNumber(options, 'seed', 0),
  };
  // What is wrong with the file comes before what is missing on the machine.
  const { folder, dataset } = select({ ...selection, recipe: options.recipe, overrides });
  if (folder && options.data !== undefined) {
    throw new UsageError(
      `--data is for ${dataSets.map(({ title }) => title).join(', ')}: this recipe names its folder itself, ${folder.path}.`,
    );
  }
  const set = folder ? undefined : findDataSet(dataset.name);
  if (set) await requireDataSet(set, data);
  return run(
    {
      kind: 'train',
      ...selection,
      recipe: options.recipe,
      overrides,
      engine,
      data,
      runFolder: options.run === undefined ? newRunFolder(selection) : resolve(options.run),
    },
    options,
  );
}

/** @throws UsageError where it would have to be downloaded, and that was not asked for. */
async function requireDataSet(set: DataSetDefinition, data: DataSource): Promise<void> {
  const found = await availability(set, data);
  if (found.kind !== 'download' || data.mayDownload) return;
  const size = found.bytes === undefined ? '' : ` (${Math.round(found.bytes / 1e6)} MB)`;
  throw new UsageError(
    `${set.title} is not on this machine: add --download to fetch it from ${found.url}${size}, or name a folder or a mirror with --data.`,
  );
}

/** `runs/20261122-153000` beside the file. */
function newRunFolder({ main }: NetworkSelection): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return join(dirname(filePath(main) ?? process.cwd()), 'runs', stamp);
}

/** Prints the time of each layer beside its predicted cost. */
export async function profile(file: string, options: Options): Promise<number> {
  return run(
    {
      kind: 'profile',
      ...selectionOf(file, options),
      recipe: options.recipe,
      engine: options.engine ?? 'auto',
      batch: wholeNumber(options, 'batch', 1),
      runs: wholeNumber(options, 'runs', 1) ?? 5,
    },
    options,
  );
}

async function run(job: Job, { json }: Options): Promise<number> {
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

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

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
    ? `; the best so far is epoch ${best.epoch}, validation ${percent(best.accuracy)}`
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
          : `${event.activity}  ${bar(event.fraction, 24)} ${percent(event.fraction)}`,
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
          `${percent(event.accuracy)} · ${exact(Math.round(event.imagesPerSecond))} images/s${left}`,
      );
      return;
    }
    case 'epoch':
      print(
        `epoch ${String(event.epoch).padStart(String(planned.total).length)}/${planned.total}  ` +
          `training ${lossText(event.training.loss)} ${percent(event.training.accuracy)}  ` +
          `validation ${lossText(event.validation.loss)} ${percent(event.validation.accuracy)}  ` +
          `lr ${event.learningRate.toPrecision(3)}  ${exact(Math.round(event.imagesPerSecond))} images/s  ${duration(event.seconds)}`,
      );
      return;
    case 'finished':
      print(
        `Test accuracy ${percent(event.test.accuracy)}, loss ${lossText(event.test.loss)}, with the weights of epoch ` +
          `${event.best.epoch} (validation ${percent(event.best.accuracy)}), after ${duration(event.seconds)}.`,
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

/** Prints which engines there are. */
export async function engines({ json }: Options): Promise<number> {
  const found = await listEngines({ wasmFolder: join(__dirname, 'wasm') });
  if (json) {
    printJson(found, 2);
    return 0;
  }
  for (const { id, version, device, problem, isDefault } of found) {
    print(`${id}${isDefault ? ' (default)' : ''}: ${problem ?? [version, device].join(' · ')}`);
  }
  return 0;
}
