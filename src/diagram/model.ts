/** From the analysed network to the diagram model: what there is to see, with some boxes opened. */
import type { AnalysedNetwork, BodyView } from '../analysis/analysis.ts';
import { rootView } from '../analysis/views.ts';
import { dimensions } from '../layers/shape.ts';
import type { Mistake } from '../network/mistake.ts';
import type { Source } from '../network/network.ts';
import type {
  DiagramBody,
  DiagramBox,
  DiagramChip,
  DiagramEdge,
  DiagramEnd,
  DiagramFacts,
  DiagramItem,
  DiagramItemBase,
  DiagramKind,
  DiagramModel,
  DiagramNode,
  ShownItem,
  SourcePlace,
} from '../protocol/diagram.ts';
import { carryOver } from './carryOver.ts';
import { contentOf, gather, hostsIn } from './elements.ts';
import type { BoxElement, Element } from './elements.ts';
import { addCosts, costOf, factsOf, fieldOf, kindOf, titleOf, totalFacts } from './facts.ts';
import { marksOf, unique } from './marks.ts';
import type { Marks } from './marks.ts';
import { withRoles } from './roles.ts';
import { hostsOf, placeOf, stepsOf } from './steps.ts';
import type { Host, Step, StepList, ValueSource } from './steps.ts';

/**
 * Pure. `open` holds the ids of boxes to open; those that are not there are left out. `mistakes` are the
 * file's. With `previous`, the items last shown, ids that an edit changed are found again: see carryOver.ts.
 */
export function buildDiagram(
  analysed: AnalysedNetwork,
  open: ReadonlySet<string>,
  mistakes: readonly Mistake[],
  previous?: readonly ShownItem[],
): DiagramModel {
  const marks = marksOf(analysed.network.body, mistakes);
  const view = rootView(analysed);
  const build = (ids: ReadonlySet<string>): Builder => new Builder(analysed, view, ids, marks);
  if (previous === undefined || previous.length === 0) return build(open).model([]);

  const carried = carryOver(previous, open, (ids) => build(ids).model([]).body);
  return build(carried.open).model(carried.renamed);
}

/** Of the network or an inner body, while it is being built. */
interface Place {
  readonly view: BodyView;
  readonly list: StepList;
  readonly readers: readonly (readonly number[])[];
}

class Builder {
  readonly #opened = new Set<string>();
  readonly #analysed: AnalysedNetwork;
  readonly #root: BodyView;
  readonly #open: ReadonlySet<string>;
  readonly #marks: Marks;

  constructor(analysed: AnalysedNetwork, root: BodyView, open: ReadonlySet<string>, marks: Marks) {
    this.#analysed = analysed;
    this.#root = root;
    this.#open = open;
    this.#marks = marks;
  }

  model(renamed: DiagramModel['renamed']): DiagramModel {
    const { network, totals } = this.#analysed;
    const body = this.#network();
    return {
      uri: network.location.uri,
      network: network.name,
      body,
      totals: {
        complete: totals.complete,
        parameters: totals.parameters.trainable,
        nonTrainable: totals.parameters.nonTrainable,
        macs: totals.macs,
        memory: totals.memory.forward,
        depth: totals.depth,
        field: fieldOf(totals.receptiveField),
        layers: totals.layers,
      },
      mistakes: this.#marks.elsewhere,
      open: [...this.#opened],
      renamed,
    };
  }

  /** The network's own body, with its input as a node. */
  #network(): DiagramBody {
    const input = this.#inputNode();
    const { items, edges } = this.#bodyOf(this.#root, true);
    return {
      items: [input, ...items],
      edges: edges
        .filter((edge) => !('output' in edge.to))
        .map((edge) =>
          'input' in edge.from
            ? { ...edge, from: { item: input.id, port: 0 }, shape: input.facts.output }
            : edge,
        ),
    };
  }

  #inputNode(): DiagramNode {
    const { network } = this.#analysed;
    const statement = network.declaration.body.statements.find((each) => each.kind === 'input');
    const shape = network.input;
    const source = placeOf({ uri: network.location.uri, ...(statement?.range ?? network.location) });
    return {
      type: 'node',
      id: 'input',
      title: 'input',
      kind: 'input',
      sources: [source],
      chipsAbove: [],
      chipsBelow: [],
      share: 0,
      mistakes: [],
      facts: {
        inputs: [],
        output: shape && dimensions(shape),
        parameters: { value: 0 },
        nonTrainable: 0,
        macs: { value: 0 },
        elementwise: { value: 0 },
        memory: 0,
        field: { size: [1, 1], stride: [1, 1], padding: [0, 0] },
        remarks: [],
      },
      auxiliary: false,
    };
  }

  /** `alone`: of a body that its single block call makes up, that block is always open. */
  #bodyOf(view: BodyView, alone: boolean): DiagramBody {
    const list = stepsOf(view);
    const place: Place = { view, list, readers: readersOf(list) };
    const elements = gather(hostsOf(list));
    const isAlone = alone && elements.length === 1;
    const inputs = view.body.inputs.map((_, input): ValueSource => ({ input }));
    return this.#containerOf(place, elements, inputs, [list.output], isAlone);
  }

  /** The items of one container and the edges between them and to its borders. */
  #containerOf(
    place: Place,
    elements: readonly Element[],
    inputs: readonly ValueSource[],
    outputs: readonly ValueSource[],
    alone = false,
  ): DiagramBody {
    const boundary = new Map(inputs.map((source, index) => [keyOf(source), index]));
    const ports = new Map<string, DiagramEnd>();
    const items: DiagramItem[] = [];
    const edges: DiagramEdge[] = [];
    const entering = new Map<Element, readonly ValueSource[]>();

    for (const element of elements) {
      const values = element.kind === 'host' ? [valueOf(element.host)] : leaving(place, element);
      entering.set(element, element.kind === 'host' ? element.host.inputs : enteringValues(element));
      const item = this.#itemOf(place, element, entering.get(element)?.length ?? 0, values, alone);
      items.push(item);
      values.forEach((value, port) => ports.set(keyOf(value), { item: item.id, port }));
    }
    const from = (source: ValueSource): DiagramEnd | undefined => {
      const input = boundary.get(keyOf(source));
      return ports.get(keyOf(source)) ?? (input === undefined ? undefined : { input });
    };
    const connect = (source: ValueSource, to: DiagramEnd, role: DiagramEdge['role']): void => {
      const start = from(source);
      if (start) edges.push({ from: start, to, role, shape: this.#shapeOf(place, source) });
    };

    elements.forEach((element, index) => {
      const item = items[index];
      if (!item) return;
      const role = element.kind === 'auxiliary' ? 'auxiliary' : 'main';
      entering.get(element)?.forEach((source, port) => connect(source, { item: item.id, port }, role));
    });
    outputs.forEach((source, output) => connect(source, { output }, 'main'));
    const merges = new Map(
      elements.flatMap((element, index) =>
        element.kind === 'host' ? [[items[index]?.id ?? '', element.host.step] as const] : [],
      ),
    );
    const names = place.view.body.names.flatMap(({ name, source }) => {
      const value = this.#valueInList(place, source);
      const end = value && from(value);
      return end ? [{ name, end }] : [];
    });
    return { items, edges: withRoles(items, edges, merges, names) };
  }

  #itemOf(
    place: Place,
    element: Element,
    inputs: number,
    values: readonly ValueSource[],
    alone: boolean,
  ): DiagramItem {
    if (element.kind !== 'host') return this.#gatheredBox(place, element, values);
    const { step } = element.host;
    const base = this.#hostBase(element.host);
    if (step.node.kind !== 'call') return { ...base, type: 'node' };
    const closable = !alone;
    const inner = this.#isOpen(step.id, closable) ? step.view.open(step.node) : undefined;
    return {
      ...base,
      type: 'box',
      of: 'call',
      count: 1,
      inputs: inner ? inner.body.inputs.length : inputs,
      outputs: 1,
      closable,
      content: inner && this.#bodyOf(inner, alone),
    };
  }

  #isOpen(id: string, closable: boolean): boolean {
    if (!closable) return true;
    if (!this.#open.has(id)) return false;
    this.#opened.add(id);
    return true;
  }

  #hostBase({ step, above, below }: Host): DiagramItemBase {
    const own = this.#marks.within(step.view.body, step.node);
    const chips = [...above, ...below].flatMap((chip) => this.#marks.within(chip.view.body, chip.node));
    return {
      id: step.id,
      title: titleOf(step.view, step.node),
      label: step.label,
      kind: kindOf(step.node),
      sources: step.sources,
      chipsAbove: above.map((chip) => this.#chip(chip)),
      chipsBelow: below.map((chip) => this.#chip(chip)),
      share: this.#shareOf([step, ...above, ...below]),
      mistakes: unique([...own, ...chips]),
      facts: factsOf(step.view, step.node),
      auxiliary: step.auxiliary !== undefined || step.view.auxiliary,
      declared: step.node.kind === 'call' ? placeOf(step.node.body.location) : undefined,
    };
  }

  #chip(step: Step): DiagramChip {
    return {
      id: step.id,
      title: titleOf(step.view, step.node),
      label: step.label,
      kind: kindOf(step.node),
      source: step.sources[0] ?? placeOf(step.node.location),
      facts: factsOf(step.view, step.node),
      mistakes: this.#marks.at(step.view.body, step.node),
    };
  }

  /** A loop, an auxiliary head, or equal neighbours. */
  #gatheredBox(place: Place, element: BoxElement, values: readonly ValueSource[]): DiagramBox {
    const { hosts } = element;
    const first = hosts[0]?.step;
    const steps = hosts.flatMap((host) => [...host.above, host.step, ...host.below]);
    const entering = enteringValues(element);
    const isOpen = this.#isOpen(element.id, true);
    const last = hosts.at(-1);
    const lastStep = last?.below.at(-1) ?? last?.step;
    const ends: Pick<DiagramFacts, 'inputs' | 'output'> = {
      inputs: entering.map((source) => this.#shapeOf(place, source)),
      output: this.#shapeOf(place, values[0]) ?? (lastStep?.node.output && dimensions(lastStep.node.output)),
    };
    return {
      type: 'box',
      of: element.kind,
      id: element.id,
      title: this.#boxTitle(element),
      kind: onlyKind(element),
      sources: boxSources(element, first),
      chipsAbove: [],
      chipsBelow: [],
      share: this.#shareOf(steps),
      mistakes: unique(steps.flatMap((step) => this.#marks.within(step.view.body, step.node))),
      facts: totalFacts(
        addCosts(steps.map((step) => costOf(step.view, step.node))),
        ends,
        lastStep && fieldOf(lastStep.view.fieldOf(lastStep.node)),
      ),
      auxiliary: element.kind === 'auxiliary' || (first?.view.auxiliary ?? false),
      count: element.iterations.length,
      inputs: entering.length,
      outputs: values.length,
      closable: true,
      content: isOpen ? this.#containerOf(place, contentOf(element), entering, values) : undefined,
    };
  }

  /** What stands in each iteration; where they differ, what most have, or the first and the last. */
  #boxTitle(element: BoxElement): string {
    if (element.kind === 'auxiliary') {
      const [first] = element.hosts;
      const head = first?.step.view.body.auxiliaries[first.step.auxiliary ?? -1];
      return head ? `${head.name} (weight ${head.weight})` : element.id;
    }
    const titles = element.iterations.map((iteration) => this.#iterationTitle(iteration));
    const counts = new Map<string, number>();
    for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
    const [most] = [...counts].sort(([a, m], [b, n]) => n - m || a.length - b.length);
    const name = (title: string | undefined): string => title?.split(/[( ]/)[0] ?? '';
    const sameName = titles.every((title) => name(title) === name(titles[0]));
    if (
      most &&
      (counts.size === 1 || (sameName && most[1] > titles.length / 2) || (sameName && counts.size === 2))
    ) {
      return most[0];
    }
    return `${titles[0] ?? ''} … ${titles.at(-1) ?? ''}`;
  }

  #iterationTitle(iteration: readonly Element[]): string {
    const titles = iteration.map((element) =>
      element.kind === 'host'
        ? titleOf(element.host.step.view, element.host.step.node)
        : `${this.#boxTitle(element)} ×${element.iterations.length}`,
    );
    return titles.length <= 2 ? titles.join(' → ') : `${titles[0] ?? ''} → … → ${titles.at(-1) ?? ''}`;
  }

  /** Of the network's MACs, or of its parameters where it has no MACs; 0 where they are not all known. */
  #shareOf(steps: readonly Step[]): number {
    const { complete, macs, parameters } = this.#analysed.totals;
    // A share of what is known only would be wrong.
    if (!complete) return 0;
    const cost = addCosts(steps.map((step) => costOf(step.view, step.node)));
    if (macs > 0) return Math.min(1, cost.macs / macs);
    return parameters.trainable > 0 ? Math.min(1, cost.trainable / parameters.trainable) : 0;
  }

  #shapeOf(place: Place, source: ValueSource | undefined): readonly number[] | undefined {
    if (!source) return undefined;
    const shape =
      'step' in source ? place.list.steps[source.step]?.node.output : place.view.body.inputs[source.input];
    return shape && dimensions(shape);
  }

  /** A value that the source names, in the terms of the list of steps. */
  #valueInList(place: Place, source: Source): ValueSource | undefined {
    if ('input' in source) return { input: source.input };
    const node = place.view.body.nodes[source.node];
    if (!node) return undefined;
    const id = [...place.view.path, ...node.path].join('.');
    const step = place.list.steps.findIndex((each) => each.id === id);
    return step < 0 ? undefined : { step };
  }
}

/** Of a loop around single layers of one kind, that kind. */
function onlyKind(element: BoxElement): DiagramKind {
  const kinds = new Set(element.hosts.map(({ step }) => kindOf(step.node)));
  const [kind] = kinds;
  return kind !== undefined && kinds.size === 1 && element.hosts.length === element.iterations.length
    ? kind
    : 'block';
}

function boxSources(element: BoxElement, first: Step | undefined): readonly SourcePlace[] {
  if (!first) return [];
  const calls = first.sources.slice(1);
  const depth = element.id.match(/\/repeat(\d*)$/)?.[1];
  const loop = element.kind === 'loop' ? first.loops[depth ? Number(depth) - 1 : 0] : undefined;
  const own = loop ? placeOf(loop.location) : first.sources[0];
  return own ? [own, ...calls] : calls;
}

const keyOf = (source: ValueSource): string => ('step' in source ? `s${source.step}` : `i${source.input}`);

/** A host's result: that of its last chip. */
function valueOf(host: Host): ValueSource {
  return { step: host.members.at(-1) ?? -1 };
}

/** Values from outside that the element's hosts read, each once, in the order of reading. */
function enteringValues(element: Element): readonly ValueSource[] {
  const hosts = hostsIn(element);
  const inside = new Set(hosts.flatMap((host) => host.members));
  const values = new Map<string, ValueSource>();
  for (const source of hosts.flatMap((host) => host.inputs)) {
    if (!('step' in source) || !inside.has(source.step)) values.set(keyOf(source), source);
  }
  return [...values.values()];
}

/** Values of the element's hosts that are read outside of it, the body's output included. */
function leaving({ list, readers }: Place, element: Element): readonly ValueSource[] {
  const members = hostsIn(element).flatMap((host) => host.members);
  const inside = new Set(members);
  const { output } = list;
  return members
    .filter(
      (step) =>
        readers[step]?.some((reader) => !inside.has(reader)) === true ||
        ('step' in output && output.step === step),
    )
    .map((step) => ({ step }));
}

/** By step: the steps that read its result. */
function readersOf({ steps }: StepList): readonly (readonly number[])[] {
  const readers = steps.map<number[]>(() => []);
  steps.forEach(({ inputs }, index) => {
    for (const source of inputs) if ('step' in source) readers[source.step]?.push(index);
  });
  return readers;
}
