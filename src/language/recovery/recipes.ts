/** What trains a network: the line that begins it, and its entries. */
import { behind, covering, removeAt, replaceAt, stepText } from '../tokens/runs.ts';
import { beginsOperand, inserted, quoted } from '../tokens/token.ts';
import { spaceAround, withWord } from './failure.ts';
import type { RepairRule } from './failure.ts';

export const entrySign: RepairRule = {
  code: 'entry-sign',
  at: ['RecipeEntry'],
  examples: [
    ['epochs: 3', 'epochs 3'],
    ['epochs = 3', 'epochs 3'],
  ],
  before: ['leftOfEquals'],
  repair(failure) {
    const { tokens, at, found, before } = failure;
    if (at !== 1 || !before || (found?.kind !== '=' && found?.kind !== ':')) return undefined;
    return {
      mistake: {
        message: `In a recipe the value follows its name without a ${quoted(found)}.`,
        range: found,
        fixes: [{ title: `Remove the ${quoted(found)}`, range: spaceAround(failure), text: ' ' }],
      },
      tokens: removeAt(tokens, at),
    };
  },
};

export const entryWithoutValue: RepairRule = {
  code: 'missing-value',
  at: ['RecipeEntry'],
  examples: [['epochs']],
  repair({ at, found, before }) {
    if (at !== 1 || found !== undefined || !before) return undefined;
    return {
      mistake: { message: `${quoted(before)} has no value behind it.`, range: before },
      tokens: [before, inserted('MISSING', before)],
    };
  },
};

export const trainWithoutData: RepairRule = {
  code: 'missing-data-set',
  at: ['Train'],
  examples: [['network A { }\ntrain A { }', 'network A { }\ntrain A on CIFAR10 { }']],
  before: ['strayBody'],
  repair({ tokens, expected, found, before, bracket }) {
    if (expected !== 'on' || found?.kind !== '{' || !before || bracket) return undefined;
    return {
      mistake: {
        message: `\`${stepText(tokens)}\` names no data set: \`on CIFAR10\`, or \`on\` with a folder in quotes, is missing.`,
        range: covering(tokens[0] ?? before, before),
        fixes: [{ title: 'Add `on CIFAR10`', range: behind(before), text: ' on CIFAR10' }],
      },
      tokens: [],
    };
  },
};

export const trainWithoutNetwork: RepairRule = {
  code: 'missing-operand',
  at: ['Train'],
  examples: [['train on CIFAR10 { }']],
  repair({ tokens, at, found, before, bracket }) {
    if (at !== 2 || before?.image !== 'on' || bracket) return undefined;
    if (!found || !beginsOperand(found)) return undefined;
    return {
      mistake: {
        message: 'After `train` the name of a network is missing.',
        range: tokens[0] ?? before,
      },
      tokens: [],
    };
  },
};

/** Another word in the place of `on`. */
export const wordBeforeData: RepairRule = {
  code: 'missing-word',
  at: ['Train'],
  examples: [['train A with CIFAR10 { }', 'train A on CIFAR10 { }']],
  repair({ tokens, at, expected, found, before, bracket }) {
    const next = tokens[at + 1];
    if (expected !== 'on' || !found || !before || bracket || !beginsOperand(found)) return undefined;
    if (next?.kind !== 'ID' && next?.kind !== 'TEXT') return undefined;
    return {
      mistake: {
        message: `Before the data set stands \`on\`, not ${quoted(found)}.`,
        range: found,
        fixes: [{ title: 'Write `on`', range: found, text: 'on' }],
      },
      tokens: replaceAt(tokens, at, { ...found, kind: 'on' }),
    };
  },
};

export const trainWithoutOn: RepairRule = {
  code: 'missing-word',
  at: ['Train'],
  examples: [['train A CIFAR10 { }', 'train A on CIFAR10 { }']],
  repair(failure) {
    const { expected } = failure;
    return expected === 'on' ? withWord(failure, 'on') : undefined;
  },
};
