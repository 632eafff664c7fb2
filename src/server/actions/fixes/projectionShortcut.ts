import type { Location, Range } from '../../../syntax/tree.ts';
import { argumentText, rewrittenCall } from '../editing/convolutions.ts';
import { entryOf, entryOfStatement, freeName, isNamed } from '../editing/currentValue.ts';
import { inHouseStyle } from '../editing/houseStyle.ts';
import { deeper, indentationAt, newlineOf } from '../editing/lines.ts';
import { namesUsed } from '../editing/names.ts';
import { narrowBraces, statementOf, stepsAt } from '../editing/places.ts';
import type { Change, Made as MadeFrom, Site } from '../editing/site.ts';
import { agreed, insert, nodesAt, replace, textOf, uriOf } from '../editing/site.ts';
import { tryOut } from '../editing/trial.ts';
import type { Clash } from './shortcutShapes.ts';
import {
  clashesOf,
  isClashing,
  lastConvolution,
  makes,
  strideBetween,
  strideExpression,
} from './shortcutShapes.ts';
import type { Mistake } from '../../../syntax/mistakes.ts';

interface ShortcutFix {
  readonly title: string;
  readonly changes: readonly Change[];
}

/** The merges that want equal shapes and have no parameters of their own. */
const merges: ReadonlySet<string> = new Set(['Add', 'Average', 'Maximum']);

/** Where the merge of a `merge-shapes` mistake stands, which may be in an imported file. */
export function clashingMerge(users: Site['users'], mistake: Mistake): Location | undefined {
  const places = [mistake.location, ...(mistake.related ?? []).map(({ location }) => location)];
  for (const user of users) {
    for (const uri of user.program.files.keys()) {
      for (const place of places.filter((each) => each.uri === uri)) {
        const file = user.program.files.get(uri)?.parsed.file;
        const found = (file ? stepsAt(file, place.start) : []).find(({ expression: { range } }) =>
          nodesAt({ users }, { uri, ...range }).some(
            (node) => isClashing(node) && merges.has(node.layer.name),
          ),
        );
        if (found) return { uri, start: found.expression.range.start, end: found.expression.range.end };
      }
    }
  }
  return undefined;
}

/**
 * What makes the shapes at a merge agree: a projection on its shortcut (He et al., 2015, arXiv:1512.03385, option B),
 * in the manner of the other operand, and the shortcut without parameters (option A). Each has been tried out.
 * `site` is that of the merge's file.
 */
export function shortcutFixes(site: Site, merge: Location): readonly ShortcutFix[] {
  const place = stepsAt(site.understanding.parsed.file, merge.start).find(
    ({ expression: { range } }) => range.start === merge.start && range.end === merge.end,
  );
  // Which operand is the shortcut shows in the text most often; else in what can be done.
  for (const clash of place ? clashesOf(site, place) : []) {
    const fixes = fixesOf(site, clash);
    if (fixes.length > 0) return fixes;
  }
  return [];
}

function fixesOf(site: Site, clash: Clash): readonly ShortcutFix[] {
  const facts = factsOf(site, clash);
  if (!facts) return [];
  const ways: { readonly title: string; readonly way: Way }[] = [];
  const projected = projection(site, clash, facts);
  if (projected !== undefined) ways.push({ title: 'Project the shortcut', way: () => projected });
  ways.push({
    title: 'Fit the shortcut without parameters (option A)',
    way: (value) => paddedText(clash, facts, value),
  });
  return ways.flatMap(({ title, way }) => {
    const where = clash.isPartly ? conditional(site, clash, facts, way) : undefined;
    const tried = [
      ...(where ? [{ title: `${title} where the shape changes`, ...where }] : []),
      ...[unconditional(site, clash, way)].flatMap((each) => (each ? [{ title, ...each }] : [])),
    ];
    const good = tried.find(({ changes }) => helps(site, clash, changes));
    return good ? [{ title: `${good.title}: ${good.text}`, changes: inHouseStyle(site, good.changes) }] : [];
  });
}

/** The flow that makes the shortcut fit; the value's name where it must be written. */
type Way = (value: string | undefined) => string | undefined;

interface Facts {
  /** As the source would write it; undefined for 1. */
  readonly stride: string | undefined;
  readonly strideIsNumber: boolean;
  readonly channels: string;
  readonly channelsAreNumber: boolean;
  /** How many channels are missing, where that is the same everywhere. */
  readonly missing: number | undefined;
  readonly needsChannels: boolean;
  readonly canPad: boolean;
  readonly isVector: boolean;
}

function factsOf(site: Site, { shapes, residual }: Clash): Facts | undefined {
  const isVector = shapes.every(({ from, to }) => from.kind === 'vector' && to.kind === 'vector');
  const strides = shapes.map(({ from, to }) => (isVector ? 1 : strideBetween(from, to)));
  if (strides.some((stride) => stride === undefined)) return undefined;
  const expression = isVector ? undefined : strideExpression(site, residual);
  const number = agreed(strides);
  if (!expression && number === undefined) return undefined;
  const differences = shapes.map(({ from, to }) => to.channels - from.channels);
  const filters = lastConvolution(site, residual)?.given.filters;
  const literal = agreed(shapes.map(({ to }) => to.channels));
  const channels = filters
    ? argumentText(site, filters)
    : residual.name !== undefined && residual.name !== 'Identity'
      ? `${residual.name}.channels`
      : literal === undefined
        ? undefined
        : String(literal);
  if (channels === undefined) return undefined;
  return {
    stride: expression ? argumentText(site, expression) : number === 1 ? undefined : String(number),
    strideIsNumber: !expression,
    channels,
    channelsAreNumber: /^\d+$/.test(channels),
    missing: agreed(differences),
    needsChannels: differences.some((difference) => difference !== 0),
    canPad: differences.every((difference) => difference >= 0),
    isVector,
  };
}

/** A 1x1 convolution in the manner of the residual's last: by the same block, with batch norm if that has it. */
function projection(site: Site, { residual }: Clash, facts: Facts): string | undefined {
  const { channels, stride, isVector } = facts;
  if (isVector) return `Dense(${channels})`;
  const last = lastConvolution(site, residual);
  const isNorm = ({ kind }: { kind: string }): boolean => kind === 'normalization';
  const isActivation = ({ kind }: { kind: string }): boolean => kind === 'activation';
  if (last?.block && !makes(site, last.place, isActivation))
    return rewrittenCall(site, last, {
      filters: channels,
      kernel: '1',
      ...(stride !== undefined || last.given.stride ? { stride } : {}),
      ...(last.given.padding && { padding: undefined }),
    });
  const at = last ? residual.steps.findIndex(({ range }) => range === last.place.range) : -1;
  const behind = residual.steps[at + 1];
  const normed = last?.block
    ? makes(site, last.place, isNorm)
    : last
      ? behind !== undefined && at >= 0 && makes(site, behind, isNorm)
      : residual.steps.some((step) => makes(site, step, isNorm));
  const unbiased = normed || (last && /\bbias:\s*false\b/.test(textOf(site, last.call.range)));
  const given = [
    channels,
    '1',
    ...(stride === undefined ? [] : [`stride: ${stride}`]),
    ...(unbiased ? ['bias: false'] : []),
  ];
  return `Conv(${given.join(', ')})${normed ? ' -> BatchNorm' : ''}`;
}

/** Every so manyth position, and zeros for the channels that are missing. */
function paddedText(
  { shortcut }: Clash,
  { stride, missing, channels, channelsAreNumber, canPad, isVector, ...facts }: Facts,
  value: string | undefined,
): string | undefined {
  if (!canPad) return undefined;
  // Under a condition on the channels, they may differ in calls that are still to come.
  const needsChannels = facts.needsChannels || (value !== undefined && !channelsAreNumber);
  const name = value ?? (shortcut.name === 'Identity' ? undefined : shortcut.name);
  const more =
    missing !== undefined && (name === undefined || channelsAreNumber)
      ? String(missing)
      : name === undefined
        ? undefined
        : `${channels} - ${name}.channels`;
  if (needsChannels && more === undefined) return undefined;
  const steps = [
    ...(stride === undefined || isVector ? [] : [`MaxPool(1, stride: ${stride})`]),
    ...(needsChannels ? [`Pad(channels: [0, ${more}])`] : []),
  ];
  return steps.length > 0 ? steps.join(' -> ') : undefined;
}

interface Made {
  readonly text: string;
  readonly changes: readonly Change[];
}

/** Always: behind what the operand is. */
function unconditional(site: Site, clash: Clash, way: Way): Made | undefined {
  const { shortcut } = clash;
  const text = way(undefined);
  if (text === undefined) return undefined;
  const { argument, name } = shortcut;
  if (name === 'Identity') return { text, changes: [replace(site, argument.range, text)] };
  const { branch } = shortcut;
  if (branch && isUsedOnce(clash)) return { text, changes: [insert(site, branch.range.end, ` -> ${text}`)] };
  const isSimple =
    argument.value.kind === 'name' || argument.value.kind === 'flow' || argument.value.kind === 'call';
  return isSimple ? { text, changes: [insert(site, argument.range.end, ` -> ${text}`)] } : undefined;
}

function isUsedOnce({ place, shortcut }: Clash): boolean {
  const { declaration } = statementOf(place);
  return namesUsed(declaration, declaration.range).filter(({ name }) => name === shortcut.name).length === 1;
}

/** Only where the shape changes, as the residual units of the literature have it. */
function conditional(site: Site, clash: Clash, facts: Facts, way: Way): Made | undefined {
  const { shortcut, place } = clash;
  const statement = statementOf(place);
  // A stride that is always there changes every shape.
  if (facts.strideIsNumber && facts.stride !== undefined) return undefined;
  if (shortcut.name === undefined || place.owner.kind !== 'statement') return undefined;
  const { text } = site.understanding.parsed;
  const branch = shortcut.branch && isUsedOnce(clash) ? shortcut.branch : undefined;
  const before = branch
    ? { ...statement, statement: branch, index: statement.body.statements.indexOf(branch) }
    : statement;
  const entry = shortcut.name === 'Identity' ? entryOf(site, place) : undefined;
  // What is handed over within a flow has its name too late for a line before it.
  if (shortcut.name === 'Identity' && (!entry || place.index > 0)) return undefined;
  const ownFlow = branch && textOf(site, branch.flow.range);
  const value = branch
    ? branch.flow.kind === 'name'
      ? branch.flow.name
      : undefined
    : (entry?.name ?? shortcut.name);
  if (value === undefined) return undefined;
  const flow = way(value);
  if (flow === undefined) return undefined;
  const current = entryOfStatement(site, before);
  const isCurrent =
    entry !== undefined || (current !== undefined && isNamed(current) && current.name === value);
  const name = branch ? branch.name.name : freeName(site, 'shortcut', statement);
  const conditions = [
    ...(facts.stride === undefined ? [] : [`${operand(facts.stride)} != 1`]),
    `${value}.channels != ${operand(facts.channels)}`,
  ];
  const start = before.statement.range.start;
  const step = deeper(text);
  const outer = newlineOf(text) + indentationAt(text, start);
  const around = narrowBraces(text, before);
  const braces =
    around && text.slice(before.statement.range.end, around.end - 1).trim() === '' ? around : undefined;
  const newline = braces ? outer + step : outer;
  const lines = [
    ...(entry?.line === undefined ? [] : [entry.line]),
    `if ${conditions.join(' or ')} {`,
    `${step}${name} = ${isCurrent ? '' : `${value} -> `}${flow}`,
    '} else {',
    `${step}${name} = ${ownFlow ?? value}`,
    '}',
  ];
  const written = lines.join(newline);
  const changes = branch
    ? [replace(site, branch.range, written)]
    : [
        replace(
          site,
          { start: braces ? braces.start + 1 : start, end: start },
          (braces ? newline : '') + written + newline,
        ),
        replace(site, shortcut.argument.range, name),
        ...(braces ? [replace(site, { start: before.statement.range.end, end: braces.end - 1 }, outer)] : []),
        ...(entry?.changes ?? []),
      ];
  return { text: flow, changes };
}

/** In parentheses where a comparison would take it apart. */
const operand = (text: string): string => (/[?<>=]|\b(and|or|not)\b/.test(text) ? `(${text})` : text);

/** The merge is right then, wherever it is used, and nothing that was written is wrong. */
function helps(site: Site, { merge }: Clash, changes: readonly Change[]): boolean {
  const outcome = tryOut(site, changes);
  if (!outcome) return false;
  const uri = uriOf(site);
  const ranges: Range[] = changes.map((change) => {
    const start = moved(change.start, changes, change);
    return { start, end: start + change.text.length };
  });
  const start = moved(merge.range.start, changes);
  if (
    outcome.errors.some(
      ({ location }) =>
        location.uri === uri &&
        ranges.some((range) => location.start < range.end && location.end > range.start),
    )
  )
    return false;
  const nodes = nodesAtStart(outcome.users, uri, start);
  return nodes.length > 0 && !nodes.some((node) => node.kind === 'layer' && node.problem !== undefined);
}

function nodesAtStart(users: readonly MadeFrom[], uri: string, start: number) {
  return users.flatMap((user) => {
    const file = user.program.files.get(uri)?.parsed.file;
    const places = file ? stepsAt(file, start) : [];
    return places
      .filter(({ expression: { range } }) => range.start === start)
      .flatMap(({ expression: { range } }) => nodesAt({ users: [user] }, { uri, ...range }))
      .filter((node) => node.kind === 'layer' && merges.has(node.layer.name));
  });
}

/** Where an offset lies once changes before it are made. */
function moved(offset: number, changes: readonly Change[], own?: Change): number {
  return changes.reduce(
    (at, change) =>
      change !== own && change.end <= offset && change.start < offset + (change.start === change.end ? 1 : 0)
        ? at + change.text.length - (change.end - change.start)
        : at,
    offset,
  );
}
