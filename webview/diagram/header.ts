/** The line above the diagram: which network, its totals, and what can be done. */
import { exact, extent, short, shortBytes } from '../../src/wording/figures.ts';
import { keyOfMistake } from '../../src/diagram/model/marks.ts';
import type { DiagramMistake, PositionedDiagram } from '../../src/protocol/diagram.ts';
import { html, icon } from '../ui/dom.ts';
import { button, dropdown } from '../ui/toolkit.ts';

export interface HeaderEvents {
  onNetwork(network: string): void;
  onZoom(factor: number): void;
  onFit(): void;
  onExport(): void;
  /** To the mistake's text, and to the node that it stands at. */
  onMistake(mistake: DiagramMistake, item: string | undefined): void;
}

const icons = {
  out: 'M3.5 8h9',
  in: 'M3.5 8h9M8 3.5v9',
  fit: 'M6 2.5H2.5V6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
};

export class Header {
  readonly root = html('header', {});
  readonly #events: HeaderEvents;

  constructor(events: HeaderEvents) {
    this.#events = events;
  }

  show(diagram: PositionedDiagram | undefined, networks: readonly string[], file: string): void {
    const name = diagram?.network ?? '';
    const title =
      networks.length > 1
        ? dropdown({
            label: 'Network',
            options: networks,
            chosen: name,
            onChange: (network) => this.#events.onNetwork(network),
          })
        : html('h1', { title: file }, name);
    this.root.replaceChildren(
      title,
      ...(diagram ? [totals(diagram), this.#mistakes(diagram), this.#actions()] : []),
    );
  }

  #actions(): HTMLElement {
    const events = this.#events;
    return html(
      'div',
      { class: 'actions', role: 'toolbar', 'aria-label': 'View' },
      button(icon(icons.out), {
        title: 'Zoom out (-)',
        isIcon: true,
        onClick: () => events.onZoom(1 / 1.25),
      }),
      button(icon(icons.in), { title: 'Zoom in (+)', isIcon: true, onClick: () => events.onZoom(1.25) }),
      button(icon(icons.fit), {
        title: 'Show the whole diagram (0)',
        isIcon: true,
        onClick: () => events.onFit(),
      }),
      button('Export as SVG', {
        title: 'Write the diagram as it is shown to an SVG file',
        onClick: () => events.onExport(),
      }),
    );
  }

  #mistakes(diagram: PositionedDiagram): HTMLElement | string {
    const all = new Map<string, { readonly mistake: DiagramMistake; readonly item: string | undefined }>();
    for (const mistake of diagram.mistakes) all.set(keyOfMistake(mistake), { mistake, item: undefined });
    // Later items are further inside: the mark nearest to the mistake is kept.
    for (const item of diagram.items) {
      for (const mistake of item.mistakes) all.set(keyOfMistake(mistake), { mistake, item: item.id });
    }
    const of = (severity: DiagramMistake['severity']) =>
      [...all.values()].filter(({ mistake }) => mistake.severity === severity);
    const [errors, warnings] = [of('error'), of('warning')];
    const told = [...errors, ...warnings];
    if (told.length === 0) return '';
    const counted = (count: number, what: string): string[] =>
      count === 0 ? [] : [count === 1 ? `1 ${what}` : `${count} ${what}s`];
    const made = html(
      'button',
      {
        class: errors.length > 0 ? 'mistakes' : 'mistakes warnings',
        title: told.map(({ mistake }) => mistake.message).join('\n'),
      },
      [...counted(errors.length, 'mistake'), ...counted(warnings.length, 'warning')].join(', '),
    );
    // Click after click leads through all of them.
    let next = 0;
    made.addEventListener('click', () => {
      const shown = told[next++ % told.length];
      if (shown) this.#events.onMistake(shown.mistake, shown.item);
    });
    return made;
  }
}

function totals({ totals: sums }: PositionedDiagram): HTMLElement {
  // After a mistake only a part is known, and the figures must not pass for the whole.
  const least = sums.complete ? '' : '≥ ';
  const note = sums.complete ? '' : ', of the layers that are known: the mistakes leave the others open';
  const before = (value: string, name: string, title: string): HTMLElement =>
    html('span', { class: 'figure', title: title + note }, html('b', {}, least + value), ` ${name}`);
  const behind = (name: string, value: string, title: string): HTMLElement =>
    html('span', { class: 'figure', title }, `${name} `, html('b', {}, value));
  const notTrainable = sums.nonTrainable > 0 ? `, ${exact(sums.nonTrainable)} not trainable` : '';
  const figures = [
    before(
      short(sums.parameters),
      'parameters',
      `${exact(sums.parameters)} trainable parameters${notTrainable}`,
    ),
    before(
      short(sums.macs),
      'MACs',
      `${exact(sums.macs)} multiply-accumulates an image, ${short(2 * sums.macs)} FLOPs`,
    ),
    before(
      shortBytes(sums.memory),
      'activations',
      `${exact(sums.memory)} bytes: every layer's output, one image, float32`,
    ),
  ];
  if (sums.complete) {
    const layers = `${exact(sums.layers)} layers in all`;
    figures.push(
      behind('depth', String(sums.depth), `Convolutions and dense layers on the longest path; ${layers}`),
    );
    if (sums.field) {
      const { size, stride } = sums.field;
      const seen = `Before the first global layer each unit sees ${extent(size)} pixels, every ${extent(stride)}`;
      figures.push(behind('field', extent(size), seen));
    }
  }
  return html('div', { class: 'totals' }, ...figures);
}
