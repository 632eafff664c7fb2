import type { TensorOps } from '../../layers/tensorOps.ts';
import type { Batch } from '../data/batches.ts';
import type { Engine, Tensor, Variable } from '../engines/engine.ts';
import type { ForwardPlan } from './forward.ts';
import { forward } from './forward.ts';
import { initialValues } from './initialize.ts';
import { Optimizer, slotNames } from '../recipe/optimizers/optimizer.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** Values by path, row by row. */
export type Values = ReadonlyMap<
  string,
  { readonly shape: readonly number[]; readonly values: Float32Array }
>;

type Shapes = ReadonlyMap<string, readonly number[]>;

/** What a checkpoint of a network holds, by the names that `Model` gives: known before anything is made of it. */
export function checkpointShapes(
  { weights }: Pick<ForwardPlan, 'weights'>,
  { optimizer }: Pick<Recipe, 'optimizer'>,
): { readonly weights: Shapes; readonly slots: Shapes } {
  const trained = weights.filter(({ spec }) => spec.trainable);
  return {
    weights: new Map(weights.map(({ path, spec }) => [path, spec.shape])),
    slots: new Map(
      slotNames(optimizer).flatMap((slot) =>
        trained.map(({ path, spec }) => [`${slot}.${path}`, spec.shape] as const),
      ),
    ),
  };
}

interface StepResult {
  /** Mean over the batch of the main head's loss, label smoothing included. */
  readonly loss: number;
  /** Images whose largest score is at their class. */
  readonly correct: number;
}

interface EvaluationResult {
  readonly loss: number;
  readonly accuracy: number;
  /** A row a true class, a column a predicted one. */
  readonly confusion: number[][];
}

/** A network on an engine: its weights, its optimizer's slots, and what can be done with them. */
export class Model {
  readonly plan: ForwardPlan;
  readonly #engine: Engine;
  readonly #recipe: Recipe;
  readonly #shape: readonly [number, number, number];
  readonly #weights = new Map<string, Variable>();
  readonly #trained: readonly Variable[];
  readonly #optimizer: Optimizer;

  /** @param shape height, width and channels of a picture */
  constructor(plan: ForwardPlan, engine: Engine, recipe: Recipe, shape: readonly [number, number, number]) {
    this.plan = plan;
    this.#engine = engine;
    this.#recipe = recipe;
    this.#shape = shape;
    for (const { path, spec } of plan.weights) {
      const count = spec.shape.reduce((product, size) => product * size, 1);
      const values = initialValues(spec.initializer, count, recipe.seed, path);
      this.#weights.set(path, engine.variable(path, values, spec.shape));
    }
    const trained = plan.weights
      .filter(({ spec }) => spec.trainable)
      .map(({ path, spec }) => ({ path, variable: this.#weights.get(path)!, decays: spec.decays }));
    this.#trained = trained.map(({ variable }) => variable);
    this.#optimizer = new Optimizer(recipe.optimizer, engine, trained);
  }

  /**
   * One training step: forward, backward, update, running statistics.
   * @param step from 0, of the whole run
   */
  async train(batch: Batch, rate: number, step: number): Promise<StepResult> {
    const engine = this.#engine;
    const result = engine.scope(() => {
      const { loss, correct, gradients, assigned } = this.#differentiate(batch, step);
      for (const { path, value } of assigned) engine.assign(this.#weight(path), value);
      this.#optimizer.apply(gradients, rate, step);
      return [engine.keep(loss), engine.keep(correct)] as const;
    });
    const [loss, correct] = [await engine.read(result[0]), await engine.read(result[1])];
    engine.dispose(...result);
    return { loss: loss[0]!, correct: Math.round(correct[0]!) };
  }

  /** A training step, timed: what each layer takes forward and backward, by path, and the whole. */
  async profile(batch: Batch, step: number, now: () => number): Promise<StepTimes> {
    const engine = this.#engine;
    await engine.synchronise();
    const clock = new StepClock(now);
    engine.scope(() => {
      const { gradients, assigned } = this.#differentiate(batch, step, clock);
      clock.differentiated();
      for (const { path, value } of assigned) engine.assign(this.#weight(path), value);
      this.#optimizer.apply(gradients, 0, step);
    });
    await engine.synchronise();
    return clock.times();
  }

  /** The gradients of a step by weight's path, without the update: for comparison with another framework. */
  async gradients(batch: Batch, step = 0): Promise<{ loss: number; gradients: Values; statistics: Values }> {
    const engine = this.#engine;
    const kept = engine.scope(() => {
      const { loss, gradients, assigned } = this.#differentiate(batch, step);
      return {
        loss: engine.keep(loss),
        gradients: gradients.map((tensor, index) => ({
          path: this.#trained[index]!.name,
          value: engine.keep(tensor),
        })),
        statistics: assigned.map(({ path, value }) => ({ path, value: engine.keep(value) })),
      };
    });
    const read = async (tensors: readonly { path: string; value: Tensor }[]): Promise<Values> => {
      const values = new Map<string, { shape: readonly number[]; values: Float32Array }>();
      for (const { path, value } of tensors) {
        values.set(path, { shape: [...value.shape], values: await engine.read(value) });
        engine.dispose(value);
      }
      return values;
    };
    const loss = (await engine.read(kept.loss))[0]!;
    engine.dispose(kept.loss);
    return { loss, gradients: await read(kept.gradients), statistics: await read(kept.statistics) };
  }

  #differentiate(batch: Batch, step: number, clock?: StepClock) {
    const engine = this.#engine;
    const { ops, loss: losses } = engine;
    const smoothing = this.#recipe.labelSmoothing;
    const targets = batch.targets ?? batch.labels;
    const images = engine.upload(batch.pixels, [batch.count, ...this.#shape]);
    const assigned: { path: string; value: Tensor }[] = [];
    const { results, gradients } = engine.differentiate(
      () => {
        const scores = forward(this.plan, images, {
          ops,
          training: true,
          weight: (path) => this.#weight(path),
          assign: (path, value) => assigned.push({ path, value }),
          seed: this.#recipe.seed,
          step,
          before: ({ path }) => {
            engine.label(path);
            clock?.begin(path);
          },
        });
        engine.label('');
        clock?.begin('');
        const rows = (head: Tensor) => asRows(ops, head, batch.count);
        const mainScores = rows(scores.main);
        const main = losses.softmaxCrossEntropy(mainScores, targets, smoothing);
        let total = main;
        for (const [index, { weight }] of this.plan.auxiliaries.entries()) {
          const head = losses.softmaxCrossEntropy(rows(scores.auxiliaries[index]!), targets, smoothing);
          total = ops.add(total, ops.affine(head, weight, 0));
        }
        const correct = losses.correct(mainScores, batch.labels);
        clock?.forwardDone();
        return { loss: total, results: [main, correct, ...assigned.map(({ value }) => value)] };
      },
      this.#trained,
      clock?.onBackward,
    );
    return {
      loss: results[0]!,
      correct: results[1]!,
      gradients,
      assigned: assigned.map(({ path }, index) => ({ path, value: results[2 + index]! })),
    };
  }

  /** Scores of a batch in evaluation mode, row by row. */
  async scores(batch: Batch): Promise<Float32Array> {
    const engine = this.#engine;
    const logits = engine.scope(() => {
      const images = engine.upload(batch.pixels, [batch.count, ...this.#shape]);
      return engine.keep(forward(this.plan, images, this.#evaluationPass()).main);
    });
    const scores = await engine.read(logits);
    engine.dispose(logits);
    return scores;
  }

  #evaluationPass() {
    return {
      ops: this.#engine.ops,
      training: false,
      weight: (path: string) => this.#weight(path),
      assign: () => undefined,
      seed: this.#recipe.seed,
      step: 0,
    };
  }

  /** Mean loss (without smoothing), accuracy and confusions; undefined when `interrupted` says so in between. */
  async evaluate(
    batches: AsyncIterable<Batch> | Iterable<Batch>,
    classes: number,
    interrupted: () => Promise<boolean>,
  ): Promise<EvaluationResult | undefined> {
    const confusion = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
    let count = 0;
    let loss = 0;
    let correct = 0;
    for await (const batch of batches) {
      if (await interrupted()) return undefined;
      const scores = await this.scores(batch);
      for (const [image, label] of batch.labels.entries()) {
        const row = scores.subarray(image * classes, (image + 1) * classes);
        const { predicted, crossEntropy } = judge(row, label);
        confusion[label]![predicted]!++;
        loss += crossEntropy;
        if (predicted === label) correct++;
      }
      count += batch.count;
    }
    return { loss: loss / count, accuracy: correct / count, confusion };
  }

  /** The values of all weights, running statistics included. */
  async weights(): Promise<Values> {
    return await this.#readAll(this.#weights);
  }

  /** The values of the optimizer's slots. */
  async slots(): Promise<Values> {
    return await this.#readAll(this.#optimizer.slots);
  }

  async #readAll(variables: ReadonlyMap<string, Variable>): Promise<Values> {
    const values = new Map<string, { shape: readonly number[]; values: Float32Array }>();
    for (const [path, variable] of variables) {
      values.set(path, { shape: [...variable.shape], values: await this.#engine.read(variable) });
    }
    return values;
  }

  /**
   * Puts saved values back: weights and, when given, the optimizer's slots.
   * @throws Error naming the first tensor that is missing or of another size
   */
  restore(weights: Values, slots?: Values): void {
    this.#assignAll(this.#weights, weights);
    if (slots) this.#assignAll(this.#optimizer.slots, slots);
  }

  #assignAll(variables: ReadonlyMap<string, Variable>, saved: Values): void {
    for (const [path, variable] of variables) {
      const found = saved.get(path);
      if (!found) throw new Error(`${path} is missing`);
      if (found.shape.join('x') !== variable.shape.join('x')) {
        throw new Error(`${path} is ${found.shape.join('x')} instead of ${variable.shape.join('x')}`);
      }
      this.#engine.assign(variable, found.values);
    }
  }

  #weight(path: string): Variable {
    const variable = this.#weights.get(path);
    if (!variable) throw new Error(`a layer asked for the weight ${path}, which it does not declare`);
    return variable;
  }

  dispose(): void {
    this.#engine.dispose(...this.#weights.values(), ...this.#optimizer.slots.values());
  }
}

/** A network that is profiled may end in a map: any loss of all its values serves. */
function asRows(ops: TensorOps, head: Tensor, count: number): Tensor {
  if (head.shape.length === 2) return head;
  return ops.reshape(head, [count, head.shape.slice(1).reduce((product, size) => product * size, 1)]);
}

/** Milliseconds. What is in the totals and in no layer is the loss's, and in `step` the update's. */
export interface StepTimes {
  readonly forward: ReadonlyMap<string, number>;
  readonly backward: ReadonlyMap<string, number>;
  readonly total: { readonly forward: number; readonly backward: number; readonly step: number };
}

/** The engines compute when they are called, so that the time until the next layer begins is the last one's. */
class StepClock {
  readonly #now: () => number;
  readonly #started: number;
  readonly #forward = new Map<string, number>();
  readonly #backward = new Map<string, number>();
  #current: { readonly path: string; readonly since: number } | undefined;
  #forwardEnd = 0;
  #backwardEnd = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#started = now();
  }

  begin(path: string): void {
    const now = this.#now();
    if (this.#current) this.#forward.set(this.#current.path, now - this.#current.since);
    this.#current = { path, since: now };
  }

  forwardDone(): void {
    this.begin('');
    this.#forwardEnd = this.#now();
  }

  readonly onBackward = (path: string, milliseconds: number): void => {
    this.#backward.set(path, (this.#backward.get(path) ?? 0) + milliseconds);
  };

  differentiated(): void {
    this.#backwardEnd = this.#now();
  }

  times(): StepTimes {
    const end = this.#now();
    const total = {
      forward: this.#forwardEnd - this.#started,
      backward: this.#backwardEnd - this.#forwardEnd,
      step: end - this.#started,
    };
    return { forward: this.#forward, backward: this.#backward, total };
  }
}

/** The first of the largest scores, and -log softmax at the label, in double precision. */
function judge(scores: Float32Array, label: number): { predicted: number; crossEntropy: number } {
  let predicted = 0;
  for (let index = 1; index < scores.length; index++)
    if (scores[index]! > scores[predicted]!) predicted = index;
  const largest = scores[predicted]!;
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - largest);
  return { predicted, crossEntropy: Math.log(sum) + largest - scores[label]! };
}
