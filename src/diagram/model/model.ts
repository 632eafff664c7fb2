/**
 * From the analysed network to the diagram model: what there is to see, with some boxes opened.
 *
 * The room gives diagrams: model, layout, SVG. It never imports the parser, a file of the machine, or training/.
 */
import type { AnalysedNetwork, BodyView, Cost } from '../../analysis/analysis.ts';
import { rootView } from '../../analysis/views.ts';
import { dimensions } from '../../layers/shape.ts';
import type {
  DiagramBody,
  DiagramBox,
  DiagramChip,
  DiagramEdge,
  DiagramEnd,
  DiagramItem,
  DiagramItemBase,
  DiagramMistake,
  DiagramModel,
  DiagramNode,
  ShownItem,
} from '../../protocol/diagram.ts';
import { boxSources, boxTitle, onlyKind } from './boxes.ts';
import { carryOver } from './carryOver.ts';
import { Drawn } from './drawn.ts';
import { contentOf, elementId } from './elements.ts';
import type { BoxElement, Element } from './elements.ts';
import { totalCost } from '../../analysis/bodies.ts';
import { costOf, factsOf, fieldAfter, fieldOf, kindOf, titleOf, totalFacts } from './facts.ts';
import type { Host } from './hosts.ts';
import { marksOf, unique } from './marks.ts';
import type { Marks } from './marks.ts';
import { boxOutline, drawnParts, outlineOf, stepsWithin } from './outline.ts';
import type { Outline } from './outline.ts';
import { withRoles } from './roles.ts';
import { MOST_CALLS, idOf, inputValue, placeOf, sourcesOf, viewOf } from './steps.ts';
import type { Step, ValueSource } from './steps.ts';
import { shapeOfValue, valueOf } from './values.ts';
import type { Mistake } from '../../syntax/mistakes.ts';

/** The boxes to open, by their ids; those that are not there are left out. */
type OpenBoxes = ReadonlySet<string> | 'all';

/**
 * Pure, for the same network quick from the second time on. `mistakes` are the file's. With `previous`, the items last
 * shown, ids that an edit changed are found again: see carryOver.ts.
 * @throws DiagramTooLarge
 */
export function buildDiagram(
  analysed: AnalysedNetwork,
  open: OpenBoxes,
  mistakes: readonly Mistake[],
  previous: readonly ShownItem[] = [],
): DiagramModel {
  const marks = marksOf(analysed.network.body, mistakes);
  const view = rootView(analysed);
  const build = (ids: OpenBoxes): DiagramModel => new Builder(analysed, view, ids, marks).model();
  if (open === 'all' || previous.length === 0) return build(open);
  let model: DiagramModel | undefined;
  const { open: carried, renamed } = carryOver(previous, open, (ids) => (model = build(ids)).body);
  return { ...(model ?? build(carried)), renamed };
}

/** A body in one of its calls. */
interface Place {
  readonly view: BodyView;
  readonly outline: Outline;
}

const placeIn = (view: BodyView): Place => ({ view, outline: outlineOf(view.body) });

/** Longer titles and names end in an ellipsis. */
const MOST_TITLE = 300;
const clipped = (text: string): string =>
  text.length <= MOST_TITLE ? text : `${text.slice(0, MOST_TITLE)}…`;

class Builder {
  readonly #opened = new Set<string>();
  readonly #analysed: AnalysedNetwork;
  readonly #root: BodyView;
  readonly #open: OpenBoxes;
  readonly #marks: Marks;
  readonly #drawn: Drawn;

  constructor(analysed: AnalysedNetwork, root: BodyView, open: OpenBoxes, marks: Marks) {
    this.#analysed = analysed;
    this.#root = root;
    this.#open = open;
    this.#marks = marks;
    this.#drawn = new Drawn(analysed.network.name);
  }

  model(): DiagramModel {
    const { network, totals } = this.#analysed;
    const body = this.#network();
    this.#write(this.#marks.elsewhere);
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
      renamed: [],
      notice: this.#drawn.notice,
    };
  }

  /** The network's own body, with its input as a node. */
  #network(): DiagramBody {
    const input = this.#inputNode();
    const place = placeIn(this.#root);
    this.#drawn.open(drawnParts(place.outline.elements), charactersOf(this.#root));
    const { items, edges } = this.#bodyOf(place, true);
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
  #bodyOf(place: Place, alone: boolean): DiagramBody {
    const { elements, body, list } = place.outline;
    const isAlone = alone && elements.length === 1;
    const inputs = body.inputs.map((_, input) => inputValue(input));
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
    const { list, body, names, leaving } = place.outline;
    const ends = new Map<ValueSource, DiagramEnd>(inputs.map((source, input) => [source, { input }]));
    const items: DiagramItem[] = [];
    const edges: DiagramEdge[] = [];
    const values = new Map<DiagramEdge, ValueSource>();
    const entering: (readonly ValueSource[])[] = [];

    for (const element of elements) {
      const isHost = element.kind === 'host';
      const given = isHost ? [valueOf(element.host)] : leaving(element);
      const taken = isHost ? element.host.inputs : boxOutline(element).entering;
      const item = isHost
        ? this.#hostItem(place, element.host, taken.length, alone)
        : this.#gatheredBox(place, element, given);
      entering.push(taken);
      items.push(item);
      given.forEach((value, port) => ends.set(value, { item: item.id, port }));
    }
    const connect = (
      source: ValueSource,
      to: DiagramEnd,
      role: DiagramEdge['role'],
      operand?: number,
    ): void => {
      const from = ends.get(source);
      if (!from) return;
      this.#drawn.connect();
      const edge = { from, to, role, shape: shapeOfValue(list, body, source), operand };
      edges.push(edge);
      values.set(edge, source);
    };

    const steps = new Map<string, Step>();
    elements.forEach((element, index) => {
      const item = items[index];
      if (!item) return;
      const role = element.kind === 'auxiliary' ? 'auxiliary' : 'main';
      const isInOrder = element.kind === 'host' && takesInOrder(element.host.step);
      entering[index]?.forEach((source, port) =>
        connect(source, { item: item.id, port }, role, isInOrder ? port + 1 : undefined),
      );
      if (element.kind === 'host') steps.set(item.id, element.host.step);
    });
    outputs.forEach((source, output) => connect(source, { output }, 'main'));
    const namesOf = (edge: DiagramEdge): readonly string[] => names.get(values.get(edge) ?? NaN) ?? [];
    return { items, edges: withRoles(items, edges, steps, namesOf) };
  }

  #hostItem(place: Place, host: Host, inputs: number, alone: boolean): DiagramItem {
    const { step } = host;
    const base = this.#hostBase(place, host);
    const { node } = step;
    if (node.kind !== 'call') return { ...base, type: 'node' };
    const inner = this.#openCall(base.id, !alone, () => viewOf(place.view, step).open(node));
    return {
      ...base,
      type: 'box',
      of: 'call',
      count: 1,
      inputs: inner ? inner.outline.body.inputs.length : inputs,
      outputs: 1,
      closable: !alone,
      content: inner && this.#bodyOf(inner, alone),
    };
  }

  #openCall(id: string, closable: boolean, view: () => BodyView | undefined): Place | undefined {
    const opened = closable && !this.#isAsked(id) ? undefined : view();
    const place = opened && placeIn(opened);
    if (!place || !this.#fits(place, place.outline.elements)) return undefined;
    if (closable) this.#opened.add(id);
    return place;
  }

  #isAsked(id: string): boolean {
    return this.#open === 'all' || this.#open.has(id);
  }

  #fits({ view }: Place, elements: readonly Element[]): boolean {
    return this.#drawn.open(drawnParts(elements), charactersOf(view));
  }

  #write(mistakes: readonly DiagramMistake[], ...texts: readonly (string | undefined)[]): void {
    for (const { message } of mistakes) this.#drawn.write(message.length);
    for (const text of texts) this.#drawn.write(text?.length ?? 0);
  }

  #hostBase({ view }: Place, { step, above, below }: Host): DiagramItemBase {
    const { analysed, node } = step;
    const own = this.#marks.within(analysed.body, node);
    const chips = [...above, ...below].map((chip) => this.#marks.within(chip.analysed.body, chip.node));
    const mistakes = unique([own, ...chips]);
    const title = clipped(titleOf(step));
    const label = step.label && clipped(step.label);
    this.#write(mistakes, title, label);
    return {
      id: idOf(view, step),
      title,
      label,
      kind: kindOf(node),
      sources: sourcesOf(view, step),
      chipsAbove: above.map((chip) => this.#chip(view, chip)),
      chipsBelow: below.map((chip) => this.#chip(view, chip)),
      share: this.#shareOf(totalCost([step, ...above, ...below].map(costOf))),
      mistakes,
      facts: factsOf(view, step),
      auxiliary: step.auxiliary !== undefined || isAuxiliary(view, step),
      declared: node.kind === 'call' ? placeOf(node.body.location) : undefined,
    };
  }

  #chip(view: BodyView, step: Step): DiagramChip {
    const [source = placeOf(step.node.location)] = sourcesOf(view, step);
    const mistakes = this.#marks.at(step.analysed.body, step.node);
    const title = clipped(titleOf(step));
    this.#write(mistakes, title);
    return {
      id: idOf(view, step),
      title,
      label: step.label && clipped(step.label),
      kind: kindOf(step.node),
      source,
      facts: factsOf(view, step),
      mistakes,
    };
  }

  /** A loop, an auxiliary head, or equal neighbours. */
  #gatheredBox(place: Place, element: BoxElement, values: readonly ValueSource[]): DiagramBox {
    const { view, outline } = place;
    const { entering, cost, lastStep } = boxOutline(element);
    const first = element.hosts[0]?.step;
    const id = elementId(view, element);
    const shapeOf = (source: ValueSource | undefined): readonly number[] | undefined =>
      shapeOfValue(outline.list, outline.body, source);
    const output = shapeOf(values[0]) ?? (lastStep?.node.output && dimensions(lastStep.node.output));
    const mistakes = unique(this.#marksIn(element));
    const title = clipped(boxTitle(view, element));
    this.#write(mistakes, title);
    const content = this.#isAsked(id) ? contentOf(element) : undefined;
    const isOpen = content !== undefined && this.#fits(place, content);
    if (isOpen) this.#opened.add(id);
    return {
      type: 'box',
      of: element.kind,
      id,
      title,
      kind: onlyKind(element),
      sources: boxSources(view, element),
      chipsAbove: [],
      chipsBelow: [],
      share: this.#shareOf(cost),
      mistakes,
      facts: totalFacts(
        cost,
        { inputs: entering.map(shapeOf), output },
        lastStep && fieldAfter(view, lastStep),
      ),
      auxiliary: element.kind === 'auxiliary' || (first !== undefined && isAuxiliary(view, first)),
      count: element.iterations.length,
      inputs: entering.length,
      outputs: values.length,
      closable: true,
      content: isOpen ? this.#containerOf(place, content, entering, values) : undefined,
    };
  }

  *#marksIn({ hosts }: BoxElement): Iterable<readonly DiagramMistake[]> {
    for (const host of hosts) {
      for (const { analysed, node } of stepsWithin(host)) yield this.#marks.within(analysed.body, node);
    }
  }

  /** Of the network's MACs, or of its parameters where it has no MACs; 0 where they are not all known. */
  #shareOf(cost: Cost): number {
    const { macs, parameters } = this.#analysed.totals;
    if (macs === undefined || cost.macs === undefined) return 0;
    if (macs > 0) return Math.min(1, cost.macs / macs);
    const [part, whole] = [cost.trainable, parameters.trainable];
    return part !== undefined && whole !== undefined && whole > 0 ? Math.min(1, part / whole) : 0;
  }
}

const takesInOrder = ({ node }: Step): boolean =>
  node.kind === 'layer' && node.layer.inOrder === true && node.inputs.length > 1;

/** Inside an auxiliary head, of the body or of one that calls it. */
function isAuxiliary(view: BodyView, { calls }: Step): boolean {
  return view.auxiliary || calls.some((call) => call.auxiliary !== undefined);
}

/** What is written of each item there for its path, which its edges repeat, and for the calls that led to it. */
function charactersOf({ path, chain, body }: BodyView): number {
  const depth = chain.length + 1;
  return (
    4 * path.reduce((sum, segment) => sum + segment.length + 1, 0) +
    Math.min(depth, MOST_CALLS) * (body.location.uri.length + 40)
  );
}
