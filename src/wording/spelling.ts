/** Finding what a misspelt name was meant to be. */
import { saidHere, unsaidHint } from './frameworks/catalogue.ts';
import { plain } from './plainName.ts';

/** Edits (insertions, deletions, substitutions, swaps of neighbours) that turn one text into the other. */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(previous[column]! + 1, current[column - 1]! + 1, substitution);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, beforePrevious[column - 2]! + 1);
      }
      current.push(least);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}

/** What other frameworks call it. */
const otherNames: Readonly<Record<string, string>> = {
  convolution: 'Conv',
  deconv: 'TransposedConv',
  conv1x1: 'Conv',
  conv3x3: 'Conv',
  pointwiseconv: 'Conv',
  depthwise: 'DepthwiseConv',
  dwconv: 'DepthwiseConv',
  sepconv: 'SeparableConv',
  fullyconnected: 'Dense',
  fc: 'Dense',
  pool: 'MaxPool',
  pooling: 'MaxPool',
  averagepool: 'AvgPool',
  avgpooling: 'AvgPool',
  globalaveragepool: 'GlobalAvgPool',
  gap: 'GlobalAvgPool',
  adaptiveavgpooling2d: 'AdaptiveAvgPool',
  bn: 'BatchNorm',
  localresponsenormalization: 'LocalResponseNorm',
  layerscale: 'Scale',
  lrn: 'LocalResponseNorm',
  centercrop: 'Crop',
  shuffle: 'ChannelShuffle',
  split: 'Slice',
  chunk: 'Slice',
  cat: 'Concat',
  mul: 'Multiply',
  swish: 'SiLU',
  hswish: 'HardSwish',
  hsigmoid: 'HardSigmoid',
  outchannels: 'filters',
  channels: 'filters',
  features: 'units',
  outfeatures: 'units',
  numgroups: 'groups',
  dilationrate: 'dilation',
  kaiming: 'He',
  kaimingnormal: 'He',
  henormal: 'He',
  glorot: 'Xavier',
  glorotnormal: 'Xavier',
  glorotuniform: 'Xavier',
  xaviernormal: 'Xavier',
  xavieruniform: 'Xavier',
  gaussian: 'Normal',
  kernelinitializer: 'init',
  biasinitializer: 'bias_init',
  scalefactor: 'factor',
  outputsize: 'size',
  kernelsize: 'kernel',
  strides: 'stride',
  poolsize: 'kernel',
  p: 'rate',
  usebias: 'bias',
  eps: 'epsilon',
  negativeslope: 'slope',
  batchsize: 'batch',
  numepochs: 'epochs',
  learningrate: 'lr',
  randomhorizontalflip: 'RandomFlip',
  horizontalflip: 'RandomFlip',
  parameters: 'params',
  weights: 'params',
  receptive: 'receptive_field',
  rf: 'receptive_field',
  int: 'floor',
  trunc: 'floor',
  ln: 'log',
};

/** Functions that are not there: one of a similar name is another function. */
const otherFunctions: ReadonlySet<string> = new Set(['log2', 'log10']);

/** `reluLayer`, as MATLAB has it. */
const calledElsewhere = (wanted: string) =>
  otherNames[wanted] ?? otherNames[wanted.replace(/layer$/, '')] ?? saidHere(wanted);

/** The candidate that is `name` but for case and signs, or that other frameworks and papers call so. */
export function knownAs(name: string, candidates: readonly string[]): string | undefined {
  const wanted = plain(name);
  const elsewhere = calledElsewhere(wanted);
  return candidates.find((candidate) => candidate === elsewhere || plain(candidate) === wanted);
}

/** The candidate nearest to `name`: the same but for case first, then what other frameworks call so, then by edits. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(name);
  const elsewhere = calledElsewhere(wanted);
  const bare = wanted.replace(/layer$/, '');
  const allowed =
    otherFunctions.has(wanted) || unsaidHint(name) !== undefined
      ? 0
      : wanted.length <= 4
        ? 1
        : wanted.length <= 7
          ? 2
          : Math.floor(wanted.length / 3);
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const found = plain(candidate);
    let distance: number;
    if (found === wanted) distance = candidate.length === name.length ? -1 : -0.5;
    else if (candidate === elsewhere || found === bare) distance = 0;
    else if (Math.abs(found.length - wanted.length) > allowed) continue;
    else distance = editDistance(wanted, found);
    // Another letter is no misspelt one.
    const resembles = distance < wanted.length || found.startsWith(wanted);
    if (distance <= allowed && distance < least && resembles) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[], conjunction = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** `Bottleneck's`, `Conv's`, `Inceptions'`. */
export const possessive = (name: string) => (name.endsWith('s') ? `${name}'` : `${name}'s`);
