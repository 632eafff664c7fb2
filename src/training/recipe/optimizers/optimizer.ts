import type { Engine, Tensor, Variable } from '../../engines/engine.ts';
import type { OptimizerRecipe } from '../recipe.ts';
import { optimizerOf } from './catalogue.ts';

export interface TrainedWeight {
  readonly path: string;
  readonly variable: Variable;
  /** Whether weight decay applies. */
  readonly decays: boolean;
}

/** Names of the slots that an optimizer keeps for each weight; they are part of a checkpoint. */
export const slotNames = (recipe: OptimizerRecipe): readonly string[] => optimizerOf(recipe).slots(recipe);

/** Updates weights by their gradients. Its slots start at 0 and live on the engine. */
export class Optimizer {
  readonly slots = new Map<string, Variable>();
  readonly #recipe: OptimizerRecipe;
  readonly #engine: Engine;
  readonly #weights: readonly TrainedWeight[];

  constructor(recipe: OptimizerRecipe, engine: Engine, weights: readonly TrainedWeight[]) {
    this.#recipe = recipe;
    this.#engine = engine;
    this.#weights = weights;
    for (const { path, variable } of weights) {
      const count = variable.shape.reduce((product, size) => product * size, 1);
      for (const slot of slotNames(recipe)) {
        const name = `${slot}.${path}`;
        this.slots.set(name, engine.variable(name, new Float32Array(count), variable.shape));
      }
    }
  }

  /**
   * @param gradients one a weight, in the weights' order
   * @param step from 0, of the whole run
   */
  apply(gradients: readonly Tensor[], rate: number, step: number): void {
    const recipe = this.#recipe;
    const optimizer = optimizerOf(recipe);
    const { updates } = this.#engine;
    for (const [index, { path, variable, decays }] of this.#weights.entries()) {
      const slot = (name: string): Variable => this.slots.get(`${name}.${path}`)!;
      const gradient = gradients[index]!;
      optimizer.update(recipe, { weight: variable, gradient, decays, rate, step, slot, updates });
    }
  }
}
