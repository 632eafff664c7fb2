/** From the analysed network to the diagram model: what there is to see, with some boxes opened. */
import type { AnalysedNetwork, BodyView } from '../analysis/analysis.ts';
import { rootView } from '../analysis/views.ts';
import { dimensions } from '../layers/shape.ts';
import type { Mistake } from '../network/mistake.ts';
import type {
  DiagramBody,
  DiagramBox,
  DiagramChip,
  DiagramEdge,
  DiagramEnd,
  DiagramFacts,
  DiagramItem,
  DiagramItemBase,
  DiagramModel,
  DiagramNode,
  ShownItem,
} from '../protocol/diagram.ts';
import { boxSources, boxTitle, onlyKind } from './boxes.ts';
import { carryOver } from './carryOver.ts';
import { contentOf, gather } from './elements.ts';
import type { BoxElement, Element } from './elements.ts';
import { totalCost, costOf, factsOf, fieldOf, kindOf, titleOf, totalFacts } from './facts.ts';
import { marksOf, unique } from './marks.ts';
import type { Marks } from './marks.ts';
import { withRoles } from './roles.ts';
import { hostsOf, placeOf, stepsOf } from './steps.ts';
import type { Host, Step, ValueSource } from './steps.ts';
import { enteringValues, keyOf, leaving, readersOf, shapeOfValue, valueInList, valueOf } from './values.ts';
import type { Place } from './values.ts';

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
      if (start) edges.push({ from: start, to, role, shape: shapeOfValue(place, source) });
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
      const value = valueInList(place, source);
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
      inputs: entering.map((source) => shapeOfValue(place, source)),
      output: shapeOfValue(place, values[0]) ?? (lastStep?.node.output && dimensions(lastStep.node.output)),
    };
    return {
      type: 'box',
      of: element.kind,
      id: element.id,
      title: boxTitle(element),
      kind: onlyKind(element),
      sources: boxSources(element, first),
      chipsAbove: [],
      chipsBelow: [],
      share: this.#shareOf(steps),
      mistakes: unique(steps.flatMap((step) => this.#marks.within(step.view.body, step.node))),
      facts: totalFacts(
        totalCost(steps.map((step) => costOf(step.view, step.node))),
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

  /** Of the network's MACs, or of its parameters where it has no MACs; 0 where they are not all known. */
  #shareOf(steps: readonly Step[]): number {
    const { complete, macs, parameters } = this.#analysed.totals;
    // A share of what is known only would be wrong.
    if (!complete) return 0;
    const cost = totalCost(steps.map((step) => costOf(step.view, step.node)));
    if (macs > 0) return Math.min(1, cost.macs / macs);
    return parameters.trainable > 0 ? Math.min(1, cost.trainable / parameters.trainable) : 0;
  }
}
