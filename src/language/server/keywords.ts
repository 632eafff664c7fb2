/** What each keyword means, in a sentence: for hover and completion. */
export const keywordTexts = {
  network:
    'A network that can be opened, trained and exported. Begins with `input`; all its parameters have defaults.',
  block: 'A piece of network with parameters, called like a layer.',
  train: 'A recipe: which network, on which data set, with which optimizer and schedule.',
  import: 'Brings blocks and `let`s of another file: `import { ConvNorm } from "./blocks.cnn"`.',
  from: 'The file to import from, as a path relative to this one.',
  on: 'The data set: a name such as `CIFAR10`, or a folder in quotes.',
  let: 'Names a value, or a function: `let half(v) = v // 2`.',
  if: 'Decided when the file is read; without an `else` the current value passes through.',
  else: 'What stands here when no condition before holds.',
  repeat: 'The body, so many times in a row; `as i` counts from 0.',
  for: 'The body once for every element of a list, in a row.',
  in: 'The list that a `for` goes through.',
  as: 'Names a step’s result in passing, a loop’s index, or a recipe.',
  input:
    'In a network: the shape of one image, height x width x channels. Elsewhere: the input of the enclosing block or network.',
  auxiliary: 'A classifier that hangs on the current value in training only; its loss counts `weight` times.',
  expect: 'States what must be true of the network with its declared defaults; checked as you type.',
  true: 'True.',
  false: 'False.',
  and: 'Both conditions hold.',
  or: 'At least one condition holds.',
  not: 'The condition does not hold.',
} as const;

export function keywordText(word: string): string | undefined {
  return Object.hasOwn(keywordTexts, word) ? keywordTexts[word as keyof typeof keywordTexts] : undefined;
}

/** What `expect` can be told about, a sentence each. */
export const quantityTexts = {
  params: 'Trainable parameters, the auxiliaries’ left out.',
  macs: 'Multiply-accumulates of convolutions and dense layers, for one image.',
  memory: 'Bytes of every layer’s output, float32, for one image.',
  receptive_field: 'Of the last value before the first global layer, in pixels.',
  depth: 'Convolutions and dense layers on the longest path.',
  output: 'The output’s shape: `expect output 28x28x256`.',
} as const;

/** The sizes of a value, a sentence each. */
export const sizeTexts = {
  height: 'Rows of the feature map.',
  width: 'Columns of the feature map.',
  channels: 'Channels of the feature map; the length of a vector.',
} as const;

/** What is told of the argument of an `auxiliary`. */
export const auxiliaryWeightText =
  '**weight** of `auxiliary`, must be given\n\nHow many times the head’s loss counts in the trained loss.\n\nTakes a number of 0 or more.';
