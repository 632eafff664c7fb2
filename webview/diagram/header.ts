/** The line above the diagram: which network, its totals, and what can be done. */
import { exact, extent, fieldSize, short, shortBytes, unknown } from '../../src/wording/figures.ts';
import { keyOfMistake } from '../../src/diagram/model/marks.ts';
import type { DiagramMistake, PositionedDiagram } from '../../src/protocol/diagram.ts';
import { html, icon } from '../ui/dom.ts';
import { button, dropdown } from '../ui/toolkit.ts';

interface HeaderEvents {
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
  const note = (value: string): string => (value === unknown ? ' (not known, as it follows a mistake)' : '');
  const before = (value: string, name: string, title: string): HTMLElement =>
    html('span', { class: 'figure', title: title + note(value) }, html('b', {}, value), ` ${name}`);
  const behind = (name: string, value: string, title: string): HTMLElement =>
    html('span', { class: 'figure', title: title + note(value) }, `${name} `, html('b', {}, value));
  const notTrainable = sums.nonTrainable === 0 ? '' : `, ${exact(sums.nonTrainable)} not trainable`;
  const flops = sums.macs === undefined ? undefined : 2 * sums.macs;
  const figures = [
    before(
      short(sums.parameters),
      'parameters',
      `${exact(sums.parameters)} trainable parameters${notTrainable}`,
    ),
    before(
      short(sums.macs),
      'MACs',
      `${exact(sums.macs)} multiply-accumulates an image, ${short(flops)} FLOPs`,
    ),
    before(
      shortBytes(sums.memory),
      'activations',
      `${exact(sums.memory)} bytes: every layer's output, one image, float32`,
    ),
  ];
  const layers = `${exact(sums.layers)} layers in all`;
  const field = fieldSize(sums.field);
  const apart = typeof sums.field === 'object' ? `, every ${extent(sums.field.stride)}` : '';
  figures.push(
    behind('depth', exact(sums.depth), `Convolutions and dense layers on the longest path; ${layers}`),
    behind('field', field, `Before the first global layer each unit sees ${field} pixels${apart}`),
  );
  return html('div', { class: 'totals' }, ...figures);
}
