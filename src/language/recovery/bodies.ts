/** Mistakes between a statement's keyword and its body, and bodies without braces. */
import { behind, covering, insertAt, listText, replaceAt, stepText } from '../tokens/runs.ts';
import { beginsOperand, bodyKeywords, declarationKeywords, inserted, quoted } from '../tokens/token.ts';
import { withoutSign } from './failure.ts';
import type { Failure, Repair } from './failure.ts';

/** A word that belongs in front of what was found: `repeat 3 i { … }`, `train A CIFAR10 { … }`. */
export function header(failure: Failure): Repair | undefined {
  const { rule, tokens, at, expected, found, before, bracket } = failure;
  if (rule === 'Import' && expected === 'from' && !found && before) {
    return {
      mistake: {
        code: 'incomplete',
        message: 'The file to import from is missing: `import { Name } from "./file.cnn"`.',
        range: before,
      },
      tokens: [],
    };
  }
  if (!found || !before || bracket) return undefined;
  const missing = (word: 'as' | 'in' | 'on' | 'from'): Repair => ({
    mistake: {
      code: 'missing-word',
      message: `Is \`${word}\` missing between ${quoted(before)} and ${quoted(found)}?`,
      range: found,
      fixes: [{ title: `Add \`${word}\``, range: behind(before), text: ` ${word}` }],
    },
    tokens: insertAt(tokens, at, inserted(word, before)),
    guess: true,
  });
  if (rule === 'For' && found.kind === ',' && before.kind === 'ID' && at === 2) {
    const end = tokens.findIndex((token) => token.kind === 'in');
    const names = tokens.slice(1, Math.max(end, 1));
    const last = names.at(-1);
    if (last !== undefined) {
      return {
        mistake: {
          code: 'pattern-brackets',
          message: 'Several names that take a list apart stand in brackets: `for [a, b] in …`.',
          range: covering(before, last),
          fixes: [{ title: 'Add the brackets', range: covering(before, last), text: `[${stepText(names)}]` }],
        },
        tokens: insertAt(insertAt(tokens, end, inserted(']', last)), 1, inserted('[', tokens[0] ?? before)),
        guess: true,
      };
    }
  }
  if (rule === 'Train' && expected === 'on' && found.kind === '{') {
    return {
      mistake: {
        code: 'missing-data-set',
        message: `\`${stepText(tokens)}\` names no data set: \`on CIFAR10\`, or \`on\` with a folder in quotes, is missing.`,
        range: covering(tokens[0] ?? before, before),
        fixes: [{ title: 'Add `on CIFAR10`', range: behind(before), text: ' on CIFAR10' }],
      },
      tokens: [],
    };
  }
  if (rule === 'Repeat' && found.image === 'times') {
    const written = `\`${stepText(tokens.slice(0, at))} { … }\``;
    return withoutSign(failure, found, 'unexpected', `\`times\` is not needed: ${written}.`);
  }
  if (rule === 'Repeat' && found.kind === 'in' && at === 2) {
    const end = tokens.findIndex(({ kind }) => kind === '{');
    const count = tokens.slice(at + 1, end);
    const last = count.at(-1);
    if (!last || !tokens[0] || end < 0) return undefined;
    const text = `${stepText(count)} as ${before.image}`;
    const range = covering(before, last);
    return {
      mistake: {
        code: 'unexpected',
        message: `A loop that counts is written \`repeat ${text} { … }\`.`,
        range,
        fixes: [{ title: `Write \`${text}\``, range, text }],
      },
      tokens: [tokens[0], ...count, { ...found, kind: 'as' }, before, ...tokens.slice(end)],
    };
  }
  if (rule === 'Input' && found.kind === ',') {
    return {
      mistake: {
        code: 'unexpected',
        message: 'A network has one input, and its line ends with the shape.',
        range: covering(found, tokens.at(-1) ?? found),
      },
      tokens: tokens.slice(0, at),
    };
  }
  if (!beginsOperand(found)) return undefined;
  if (rule === 'Train' && at === 2 && before.image === 'on') {
    return {
      mistake: {
        code: 'missing-operand',
        message: 'After `train` the name of a network is missing.',
        range: tokens[0] ?? before,
      },
      tokens: [],
    };
  }
  const next = tokens[at + 1];
  if (rule === 'Train' && expected === 'on' && (next?.kind === 'ID' || next?.kind === 'TEXT')) {
    return {
      mistake: {
        code: 'missing-word',
        message: `Before the data set stands \`on\`, not ${quoted(found)}.`,
        range: found,
        fixes: [{ title: 'Write `on`', range: found, text: 'on' }],
      },
      tokens: replaceAt(tokens, at, { ...found, kind: 'on' }),
    };
  }
  if (rule === 'For' && expected === 'in') return missing('in');
  if (rule === 'Train' && expected === 'on') return missing('on');
  if (rule === 'Import' && expected === 'from') return missing('from');
  if ((rule === 'Repeat' || rule === 'For') && found.kind === 'ID' && expected === '{') return missing('as');
  if (rule === 'Import' && expected === '{' && found.kind === 'ID') {
    const end = tokens.findIndex((token) => token.kind === 'from');
    const last = tokens[end - 1];
    if (end < 0 || last === undefined) return undefined;
    return {
      mistake: {
        code: 'import-braces',
        message: 'The imported names stand in braces: `import { Name } from "…"`.',
        range: covering(found, last),
        fixes: [
          {
            title: 'Add the braces',
            range: covering(found, last),
            text: `{ ${stepText(tokens.slice(at, end))} }`,
          },
        ],
      },
      tokens: insertAt(insertAt(tokens, end, inserted('}', last)), at, inserted('{', before)),
      guess: true,
    };
  }
  if (expected === '{' && bodyKeywords.has(tokens[0]?.kind ?? '')) {
    const brace = tokens.findIndex((token) => token.kind === '{');
    const what =
      declarationKeywords.has(tokens[0]?.kind ?? '') || rule === 'Auxiliary' ? 'in parentheses' : 'not here';
    return {
      mistake: {
        code: 'unexpected',
        message:
          what === 'not here'
            ? `${quoted(found)} cannot stand here: the \`{\` of the body is expected.`
            : `${quoted(found)} cannot stand here: what is given to ${quoted(tokens[0] ?? before)} stands in parentheses.`,
        range: found,
      },
      tokens: brace < 0 ? tokens.slice(0, at) : [...tokens.slice(0, at), ...tokens.slice(brace)],
      guess: true,
    };
  }
  return undefined;
}

export function missingBody({ tokens, expected, found, before, bracket }: Failure): Repair | undefined {
  const first = tokens[0];
  if (expected !== '{' || found !== undefined || !first || !before || bracket) return undefined;
  if (!bodyKeywords.has(first.kind)) return undefined;
  return {
    mistake: {
      code: 'missing-body',
      message: `\`${stepText(tokens.slice(0, 2))}\` has no body: \`{ … }\` is missing.`,
      range: covering(first, before),
      fixes: [{ title: 'Add `{ }`', range: behind(before), text: ' { }' }],
    },
    tokens: [...tokens, inserted('{', before, []), inserted('}', before)],
  };
}

/** `repeat 3 Conv(8, 3)`, `if deep Conv(8, 3)`, `if deep: Conv(8, 3)` */
export function bodyWithoutBraces(failure: Failure): Repair | undefined {
  const { tokens, at, found, before, expected, bracket } = failure;
  const [first] = tokens;
  const last = tokens.at(-1);
  const isColon = found?.kind === ':';
  if (!first || !last || !before || bracket || !found) return undefined;
  if (!isColon && (found.kind !== 'ID' || expected !== '{')) return undefined;
  if (!['if', 'repeat', 'for'].includes(first.kind) || !bodyKeywords.has(first.kind)) return undefined;
  const inside = tokens.slice(isColon ? at + 1 : at);
  const [start] = inside;
  if (!start || (inside.length < 2 && !isColon)) return undefined;
  if (inside.some(({ kind }) => kind === '{' || kind === 'else' || kind === ':' || kind === '?'))
    return undefined;
  const range = isColon ? covering(found, last) : covering(start, last);
  const written = `${isColon && found.start === before.end ? ' ' : ''}{ ${listText(inside)} }`;
  return {
    mistake: {
      code: 'missing-braces',
      message: `The body of ${quoted(first)} stands in braces: \`${first.kind} … { ${stepText(inside)} }\`.`,
      range,
      fixes: [{ title: 'Add the braces', range, text: written }],
    },
    tokens: [
      ...tokens.slice(0, at),
      inserted('{', before, [{ tokens: inside, sharesLine: false }]),
      inserted('}', last),
    ],
  };
}
