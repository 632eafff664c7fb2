/** A body as it is drawn wherever it is called: worked out once for it, and kept as long as an edit leaves it. */
import type { Cost } from '../../analysis/analysis.ts';
import type { Body } from '../../network/network.ts';
import { gather, inParts } from './elements.ts';
import type { BoxElement, Element } from './elements.ts';
import { totalCost } from '../../analysis/bodies.ts';
import { costOf } from './facts.ts';
import { hostsOf } from './hosts.ts';
import type { Host } from './hosts.ts';
import { oncePer } from './oncePer.ts';
import { inputValue, stepsOf } from './steps.ts';
import type { Step, StepList, ValueSource } from './steps.ts';
import { enteringValues, leavingValues } from './values.ts';
import { Readers } from './readers.ts';

export interface Outline {
  readonly body: Body;
  readonly list: StepList;
  /** What is drawn when it is opened. */
  readonly elements: readonly Element[];
  /** What leaves one of its boxes. */
  readonly leaving: (box: BoxElement) => readonly ValueSource[];
  /** What the source calls a value: the first names of it. */
  readonly names: ReadonlyMap<ValueSource, readonly string[]>;
}

/** A body of more than this is shown in parts that can be opened in turn: layers, boxes and chips. */
const MOST_IN_BODY = 1000;

export const outlineOf = oncePer((body: Body): Outline => {
  const list = stepsOf(body);
  const readers = new Readers(list.steps);
  const elements = gather(hostsOf(list, readers));
  return {
    body,
    list,
    elements: drawnParts(elements) > MOST_IN_BODY ? inParts(elements) : elements,
    leaving: oncePer((box: BoxElement) => leavingValues(list, readers, box)),
    names: namesOf(body, list),
  };
});

/** What else a value may be called than the item itself: a few names are enough to choose from. */
const NAMES = 3;

function namesOf(body: Body, { results }: StepList): ReadonlyMap<ValueSource, readonly string[]> {
  const names = new Map<ValueSource, string[]>();
  for (const { name, source } of body.names) {
    const value = 'input' in source ? inputValue(source.input) : results[source.node];
    if (value === undefined) continue;
    const known = names.get(value);
    if (!known) names.set(value, [name]);
    else if (known.length < NAMES && !known.includes(name)) known.push(name);
  }
  return names;
}

/** How many layers, boxes and chips these are when they are drawn. */
export function drawnParts(elements: readonly Element[]): number {
  return elements.reduce(
    (sum, element) =>
      sum + 1 + (element.kind === 'host' ? element.host.above.length + element.host.below.length : 0),
    0,
  );
}

export const stepsWithin = ({ above, step, below }: Host): readonly Step[] => [...above, step, ...below];

/** What belongs to a box of several steps wherever its body is called. */
interface BoxOutline {
  readonly entering: readonly ValueSource[];
  readonly cost: Cost;
  readonly lastStep: Step | undefined;
}

export const boxOutline = oncePer((box: BoxElement): BoxOutline => {
  const last = box.hosts.at(-1);
  return {
    entering: enteringValues(box),
    cost: totalCost(costsOf(box)),
    lastStep: last?.below.at(-1) ?? last?.step,
  };
});

function* costsOf({ hosts }: BoxElement): Iterable<Cost> {
  for (const host of hosts) for (const step of stepsWithin(host)) yield costOf(step);
}
