/** The panel at the right: where the selected layer is, its figures with their formulas, what it sees and why. */
import {
  exact,
  extent,
  fieldSize,
  percent,
  short,
  shapeOnScreen,
  shortBytes,
  unknown,
} from '../../src/wording/figures.ts';
import type {
  DiagramFacts,
  DiagramMistake,
  PositionedChip,
  PositionedDiagram,
  PositionedItem,
  Quantity,
  SourcePlace,
} from '../../src/protocol/diagram.ts';
import { html, icon } from '../ui/dom.ts';
import { button } from '../ui/toolkit.ts';
import { fieldPicture } from './fieldPicture.ts';
import { growth } from './growth.ts';

interface DetailsEvents {
  onSelect(id: string): void;
  onSource(id: string, source: SourcePlace): void;
  onClose(): void;
}

export class Details {
  readonly root = html('aside', { 'aria-label': 'Selected layer', hidden: true });
  readonly #events: DetailsEvents;

  constructor(events: DetailsEvents) {
    this.#events = events;
  }

  hide(): void {
    this.root.hidden = true;
    this.root.replaceChildren();
  }

  show(diagram: PositionedDiagram, item: PositionedItem, chip: PositionedChip | undefined): void {
    const subject = chip ?? item;
    const { facts } = subject;
    const source = chip ? chip.source : item.sources[0];
    const times = !chip && item.count > 1 ? ` ×${item.count}` : '';
    this.root.hidden = false;
    const close = button(icon('M4 4l8 8M12 4l-8 8'), {
      title: 'Close (Escape)',
      isIcon: true,
      onClick: () => this.#events.onClose(),
    });
    close.classList.add('close');
    this.root.replaceChildren(
      close,
      html(
        'h2',
        {},
        subject.title + times,
        subject.label !== undefined && html('small', {}, ` ${subject.label}`),
      ),
      this.#path(diagram, item, subject.id, source),
      ...this.#mistakes(subject.mistakes, subject.id),
      table(diagram, facts, subject === item ? item.share : 0),
      ...remarks(facts),
      ...field(diagram, item, facts, chip === undefined),
    );
  }

  /** `ResNet50 › Bottleneck(128) ×4 › Conv 3×3, 128`: each step is selected by a click, the text shown by the last. */
  #path(
    diagram: PositionedDiagram,
    item: PositionedItem,
    id: string,
    source: SourcePlace | undefined,
  ): HTMLElement {
    const boxes = new Map(diagram.items.map((each) => [each.id, each]));
    const above: PositionedItem[] = [];
    for (let box = boxes.get(item.parent ?? ''); box; box = boxes.get(box.parent ?? '')) above.unshift(box);
    const link = (text: string, title: string, onClick: () => void): HTMLElement => {
      const made = html('button', { class: 'link', title }, text);
      made.addEventListener('click', onClick);
      return made;
    };
    const steps = above.flatMap((box) => [
      ' › ',
      link(box.title, `Select ${box.title}`, () => this.#events.onSelect(box.id)),
    ]);
    return html(
      'nav',
      { class: 'path', 'aria-label': 'Where it is' },
      html('span', {}, diagram.network),
      ...steps,
      ' › ',
      source
        ? link(id.replace(/^.*\./, ''), `Show the text of ${id}`, () => this.#events.onSource(id, source))
        : html('span', {}, id),
    );
  }

  #mistakes(mistakes: readonly DiagramMistake[], id: string): HTMLElement[] {
    return mistakes
      .filter(({ severity }) => severity !== 'hint')
      .map(({ message, place, severity }) => {
        const made = html('button', { class: `sentence ${severity}`, title: 'Show its text' }, message);
        made.addEventListener('click', () => this.#events.onSource(id, place));
        return made;
      });
  }
}

function table(diagram: PositionedDiagram, facts: DiagramFacts, share: number): HTMLElement {
  const { totals } = diagram;
  const of = (part: number | undefined, whole: number | undefined): string =>
    part !== undefined && whole !== undefined && whole > 0 ? percent(part / whole) : '';
  const rows: (readonly [string, HTMLElement | string, string?])[] = [];
  const inputs = facts.inputs.map((shape) => shapeOnScreen(shape ?? undefined));
  if (inputs.length > 0) rows.push([inputs.length > 1 ? 'inputs' : 'input', inputs.join(', ')]);
  rows.push(['output', shapeOnScreen(facts.output)]);
  if (facts.parameters?.value !== 0) {
    rows.push([
      'parameters',
      formula(facts.parameters, exact),
      of(facts.parameters?.value, totals.parameters),
    ]);
  }
  if (facts.nonTrainable !== 0) rows.push(['not trainable', exact(facts.nonTrainable)]);
  if (facts.macs?.value !== 0) {
    rows.push([
      'MACs',
      formula(facts.macs, short),
      of(facts.macs?.value, totals.macs) || (share > 0 ? percent(share) : ''),
    ]);
  }
  if (facts.elementwise?.value !== 0)
    rows.push(['elementwise', formula(facts.elementwise, short), 'operations']);
  if (facts.memory !== 0)
    rows.push([
      'activations',
      html('span', { title: `${exact(facts.memory)} bytes` }, shortBytes(facts.memory)),
      'an image',
    ]);
  return html(
    'dl',
    {},
    ...rows.flatMap(([name, value, note]) => [
      html('dt', {}, name),
      html('dd', {}, value, note !== undefined && note !== '' && html('small', {}, ` ${note}`)),
    ]),
  );
}

/** `3·3·128·128 = 147,456` */
function formula(quantity: Quantity | undefined, format: (value: number) => string): HTMLElement | string {
  if (!quantity) return unknown;
  const { value, formula: text } = quantity;
  const shown = html('span', { title: exact(value) }, format(value));
  if (text === undefined || text === '' || text === String(value)) return shown;
  return html('span', {}, html('span', { class: 'formula' }, text), ' = ', shown);
}

function remarks(facts: DiagramFacts): HTMLElement[] {
  // What stands between backticks is text of the language.
  return facts.remarks.map((remark) =>
    html(
      'p',
      { class: 'remark' },
      ...remark.split('`').map((part, index) => (index % 2 === 1 ? html('code', {}, part) : part)),
    ),
  );
}

function field(
  diagram: PositionedDiagram,
  item: PositionedItem,
  facts: DiagramFacts,
  isItem: boolean,
): HTMLElement[] {
  const input = diagram.items.find((each) => each.kind === 'input')?.facts.output;
  if (facts.field === 'global') {
    return [
      heading('Receptive field', 'global'),
      html('p', { class: 'remark' }, 'Each unit sees the whole picture.'),
    ];
  }
  if (item.kind === 'input' || input?.length !== 3) return [];
  if (facts.field === undefined) return [heading('Receptive field', unknown)];
  const { size, stride } = facts.field;
  const steps = isItem ? growth(diagram, item.id) : [];
  return [
    heading('Receptive field', `${fieldSize(facts.field)} px, every ${extent(stride)} px`),
    fieldPicture(facts.field, [input[0] ?? 1, input[1] ?? 1], facts.output),
    ...(steps.length > 0
      ? [
          heading(`Why ${extent(size)}`, ''),
          html(
            'table',
            {},
            ...steps.map((step) =>
              html(
                'tr',
                {},
                html('th', { scope: 'row' }, step.title),
                html('td', {}, `${extent(step.before)} → `, html('b', {}, extent(step.after))),
              ),
            ),
          ),
        ]
      : []),
  ];
}

function heading(text: string, note: string): HTMLElement {
  return html('h3', {}, text, note !== '' && html('small', {}, ` ${note}`));
}
