import { parseSource } from '../../../src/language/parse.ts';
import { openProgram } from '../../../src/network/expand.ts';
import type { Recipe } from '../../../src/training/recipe/recipe.ts';
import { checkRecipe } from '../../../src/training/recipe/check.ts';
import { readTrain, trainDeclarations } from '../../../src/training/trainDeclaration.ts';

/** A `train` declaration with these entries, read: its recipe, and what is said against it. */
export function readEntries(entries: string): { recipe: Recipe; complaints: string[] } {
  const text = `network Net {\n input 32x32x3\n GlobalAvgPool -> Dense(10)\n}\ntrain Net on CIFAR10 {\n${entries}\n}\n`;
  const program = openProgram('file:///net.cnn', (uri) => parseSource(uri, text));
  const { recipe, mistakes } = readTrain(program, trainDeclarations(program)[0]!);
  return { recipe, complaints: mistakes.map(({ message }) => message) };
}

/** A recipe as it comes back from a run's record. */
export function keptAndRead(recipe: Recipe): Recipe {
  const check = checkRecipe(JSON.parse(JSON.stringify(recipe)));
  if (!check.ok) throw new Error(check.problem);
  return check.recipe;
}
