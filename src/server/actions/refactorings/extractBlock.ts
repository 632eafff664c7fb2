import type { Range } from '../../../syntax/tree.ts';
import { entryOf, entryOfStatement, freeName, isNamed } from '../editing/currentValue.ts';
import { declarationStart } from '../editing/declarationStart.ts';
import { isValue } from '../editing/following.ts';
import { inHouseStyle } from '../editing/houseStyle.ts';
import {
  beginsLine,
  commentsIn,
  deeper,
  endOfLine,
  indentationAt,
  lineStart,
  linesOf,
} from '../editing/lines.ts';
import { newlineOf, reindented } from '../editing/lines.ts';
import type { NameUse } from '../editing/names.ts';
import { holds, keepsCurrent, namesUsed, usedOutside } from '../editing/names.ts';
import { statementOf, stepsOf } from '../editing/places.ts';
import { selected, selectedCode } from '../editing/selection.ts';
import type { Selected, SelectedStatements, SelectedSteps } from '../editing/selection.ts';
import type { Change, Offer, Site } from '../editing/site.ts';
import { insert, replace, textOf } from '../editing/site.ts';
import { sameFigures, tryOut } from '../editing/trial.ts';

const title = 'Extract into a block';

/**
 * The selected statements, or steps of a flow, as a block of their own, which is called in their place. What they use
 * of the body around them becomes parameters. Figures stay the same; the paths of weights get the block's name.
 */
export function extractBlock(site: Site): Offer | undefined {
  const { parsed } = site.understanding;
  const code = selectedCode(parsed.text, site.selection);
  const found = code && selected(parsed.file, code);
  if (!found) return undefined;
  const branch = found.kind === 'statements' ? flowOfBranch(site, found) : undefined;
  const steps = branch ?? (found.kind === 'steps' ? found : undefined);
  const part = steps
    ? ofSteps(site, steps)
    : found.kind === 'statements'
      ? ofStatements(site, found)
      : undefined;
  if (!part) return undefined;
  if ('refused' in part) return { kind: 'extract', title, refused: part.refused };
  const { declaration } = part;
  const name = freeName(site, 'Extracted', { declaration });
  const captured = capturedBy(site, part);
  if ('refused' in captured) return { kind: 'extract', title, refused: captured.refused };
  const { parameters, given, renamed } = captured;
  const newline = newlineOf(parsed.text);
  const margin = deeper(parsed.text);
  const header = `block ${name}${parameters.length > 0 ? `(${parameters.join(', ')})` : ''} {`;
  const body = part.lines(renamed).map((line) => (line === '' ? '' : margin + line));
  const at = declarationStart(parsed.text, declaration.range.start);
  const call = name + (given.length > 0 ? `(${given.join(', ')})` : '');
  const changes = [
    insert(site, at, [header, ...body, '}', '', ''].join(newline)),
    replace(site, part.replaced, part.inPlace(call)),
  ];
  const outcome = tryOut(site, changes);
  if (!outcome) return undefined;
  const [error] = outcome.errors;
  if (error)
    return { kind: 'extract', title, refused: `As a block of its own this would be wrong: ${error.message}` };
  if (!outcome.networks.every(sameFigures))
    return { kind: 'extract', title, refused: 'As a block of its own this would be another network.' };
  return {
    kind: 'extract',
    title: `${title}: same parameters and MACs`,
    changes: inHouseStyle(site, changes),
  };
}

interface Refusing {
  readonly refused: string;
}

/** What is taken out, and what comes in its place. */
interface Part {
  readonly declaration: ReturnType<typeof statementOf>['declaration'];
  /** The code that is taken out. */
  readonly code: Range;
  readonly replaced: Range;
  /** Whether `input` means the same inside the block. */
  readonly startsAtInput: boolean;
  readonly inPlace: (call: string) => string;
  /** The block's body, without its margin, once some names are written differently. */
  readonly lines: (renamed: readonly Change[]) => readonly string[];
}

const quoted = (names: readonly string[]): string => [...new Set(names)].join(', ');

/** A branch alone is its flow, extracted: the name stays where it is. */
function flowOfBranch(site: Site, { first, last }: SelectedStatements): SelectedSteps | undefined {
  const { statement } = first;
  if (statement.kind !== 'branch' || last !== first.index) return undefined;
  const found = selected(site.understanding.parsed.file, statement.flow.range);
  return found?.kind === 'steps' ? found : undefined;
}

function ofStatements(site: Site, found: SelectedStatements): Part | Refusing | undefined {
  const { first, range } = found;
  const { body, declaration } = first;
  const statements = body.statements.slice(first.index, found.last + 1);
  if (statements.some(({ kind }) => kind === 'input' || kind === 'expect'))
    return { refused: '`input` and `expect` belong to their network: leave them out of the selection.' };
  const last = statements.at(-1);
  if (!last || statements.every(({ kind }) => kind === 'let')) return undefined;
  const used = usedOutside(declaration, range);
  const still = statements.every(keepsCurrent);
  const result = stepsOf(last.kind === 'flow' || last.kind === 'branch' ? last.flow : missing).at(-1);
  let exported: { readonly name: string; readonly removed: Range; readonly prefix: boolean } | undefined;
  if (still && last.kind === 'branch')
    exported = {
      name: last.name.name,
      removed: { start: last.range.start, end: last.flow.range.start },
      prefix: true,
    };
  else if (!still && last.kind === 'flow' && result?.name && used.length > 0)
    exported = {
      name: result.name.name,
      removed: { start: result.expression.range.end, end: result.range.end },
      prefix: false,
    };
  const beyond = used.filter(({ name }) => name !== exported?.name).map(({ name }) => name);
  if (beyond.length > 0) return usedBeyond(beyond);
  if (still && !exported)
    return { refused: 'What is selected gives no value: it only names values that nothing outside uses.' };
  const entry = entryOfStatement(site, first);
  const { text } = site.understanding.parsed;
  const whole = wholeLines(text, found, site.selection);
  const startsAtInput = entry !== undefined && isNamed(entry) && entry.name === 'input';
  return {
    declaration,
    code: range,
    replaced: whole ?? range,
    startsAtInput,
    inPlace: (call) => {
      const statement =
        exported === undefined
          ? call
          : exported.prefix
            ? `${exported.name} = ${call}`
            : `${call} as ${exported.name}`;
      return whole ? indentationAt(text, range.start) + statement : statement;
    },
    lines: (renamed) => {
      const changes = exported ? [...renamed, replace(site, exported.removed, '')] : renamed;
      const from = whole ?? range;
      const taken = changed(site, from, changes);
      const lines = linesOf(whole ? taken : indentationAt(text, range.start) + taken);
      return reindented(lines, '');
    },
  };
}

const missing = { kind: 'missing', range: { start: 0, end: 0 } } as const;

function usedBeyond(names: readonly string[]): Refusing {
  const [more] = names.slice(1);
  const verb = more !== undefined && new Set(names).size > 1 ? 'are' : 'is';
  return {
    refused: `${quoted(names)} ${verb} bound in the selection and used outside of it: select all uses, too, or leave it out.`,
  };
}

/** The lines of the selection, comments at its ends included, where nothing else stands on them. */
function wholeLines(text: string, { range }: Selected, selection: Range): Range | undefined {
  const end = endOfLine(text, range.end);
  const behind = text.slice(range.end, end).trim();
  if (!beginsLine(text, range.start) || (behind !== '' && !behind.startsWith('#'))) return undefined;
  const [comment] = commentsIn(text, { start: selection.start, end: range.start });
  const start = lineStart(text, comment && beginsLine(text, comment.start) ? comment.start : range.start);
  return { start, end };
}

function ofSteps(site: Site, found: SelectedSteps): Part | Refusing | undefined {
  const { first } = found;
  const steps = first.flow ? stepsOf(first.flow) : [first];
  // A value that the flow begins with stays outside, and hands itself to the block.
  const from = isValue(site, first.expression) ? first.index + 1 : first.index;
  const [start, last] = [steps[from], steps[found.last]];
  if (!start || !last || from > found.last || isValueName(start.expression.kind)) return undefined;
  const { declaration } = statementOf(first);
  const code: Range = { start: start.range.start, end: last.range.end };
  const used = usedOutside(declaration, code);
  const exported = last.name && used.some(({ name }) => name === last.name?.name) ? last.name : undefined;
  const beyond = used.filter(({ name }) => name !== exported?.name).map(({ name }) => name);
  if (beyond.length > 0) return usedBeyond(beyond);
  const entry = entryOf(site, { ...first, ...start, index: from });
  const { text } = site.understanding.parsed;
  return {
    declaration,
    code,
    replaced: code,
    startsAtInput: entry !== undefined && isNamed(entry) && entry.name === 'input',
    inPlace: (call) => (exported ? `${call} as ${exported.name}` : call),
    lines: (renamed) => {
      const removed = { start: last.expression.range.end, end: last.range.end };
      const changes = exported ? [...renamed, replace(site, removed, '')] : renamed;
      const column = code.start - lineStart(text, code.start);
      const step = deeper(text);
      return linesOf(changed(site, code, changes)).map((line, index) => {
        if (index === 0) return line;
        const content = line.trimStart();
        const indentation = line.length - content.length - column;
        return content === '' ? '' : step + ' '.repeat(Math.max(0, indentation - step.length)) + content;
      });
    },
  };
}

/** An expression that no block can hold as a step. */
const isValueName = (kind: string): boolean =>
  kind === 'number' || kind === 'boolean' || kind === 'text' || kind === 'list' || kind === 'member';

/** The names that the code takes from the body around it: parameters of the block, and what is given for them. */
function capturedBy(
  site: Site,
  { declaration, code, startsAtInput }: Part,
):
  | {
      readonly parameters: readonly string[];
      readonly given: readonly string[];
      readonly renamed: readonly Change[];
    }
  | Refusing {
  const uses = namesUsed(declaration, code);
  const names: string[] = [];
  for (const { name, binding } of uses) {
    if (!binding || holds(code, binding.name.range) || names.includes(name)) continue;
    if (binding.kind === 'function')
      return {
        refused: `${name} is a function of this body, which no block can be given: make it a \`let\` of the file.`,
      };
    names.push(name);
  }
  const inputs: readonly NameUse[] = startsAtInput
    ? []
    : uses.filter(({ name, binding }) => name === 'input' && !binding);
  if (inputs.length === 0) return { parameters: names, given: names, renamed: [] };
  const skip = freeName(site, 'skip', { declaration });
  return {
    parameters: [skip, ...names],
    given: ['input', ...names],
    renamed: inputs.map(({ range }) => replace(site, range, skip)),
  };
}

/** A part of the text with changes inside it. */
function changed(site: Site, range: Range, changes: readonly Change[]): string {
  let result = '';
  let end = range.start;
  for (const change of changes.toSorted((a, b) => a.start - b.start)) {
    result += textOf(site, { start: end, end: change.start }) + change.text;
    ({ end } = change);
  }
  return result + textOf(site, { start: end, end: range.end });
}
