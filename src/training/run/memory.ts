import { freemem, totalmem } from 'node:os';
import type { Totals } from '../../analysis/analysis.ts';
import type { Known } from '../../layers/known.ts';
import { plus, times } from '../../layers/known.ts';
import type { Engine } from '../engines/engine.ts';
import { TrainingFailure } from '../failure.ts';
import { slotNames } from '../recipe/optimizers/optimizer.ts';
import type { Recipe } from '../recipe/recipe.ts';

/**
 * The least that a training step holds: each trained weight with its gradient and the optimizer's slots, and what
 * the backward pass keeps of every image of the batch. In bytes.
 */
export function leastMemory({ parameters, memory }: Totals, recipe: Recipe): Known {
  const trained = plus(parameters.trainable, parameters.auxiliary);
  const numbers = plus(times(2 + slotNames(recipe.optimizer).length, trained), parameters.nonTrainable);
  return plus(times(4, numbers), times(recipe.batch, memory.training));
}

/** What this process may still take, in bytes: bounded by its container, where there is one. */
export const availableMemory = ({ memoryLimit = Infinity }: Engine): number =>
  Math.min(freeMemory(), memoryLimit);

function freeMemory(): number {
  const { availableMemory: available } = process as { availableMemory?: () => number };
  return available?.call(process) ?? freemem();
}

/** Bytes that decoded pictures may take: half of what is free, so that the engine has the other, and 4 GB at most. */
export function pictureRoom(): number {
  return Math.min(freeMemory() / 2, 4e9);
}

/** @throws TrainingFailure `too-large` when even the least does not fit */
export function checkMemory(name: string, totals: Totals, recipe: Recipe, available: number): void {
  const problem = memoryProblem(name, totals, recipe, available, 'are free');
  if (problem !== undefined) throw new TrainingFailure('too-large', problem);
}

/** Whoever writes on a smaller machine may train on another one; what is less than this is told when that begins. */
const modestMachine = 8e9;

/** Why a recipe can't be trained on this machine, whatever else it does; undefined where it perhaps can. */
export function machineProblem(name: string, totals: Totals, recipe: Recipe): string | undefined {
  return memoryProblem(name, totals, recipe, Math.max(totalmem(), modestMachine), 'are there');
}

function memoryProblem(
  name: string,
  totals: Totals,
  recipe: Recipe,
  available: number,
  are: string,
): string | undefined {
  const needed = leastMemory(totals, recipe);
  const perImage = totals.memory.training;
  if (needed === undefined || perImage === undefined || needed <= available) return undefined;
  const largest = Math.floor((available - (needed - perImage * recipe.batch)) / perImage);
  const remedy =
    largest >= 1 ? `a batch of at most ${largest} may fit` : 'choose a smaller network or another engine';
  return `${name} needs at least ${gigabytes(needed)} to train with batches of ${recipe.batch}, but ${gigabytes(available)} ${are}: ${remedy}.`;
}

const gigabytes = (bytes: number): string => `${Number((bytes / 1e9).toPrecision(3))} GB`;
