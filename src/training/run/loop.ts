import type { EpochEvent, FinishedEvent, StepEvent } from '../../protocol/training.ts';
import type { Batches } from '../data/batches.ts';
import { TrainingFailure } from '../failure.ts';
import type { Model, Values } from './model.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { ScheduleSpan, ScheduleState } from '../recipe/schedules/schedule.ts';
import { afterEpoch, initialSchedule, learningRate } from '../recipe/schedules/schedule.ts';

/**
 * Where a run stands, beside its weights and slots: what a checkpoint keeps. All random numbers follow from
 * seed, epoch, step and image, so that the counters are the random state.
 */
export interface LoopState {
  /** Steps done in the whole run. */
  readonly steps: number;
  /** Epochs done, their validation included. */
  readonly epochs: number;
  /** Sums over the epoch under way. */
  readonly inEpoch: {
    readonly steps: number;
    readonly loss: number;
    readonly correct: number;
    readonly seconds: number;
  };
  /** The schedule's, whichever it is: named as the first one that had a state, in runs that are kept. */
  readonly plateau: ScheduleState;
  readonly best: { readonly epoch: number; readonly accuracy: number; readonly loss: number } | null;
  /** Spent on all epochs done. */
  readonly seconds: number;
}

const emptyEpoch: LoopState['inEpoch'] = { steps: 0, loss: 0, correct: 0, seconds: 0 };

export const initialState: LoopState = {
  steps: 0,
  epochs: 0,
  inEpoch: emptyEpoch,
  plateau: initialSchedule,
  best: null,
  seconds: 0,
};

/** What the loop needs of where it runs: a clock, a way out for events, a place to keep checkpoints. */
export interface LoopHost {
  /** Milliseconds, never going back. */
  now(): number;
  /** Lets messages arrive, between steps. */
  breathe(): Promise<void>;
  stopRequested(): boolean;
  emit(event: StepEvent | EpochEvent): void;
  /** Whether a checkpoint within an epoch is due: they cost time, so that the host decides how often. */
  checkpointDue(): boolean;
  /** Keeps weights, slots and state. With `epoch`, an epoch just ended; `isBest` when it is the best so far. */
  checkpoint(
    state: LoopState,
    epoch?: { readonly event: EpochEvent; readonly isBest: boolean },
  ): Promise<void>;
  /** The weights kept of the best epoch. */
  bestWeights(): Promise<Values>;
}

interface Training {
  readonly model: Model;
  readonly batches: Batches;
  readonly recipe: Recipe;
  readonly state: LoopState;
}

type TrainingResult =
  | { readonly kind: 'stopped'; readonly state: LoopState }
  | { readonly kind: 'finished'; readonly finished: Omit<FinishedEvent, 'kind' | 'runFolder'> };

/** How often step events are sent, in milliseconds. */
const stepInterval = 200;

/**
 * Trains from `state` to the last epoch, chooses the best epoch by the validation part, and looks at the test set
 * once. Stops between two steps when the host asks for it, with a checkpoint.
 * @throws TrainingFailure `loss-not-finite`; what engine and host throw
 */
export async function train(training: Training, host: LoopHost): Promise<TrainingResult> {
  const loop = new Loop(training, host);
  while (loop.state.epochs < training.recipe.epochs) {
    if (!(await loop.epoch())) {
      await host.checkpoint(loop.state);
      return { kind: 'stopped', state: loop.state };
    }
  }
  return await loop.finish();
}

class Loop {
  state: LoopState;
  readonly #training: Training;
  readonly #host: LoopHost;
  readonly #span: ScheduleSpan;
  readonly #window: Window;

  constructor(training: Training, host: LoopHost) {
    const { recipe, batches } = training;
    this.state = training.state;
    this.#training = training;
    this.#host = host;
    this.#span = { base: recipe.optimizer.lr, epochs: recipe.epochs, stepsPerEpoch: batches.trainingBatches };
    this.#window = new Window(host.now());
  }

  #rate(): number {
    return learningRate(this.#training.recipe.schedule, this.#span, this.state.steps, this.state.plateau);
  }

  /** The rest of the epoch under way and its validation; false when stopped within. */
  async epoch(): Promise<boolean> {
    return (await this.#unlessStopped(() => this.#epoch())) ?? false;
  }

  /** A batch whose making was broken off, for a stop, is one that was never asked for: undefined. */
  async #unlessStopped<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (caught) {
      if (this.#host.stopRequested() && caught instanceof Error && caught.name === 'AbortError')
        return undefined;
      throw caught;
    }
  }

  async #epoch(): Promise<boolean> {
    const { batches } = this.#training;
    const host = this.#host;
    let last = host.now();
    const elapsed = (): number => {
      const now = host.now();
      const seconds = (now - last) / 1000;
      last = now;
      return seconds;
    };
    let rate = this.#rate();
    while (this.state.inEpoch.steps < batches.trainingBatches) {
      await host.breathe();
      if (host.stopRequested()) return false;
      rate = this.#rate();
      await this.#step(rate, elapsed);
      if (host.checkpointDue()) await host.checkpoint(this.state);
    }
    return await this.#validate(rate, elapsed);
  }

  async #step(rate: number, elapsed: () => number): Promise<void> {
    const { model, batches, recipe } = this.#training;
    const before = this.#host.now();
    const batch = await batches.training(this.state.epochs, this.state.inEpoch.steps);
    const made = this.#host.now();
    const { loss, correct } = await model.train(batch, rate, this.state.steps);
    if (!Number.isFinite(loss)) throw notFinite(this.state, rate);
    const { inEpoch } = this.state;
    this.state = {
      ...this.state,
      steps: this.state.steps + 1,
      inEpoch: {
        steps: inEpoch.steps + 1,
        loss: inEpoch.loss + loss,
        correct: inEpoch.correct + correct,
        seconds: inEpoch.seconds + elapsed(),
      },
    };
    const now = this.#host.now();
    this.#window.add({ loss, correct, images: batch.count, data: made - before, total: now - before });
    const { steps } = this.state.inEpoch;
    if (this.#window.age(now) < stepInterval && steps < batches.trainingBatches) return;
    this.#host.emit({
      kind: 'step',
      epoch: this.state.epochs + 1,
      step: steps,
      steps: this.state.steps,
      learningRate: rate,
      ...this.#window.take(now),
      secondsLeft: this.#window.secondsLeft(this.state, recipe.epochs, batches),
    });
  }

  async #validate(rate: number, elapsed: () => number): Promise<boolean> {
    const { model, batches, recipe } = this.#training;
    const { inEpoch } = this.state;
    const before = this.#host.now();
    const validation = await model.evaluate(
      batches.evaluation('validation'),
      batches.classes,
      this.#interrupted,
    );
    if (!validation) return false;
    this.#window.validated(this.#host.now() - before);
    if (!Number.isFinite(validation.loss)) throw notFinite(this.state, rate);
    const epoch = this.state.epochs + 1;
    const isBest = isBetter(validation, this.state.best);
    const best = isBest ? { epoch, accuracy: validation.accuracy, loss: validation.loss } : this.state.best!;
    const images = inEpoch.steps * recipe.batch;
    const seconds = inEpoch.seconds + elapsed();
    const event: EpochEvent = {
      kind: 'epoch',
      epoch,
      training: { loss: inEpoch.loss / inEpoch.steps, accuracy: inEpoch.correct / images },
      validation: { loss: validation.loss, accuracy: validation.accuracy },
      learningRate: rate,
      seconds,
      imagesPerSecond: images / Math.max(inEpoch.seconds, 1e-9),
      best: { epoch: best.epoch, accuracy: best.accuracy },
      confusion: validation.confusion,
    };
    this.state = {
      steps: this.state.steps,
      epochs: epoch,
      inEpoch: emptyEpoch,
      plateau: afterEpoch(recipe.schedule, this.state.plateau, validation.loss),
      best,
      seconds: this.state.seconds + seconds,
    };
    await this.#host.checkpoint(this.state, { event, isBest });
    this.#host.emit(event);
    return true;
  }

  readonly #interrupted = async (): Promise<boolean> => {
    await this.#host.breathe();
    return this.#host.stopRequested();
  };

  async finish(): Promise<TrainingResult> {
    const { model, batches, recipe } = this.#training;
    const { best, seconds } = this.state;
    model.restore(await this.#host.bestWeights());
    const test = await this.#unlessStopped(() =>
      model.evaluate(batches.evaluation('test'), batches.classes, this.#interrupted),
    );
    if (!test) return { kind: 'stopped', state: this.state };
    return {
      kind: 'finished',
      finished: {
        epochs: recipe.epochs,
        best: { epoch: best!.epoch, accuracy: best!.accuracy },
        test: { loss: test.loss, accuracy: test.accuracy },
        confusion: test.confusion,
        seconds,
      },
    };
  }
}

/** By accuracy; of equal ones by loss; of those the first. */
function isBetter(found: { accuracy: number; loss: number }, best: LoopState['best']): boolean {
  if (best === null) return true;
  return found.accuracy > best.accuracy || (found.accuracy === best.accuracy && found.loss < best.loss);
}

function notFinite({ epochs, inEpoch }: LoopState, rate: number): TrainingFailure {
  return new TrainingFailure(
    'loss-not-finite',
    `The loss stopped being a number in epoch ${epochs + 1}, step ${inEpoch.steps + 1}: lower the learning rate (${Number(rate.toPrecision(3))} there), add a warmup, or normalize (BatchNorm).`,
  );
}

/** Means since the last step event, and how long things take. */
class Window {
  #since: number;
  #steps = 0;
  #loss = 0;
  #correct = 0;
  #images = 0;
  #data = 0;
  #total = 0;
  /** Milliseconds, smoothed. */
  #perStep: number | undefined;
  #perValidation: number | undefined;

  constructor(now: number) {
    this.#since = now;
  }

  add(step: { loss: number; correct: number; images: number; data: number; total: number }): void {
    this.#steps++;
    this.#loss += step.loss;
    this.#correct += step.correct;
    this.#images += step.images;
    this.#data += step.data;
    this.#total += step.total;
  }

  age(now: number): number {
    return now - this.#since;
  }

  validated(milliseconds: number): void {
    this.#perValidation = milliseconds;
  }

  take(now: number): Pick<StepEvent, 'loss' | 'accuracy' | 'imagesPerSecond' | 'dataShare'> {
    const total = Math.max(this.#total, 1e-6);
    const perStep = total / this.#steps;
    this.#perStep = this.#perStep === undefined ? perStep : 0.8 * this.#perStep + 0.2 * perStep;
    const means = {
      loss: this.#loss / this.#steps,
      accuracy: this.#correct / this.#images,
      imagesPerSecond: (1000 * this.#images) / total,
      dataShare: this.#data / total,
    };
    this.#since = now;
    this.#steps = this.#loss = this.#correct = this.#images = this.#data = this.#total = 0;
    return means;
  }

  /** Of all steps and evaluations to come; a forward pass alone is taken as a third of a step until one was seen. */
  secondsLeft(state: LoopState, epochs: number, batches: Batches): number | undefined {
    if (this.#perStep === undefined) return undefined;
    const { counts, trainingBatches } = batches;
    const steps = epochs * trainingBatches - state.steps;
    const perImage = (this.#perStep * trainingBatches) / counts.training / 3;
    const perValidation = this.#perValidation ?? perImage * counts.validation;
    const test = (perValidation / counts.validation) * counts.test;
    return (steps * this.#perStep + (epochs - state.epochs) * perValidation + test) / 1000;
  }
}
