/** Mistakes about `=`, `:` and signs that do not belong where they stand. */
import { covering, insertAt, removeAt, replaceAt, stepText } from '../tokens/runs.ts';
import { inserted, quoted } from '../tokens/token.ts';
import type { Token } from '../tokens/token.ts';
import { withoutSign } from './failure.ts';
import type { Failure, Repair } from './failure.ts';

export function equalsSign(failure: Failure): Repair | undefined {
  const { rule, tokens, at, found, before, bracket } = failure;
  if (found?.kind !== '=' || before === undefined) return undefined;
  const write = (text: string) => [{ title: `Write \`${text}\``, range: found, text }];
  if (rule === 'RecipeEntry' && at === 1) return entrySign(failure, found);
  const ternary = tokens.slice(at).some((token) => token.kind === '?');
  if (bracket || ternary || rule === 'If' || rule === 'Expect' || rule === 'Repeat') {
    return {
      mistake: {
        code: 'equals-in-condition',
        message: '`=` gives a name to a value; two values are compared with `==`.',
        range: found,
        fixes: write('=='),
      },
      tokens: replaceAt(tokens, at, { ...found, kind: '==' }),
    };
  }
  const first = tokens[0] ?? before;
  const isSelf = (first.image === 'self' || first.image === 'this') && before.kind === 'ID';
  const hint = isSelf ? `: a step is named behind it, as in \`Conv(64, 3) as ${before.image}\`` : '';
  return {
    mistake: {
      code: 'not-a-name',
      message: `Only a new name can stand left of \`=\`, not \`${stepText(tokens.slice(0, at))}\`${hint}.`,
      range: covering(first, before),
    },
    tokens: [],
    leftOut: true,
  };
}

/** The sign with the blanks around it. */
function spaceAround({ tokens, at, found, before }: Failure) {
  const next = tokens[at + 1];
  const sameLine = next !== undefined && !next.startsLine;
  return { start: before?.end ?? 0, end: sameLine ? next.start : (found?.end ?? 0) };
}

function entrySign(failure: Failure, found: Token): Repair {
  return {
    mistake: {
      code: 'entry-sign',
      message: `In a recipe the value follows its name without a ${quoted(found)}.`,
      range: found,
      fixes: [{ title: `Remove the ${quoted(found)}`, range: spaceAround(failure), text: ' ' }],
    },
    tokens: removeAt(failure.tokens, failure.at),
  };
}

/** `stride: )`: an argument is named, and its value is not there. */
export function argumentWithoutValue({ tokens, at, found, before, bracket }: Failure): Repair | undefined {
  const name = tokens[at - 2];
  if (before?.kind !== ':' || name?.kind !== 'ID' || bracket?.kind !== '(') return undefined;
  if (found?.kind !== ',' && found?.kind !== ')') return undefined;
  return {
    mistake: {
      code: 'missing-operand',
      message: `Something is missing after \`${name.image}:\`.`,
      range: covering(name, before),
    },
    tokens: insertAt(tokens, at, inserted('MISSING', before)),
  };
}

export function colon(failure: Failure): Repair | undefined {
  const { rule, tokens, at, found, before, bracket } = failure;
  if (found?.kind !== ':' || before === undefined) return undefined;
  const equals = (code: string, message: string, newRule = rule): Repair => ({
    mistake: {
      code,
      message,
      range: found,
      fixes: [{ title: 'Write `=`', range: spaceAround(failure), text: ' = ' }],
    },
    tokens: replaceAt(tokens, at, { ...found, kind: '=' }),
    rule: newRule,
  });
  if (rule === 'RecipeEntry' && at === 1) return entrySign(failure, found);
  if (rule === 'FlowStatement' && at === 1 && before.kind === 'ID' && tokens.length > 2) {
    return equals('branch-colon', `A branch is named with \`=\`: \`${before.image} = …\`.`, 'Branch');
  }
  const declares = rule === 'Block' || rule === 'Network' || rule === 'Let';
  const isNamed = rule === 'Let' ? bracket === undefined : failure.bracketAt === 2;
  if (declares && before.kind === 'ID' && (isNamed || failure.bracketAt === 2)) {
    const named = bracket ? 'The default of a parameter is given with `=`' : 'A value is named with `=`';
    return equals('default-colon', `${named}: \`${before.image} = …\`.`);
  }
  if (tokens[at + 1]?.kind === '{') {
    return withoutSign(failure, found, 'colon-body', 'A body begins with its `{`, without a `:`.');
  }
  return undefined;
}
