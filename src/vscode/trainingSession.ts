import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Job, StartedEvent, TrainingEvent } from '../protocol/training.ts';
import { Trainer } from '../training/run/trainerClient.ts';
import { showProgress } from './notices.ts';
import type { TrainingPanel } from './trainingPanel.ts';
import { percentToTenth } from '../wording/figures.ts';

interface SessionOptions {
  readonly extension: vscode.Uri;
  /** `Training ResNet20` */
  readonly title: string;
  readonly panel: TrainingPanel;
  readonly output: vscode.OutputChannel;
  /** An epoch is over, or the job: what is on disk has changed. */
  readonly onProgress: (event: TrainingEvent) => void;
}

/** A job in its process, with its progress notification; what it tells goes to the panel. */
export class TrainingSession {
  readonly #trainer: Trainer;
  /** The last event; never rejects. */
  readonly done: Promise<TrainingEvent>;

  constructor(job: Job, options: SessionOptions) {
    const { extension, title, panel, output, onProgress } = options;
    const bar = new ProgressBar();
    this.#trainer = new Trainer(job, {
      trainer: vscode.Uri.joinPath(extension, 'dist', 'trainer.cjs').fsPath,
      onEvent: (event) => {
        panel.add(event);
        bar.take(event);
        if (event.kind !== 'step' && event.kind !== 'preparing') onProgress(event);
      },
      onLog: (text) => output.append(text),
    });
    this.done = this.#trainer.done;
    void showProgress(title, async (report, token) => {
      token.onCancellationRequested(() => {
        report({ message: 'stopping, what was done is kept …' });
        this.stop();
      });
      bar.show(report);
      await this.done;
    });
  }

  /** What was done so far is kept and can be resumed. */
  stop(): void {
    this.#trainer.stop();
  }
}

type Report = (value: { readonly message?: string; readonly increment?: number }) => void;

/** From events to a line and a bar: `epoch 3 of 30 · loss 0.52 · accuracy 81.3 % · 12 min left`. */
class ProgressBar {
  #tell: Report | undefined;
  #started: StartedEvent | undefined;
  #shown = 0;
  #validation: string | undefined;

  show(tell: Report): void {
    this.#tell = tell;
  }

  take(event: TrainingEvent): void {
    switch (event.kind) {
      case 'preparing': {
        const share = event.fraction === undefined ? '' : ` ${Math.round(event.fraction * 100)} %`;
        this.#tell?.({ message: `${event.activity}${share}` });
        break;
      }
      case 'started':
        this.#started = event;
        this.#tell?.({ message: `epoch 1 of ${event.epochs}` });
        break;
      case 'step': {
        const { epochs, batchesPerEpoch } = this.#started ?? {
          epochs: event.epoch,
          batchesPerEpoch: event.step,
        };
        const left = event.secondsLeft === undefined ? '' : ` · ${leftText(event.secondsLeft)} left`;
        const accuracy = this.#validation ?? `accuracy ${percentToTenth(event.accuracy)}`;
        this.#report(
          `epoch ${event.epoch} of ${epochs} · loss ${event.loss.toPrecision(3)} · ${accuracy}${left}`,
          (event.epoch - 1 + event.step / batchesPerEpoch) / epochs,
        );
        break;
      }
      case 'epoch':
        this.#validation = `validation ${percentToTenth(event.validation.accuracy)}`;
        break;
      case 'finished':
      case 'stopped':
      case 'failed':
      case 'profile':
        break;
    }
  }

  #report(message: string, share: number): void {
    const percentage = Math.min(100, share * 100);
    const increment = Math.max(0, percentage - this.#shown);
    this.#shown += increment;
    this.#tell?.({ message, increment });
  }
}

function leftText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How a training ended, in one sentence. */
export function endingText(event: TrainingEvent, network: string): string | undefined {
  switch (event.kind) {
    case 'finished':
      return `${network} is trained: test accuracy ${percentToTenth(event.test.accuracy)}, with the weights of epoch ${event.best.epoch}.`;
    case 'stopped':
      return event.steps === 0
        ? [`The training of ${network} stopped before its first step.`, event.remark ?? '']
            .join(' ')
            .trimEnd()
        : `The training of ${network} stopped after ${event.epochs === 0 ? `${event.steps} steps` : `${event.epochs} epochs`}; it is kept in ${basename(event.runFolder)}.`;
    case 'failed':
      return event.message;
    case 'preparing':
    case 'started':
    case 'step':
    case 'epoch':
    case 'profile':
      return undefined;
  }
}
