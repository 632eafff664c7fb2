import { codeSpan, inMarkdown, paragraphs } from '../../wording/markdown.ts';

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

/** The sizes of a value, a sentence each. */
export const sizeTexts = {
  height: 'Rows of the feature map.',
  width: 'Columns of the feature map.',
  channels: 'Channels of the feature map; the length of a vector.',
} as const;

/** What the one argument of `auxiliary` means. */
export const weightText = inMarkdown`How many times the head’s loss counts in the trained loss.\n\nTakes a number of 0 or more.`;

/** What is told of the argument of an `auxiliary`. */
export const auxiliaryWeightText = paragraphs(
  inMarkdown`**weight** of ${codeSpan('auxiliary')}, must be given`,
  weightText,
);

/** How each keyword is used: declarations, or statements of a body on 32x32x64. */
export const keywordExamples: Readonly<Record<keyof typeof keywordTexts, string>> = {
  network:
    'network Small(classes = 10) {\n  input 32x32x3\n  Conv(16, 3) -> ReLU -> GlobalAvgPool -> Dense(classes)\n}',
  block:
    'block ConvUnit(channels, stride = 1) {\n  Conv(channels, 3, stride: stride, bias: false) -> BatchNorm -> ReLU\n}',
  train:
    'train Small(classes: 10) on CIFAR10 as quick {\n  batch     128\n  epochs    10\n  optimizer AdamW(lr: 1e-3)\n}',
  import: 'import { ConvUnit } from "./blocks.cnn"',
  from: 'import { ConvUnit } from "./blocks.cnn"',
  on: 'train Small on CIFAR10 {\n  epochs 10\n}',
  let: 'let widths = [16, 32, 64]\nlet half(value) = value // 2',
  if: 'if input.channels != 64 {\n  Conv(64, 1)\n}',
  else: 'if input.channels == 64 {\n  shortcut = input\n} else {\n  shortcut = Conv(64, 1)\n}\nAdd(shortcut, Conv(64, 3))',
  repeat: 'repeat 3 as i { Conv(64, 3, stride: i == 0 ? 2 : 1) -> ReLU }',
  for: 'for [channels, kernel] in [[16, 3], [24, 5]] as i { Conv(channels, kernel) -> ReLU }',
  in: 'for width in [64, 128] { Conv(width, 3) -> ReLU }',
  as: 'Conv(64, 3) as stem -> ReLU\nrepeat 2 as i { Conv(64 * (i + 1), 3) }',
  input:
    'network Small {\n  input 32x32x3\n  Conv(16, 3)\n}\n\nblock Residual {\n  Conv(input.channels, 3) -> Add(Identity, input)\n}',
  auxiliary: 'auxiliary(weight: 0.3) {\n  GlobalAvgPool -> Dense(10) -> Softmax\n}',
  expect: 'expect macs < 4.2G\nexpect output 32x32x64',
  true: 'Conv(64, 3, bias: true)',
  false: 'Conv(64, 3, bias: false) -> BatchNorm',
  and: 'if input.height > 8 and input.channels == 64 { ReLU }',
  or: 'if input.height > 8 or input.channels == 64 { ReLU }',
  not: 'if not (input.height > 8) { ReLU }',
};

/** What is told of the signs that are not everybody's. */
export const signTexts: Readonly<Record<string, string>> = {
  '->': 'Hands the result on the left to the step on the right.',
  '=': 'Gives a name to a value, to a flow’s result (which leaves the current value where it is), or a parameter its default.',
  '//': 'Division rounded down: `-7 // 2` is -4.',
  '/': 'Division: `7 / 2` is 3.5.',
  '%': 'The remainder of a division rounded down: `-7 % 3` is 2.',
  '**': 'To the power of; binds tighter than a sign before it: `-2 ** 2` is -4.',
  '*': 'Times; a list so many times in a row.',
  '+': 'Plus; lists one after the other.',
  '-': 'Minus.',
  '==': 'Whether both are equal.',
  '!=': 'Whether they differ.',
  '<': 'Less than.',
  '<=': 'At most.',
  '>': 'Greater than.',
  '>=': 'At least.',
  '?': '`condition ? one : other`: the first where the condition holds, else the other.',
};
