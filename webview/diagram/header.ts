/** The line above the diagram: which network, its totals, and what can be done. */
import { exact, extent, short, shortBytes } from '../../src/diagram/figures.ts';
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
    for (const mistake of diagram.mistakes) all.set(keyOf(mistake), { mistake, item: undefined });
    // Later items are further inside: the mark nearest to the mistake is kept.
    for (const item of diagram.items) {
      for (const mistake of item.mistakes) all.set(keyOf(mistake), { mistake, item: item.id });
    }
    const errors = [...all.values()].filter(({ mistake }) => mistake.severity !== 'hint');
    const [first] = errors;
    if (!first) return '';
    const count = errors.length === 1 ? '1 mistake' : `${errors.length} mistakes`;
    const made = html(
      'button',
      {
        class: errors.some(({ mistake }) => mistake.severity === 'error') ? 'mistakes' : 'mistakes warnings',
        title: errors.map(({ mistake }) => mistake.message).join('\n'),
      },
      count,
    );
    made.addEventListener('click', () => this.#events.onMistake(first.mistake, first.item));
    return made;
  }
}

const keyOf = ({ message, place }: DiagramMistake): string => `${place.uri} ${place.start} ${message}`;

function totals({ totals: sums }: PositionedDiagram): HTMLElement {
  const figure = (value: string, name: string, title: string): HTMLElement =>
    html('span', { class: 'figure', title }, html('b', {}, value), ` ${name}`);
  const named = (name: string, value: string, title: string): HTMLElement =>
    html('span', { class: 'figure', title }, `${name} `, html('b', {}, value));
  const depth = `${sums.depth} convolutions and dense layers on the longest path, ${exact(sums.layers)} layers in all`;
  return html(
    'div',
    { class: 'totals' },
    figure(
      short(sums.parameters),
      'parameters',
      `${exact(sums.parameters)} trainable parameters${sums.nonTrainable > 0 ? `, ${exact(sums.nonTrainable)} not trainable` : ''}`,
    ),
    figure(
      short(sums.macs),
      'MACs',
      `${exact(sums.macs)} multiply-accumulates an image, ${short(2 * sums.macs)} FLOPs`,
    ),
    figure(
      shortBytes(sums.memory),
      'activations',
      `${exact(sums.memory)} bytes: every layer's output, one image, float32`,
    ),
    named('depth', String(sums.depth), depth),
    ...(sums.field
      ? [
          named(
            'field',
            extent(sums.field.size),
            `Before the first global layer each unit sees ${extent(sums.field.size)} pixels, every ${extent(sums.field.stride)}`,
          ),
        ]
      : []),
  );
}
