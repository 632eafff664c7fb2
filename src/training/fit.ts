import type { Shape } from '../layers/shape.ts';
import { shapeText } from '../layers/shape.ts';
import type { DatasetDescription } from './data/dataset.ts';
import type { Chosen, Recipe, Size } from './recipe/recipe.ts';
import { isInPlace, transformOf } from './recipe/transforms/catalogue.ts';
import { pictureSize, settlesSizes } from './recipe/transforms/pictureSize.ts';
import { resizing } from './recipe/transforms/resize.ts';
import type { MistakeCode } from '../syntax/codes.ts';

/** What of a network has to fit a data set. */
export interface NetworkFaces {
  readonly name: string;
  readonly input: Shape;
  /** The last value's shape. */
  readonly output: Shape;
  /** The auxiliary heads'. */
  readonly auxiliaries: readonly Shape[];
  /** Whether it has a parameter `classes`, so that the sentence can name it. */
  readonly takesClasses: boolean;
}

export interface FitProblem {
  readonly code: MistakeCode;
  /** One sentence with the values that clash, and what to do. */
  readonly message: string;
  /** The part of the declaration that it concerns. */
  readonly part: 'network' | 'dataset' | 'prepare' | 'augment' | 'batch';
}

/** Why this network can't be trained on this data set with this recipe; empty when it can. */
export function fitProblems(
  network: NetworkFaces,
  dataset: DatasetDescription,
  recipe: Recipe,
): FitProblem[] {
  return [
    ...outputProblems(network, dataset),
    ...inputProblems(network, dataset, recipe),
    ...batchProblems(dataset, recipe),
  ];
}

/** An epoch has whole batches only: with fewer pictures than one, nothing would be trained. */
function batchProblems({ title, trainingPictures }: DatasetDescription, { batch }: Recipe): FitProblem[] {
  if (trainingPictures === undefined || batch <= trainingPictures) return [];
  const message = `A batch of ${batch} is more than the ${trainingPictures} training pictures of ${title}: choose a batch of ${fittingBatch(trainingPictures)}, or add pictures.`;
  return [{ code: 'batch-too-large', message, part: 'batch' }];
}

/** The largest power of two of which an epoch has two batches at least. */
export const fittingBatch = (pictures: number): number =>
  2 ** Math.max(0, Math.floor(Math.log2(Math.max(1, pictures / 2))));

function outputProblems(
  { name, output, auxiliaries, takesClasses }: NetworkFaces,
  dataset: DatasetDescription,
): FitProblem[] {
  const classes = dataset.classes.length;
  if (output.kind === 'map') {
    const message = `${name} ends in ${shapeText(output)}, not in a vector of class scores: end it with GlobalAvgPool -> Dense(${classes}).`;
    return [{ code: 'no-class-scores', message, part: 'network' }];
  }
  if (output.channels !== classes) {
    const remedy = takesClasses ? `train ${name}(classes: ${classes})` : `end it with Dense(${classes})`;
    const message = `${name} gives ${output.channels} class scores, but ${dataset.title} has ${classes} classes: ${remedy}.`;
    return [{ code: 'class-count', message, part: 'network' }];
  }
  const odd = auxiliaries.find((shape) => shape.kind === 'map' || shape.channels !== classes);
  if (!odd) return [];
  const message = `An auxiliary head of ${name} gives ${shapeText(odd)}, but ${dataset.title} has ${classes} classes: end it with Dense(${classes}).`;
  return [{ code: 'class-count', message, part: 'network' }];
}

function inputProblems(
  { name, input }: NetworkFaces,
  dataset: DatasetDescription,
  recipe: Recipe,
): FitProblem[] {
  const { title, sizes, channels } = dataset;
  if (input.kind === 'vector') {
    const message = `${name} takes a vector, but ${title} has pictures: begin it with input ${sizes[0]?.join('x') ?? '224x224'}x${channels.at(-1)}.`;
    return [{ code: 'input-shape', message, part: 'network' }];
  }
  if (!channels.includes(input.channels)) {
    const has = channels.length === 1 ? `have ${channels[0]}` : 'are taken as grey (1) or colour (3)';
    const message = `${name} takes ${input.channels === 1 ? 'one channel' : `${input.channels} channels`}, but the pictures of ${title} ${has}: begin it with input ${input.height}x${input.width}x${channels.at(-1)}.`;
    return [{ code: 'input-channels', message, part: 'network' }];
  }
  const odd = [...recipe.prepare, ...recipe.augment].find((step) => !suitsChannels(step, input.channels));
  if (odd) {
    const part = recipe.prepare.includes(odd) ? 'prepare' : 'augment';
    const message =
      input.channels === 1
        ? `${odd.kind} takes one number, as ${name} takes ${title} in grey.`
        : `${odd.kind} takes ${input.channels} numbers, one a channel of ${title}.`;
    return [{ code: 'normalize-channels', message, part }];
  }
  return sizeProblems(name, [input.height, input.width], dataset, recipe);
}

/** Whether what the step is given a channel each has one for each of them. */
function suitsChannels(step: Chosen, channels: number): boolean {
  return Object.entries(transformOf(step).parameters).every(([name, { type }]) => {
    const given = step[name];
    return type !== 'numbers' || typeof given !== 'object' || given.length === channels;
  });
}

function sizeProblems(
  name: string,
  input: Size,
  { title, sizes }: DatasetDescription,
  recipe: Recipe,
): FitProblem[] {
  if (sizes.length > 1 && !settlesSizes(recipe)) {
    const [smallest, largest] = extremes(sizes);
    const message = `The pictures of ${title} have different sizes (${smallest.join('x')} to ${largest.join('x')}), and ${name} takes ${input.join('x')}: bring them to one (prepare ${resizing(input)}).`;
    return [{ code: 'picture-sizes', message, part: 'prepare' }];
  }
  const subject = `${sizes.length > 1 ? 'Some' : 'The'} pictures of ${title} are`;
  const [first] = sizes.flatMap((size) => sizeProblem({ name, input, size, subject }, recipe) ?? []);
  return first ? [first] : [];
}

/** By their areas. */
function extremes(sizes: readonly Size[]): [Size, Size] {
  const sorted = [...sizes].sort((a, b) => a[0] * a[1] - b[0] * b[1]);
  return [sorted[0]!, sorted.at(-1)!];
}

interface SizeQuestion {
  /** The network's name. */
  readonly name: string;
  /** Height and width that it takes. */
  readonly input: Size;
  readonly size: Size;
  /** What is said to have this size: `Some pictures of birds are` */
  readonly subject: string;
}

/** Why pictures of this size can't become the network's input; undefined where they can. */
export function sizeProblem(
  { name, input: [height, width], size, subject }: SizeQuestion,
  recipe: Recipe,
): FitProblem | undefined {
  const prepared = pictureSize(recipe.prepare, size);
  if (!prepared.ok) return { code: prepared.code, message: `${prepared.problem}.`, part: 'prepare' };
  const takes = `${name} takes ${height}x${width}`;
  const isSmaller = ([h, w]: Size): boolean => h < height || w < width;
  if (isSmaller(prepared.size)) {
    const [h, w] = prepared.size;
    const when = recipe.prepare.some(isInPlace) ? ' once prepared' : '';
    const message = `${subject} ${h}x${w}${when}, but ${takes}: give it a smaller input, or enlarge them (prepare ${resizing([height, width])}).`;
    return { code: 'picture-size', message, part: when === '' ? 'network' : 'prepare' };
  }
  const augmented = pictureSize(recipe.augment, prepared.size);
  if (!augmented.ok) return { code: augmented.code, message: `${augmented.problem}.`, part: 'augment' };
  if (!isSmaller(augmented.size)) return undefined;
  const [h, w] = augmented.size;
  const message = `The pictures are ${h}x${w} once augmented, but ${takes}: crop them to ${height}x${width}.`;
  return { code: 'picture-size', message, part: 'augment' };
}
