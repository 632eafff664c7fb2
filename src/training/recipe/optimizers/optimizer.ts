import type { Engine, Tensor, Term, Variable } from '../../engines/engine.ts';
import type { OptimizerRecipe } from '../recipe.ts';

export interface TrainedWeight {
  readonly path: string;
  readonly variable: Variable;
  /** Whether weight decay applies. */
  readonly decays: boolean;
}

/** Names of the slots that an optimizer keeps for each weight; they are part of a checkpoint. */
export function slotNames(recipe: OptimizerRecipe): readonly string[] {
  switch (recipe.kind) {
    case 'SGD':
      return recipe.momentum > 0 ? ['velocity'] : [];
    case 'Adam':
    case 'AdamW':
      return ['mean', 'square'];
    case 'RMSProp':
      return recipe.momentum > 0 ? ['square', 'velocity'] : ['square'];
  }
}

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
    for (const [index, weight] of this.#weights.entries())
      this.#update(weight, gradients[index]!, rate, step);
  }

  #slot(name: string, path: string): Variable {
    return this.slots.get(`${name}.${path}`)!;
  }

  #update({ path, variable, decays }: TrainedWeight, gradient: Tensor, rate: number, step: number): void {
    const recipe = this.#recipe;
    const { updates } = this.#engine;
    const decay = decays ? recipe.weightDecay : 0;
    const coupled: Term[] = [{ factor: 1, value: gradient }];
    if (decay > 0 && recipe.kind !== 'AdamW') coupled.push({ factor: decay, value: variable });
    const scaled = (factor: number): Term[] =>
      coupled.map((term) => ({ ...term, factor: factor * term.factor }));
    switch (recipe.kind) {
      case 'SGD': {
        if (recipe.momentum === 0) return updates.linear(variable, 1, scaled(-rate));
        // PyTorch's form: the velocity is a sum of gradients, the rate multiplies it when it is applied.
        const velocity = this.#slot('velocity', path);
        updates.linear(velocity, recipe.momentum, coupled);
        const ahead: Term[] = recipe.nesterov
          ? [...scaled(-rate), { factor: -rate * recipe.momentum, value: velocity }]
          : [{ factor: -rate, value: velocity }];
        return updates.linear(variable, 1, ahead);
      }
      case 'Adam':
      case 'AdamW': {
        const { beta1, beta2, epsilon } = recipe;
        const mean = this.#slot('mean', path);
        const square = this.#slot('square', path);
        updates.linear(mean, beta1, scaled(1 - beta1));
        updates.square(square, beta2, 1 - beta2, coupled);
        return updates.quotient(variable, recipe.kind === 'AdamW' ? 1 - rate * decay : 1, {
          factor: -rate / (1 - beta1 ** (step + 1)),
          numerator: [{ factor: 1, value: mean }],
          square,
          correction: 1 / (1 - beta2 ** (step + 1)),
          epsilon,
        });
      }
      case 'RMSProp': {
        const square = this.#slot('square', path);
        updates.square(square, recipe.rho, 1 - recipe.rho, coupled);
        const by = { square, correction: 1, epsilon: recipe.epsilon };
        if (recipe.momentum === 0) {
          return updates.quotient(variable, 1, { ...by, factor: -rate, numerator: coupled });
        }
        const velocity = this.#slot('velocity', path);
        updates.quotient(velocity, recipe.momentum, { ...by, factor: 1, numerator: coupled });
        return updates.linear(variable, 1, [{ factor: -rate, value: velocity }]);
      }
    }
  }
}
