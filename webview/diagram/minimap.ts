/** The whole diagram in the corner, while only a part of it is on the page. */
import type { PositionedDiagram } from '../../src/protocol/diagram.ts';
import { html, svg } from '../ui/dom.ts';
import type { Size, View } from './view.ts';

const MOST = { width: 120, height: 180 };

export class Minimap {
  readonly root = html('div', { class: 'minimap', 'aria-hidden': true, hidden: true });
  readonly #window = svg('rect', { class: 'window' });
  #diagram: PositionedDiagram | undefined;

  constructor(onLook: (x: number, y: number) => void) {
    const look = (event: PointerEvent): void => {
      const bounds = this.root.firstElementChild?.getBoundingClientRect();
      if (!this.#diagram || !bounds || event.buttons === 0) return;
      onLook(
        ((event.clientX - bounds.left) / bounds.width) * this.#diagram.width,
        ((event.clientY - bounds.top) / bounds.height) * this.#diagram.height,
      );
    };
    this.root.addEventListener('pointerdown', (event) => {
      this.root.setPointerCapture(event.pointerId);
      look(event);
    });
    this.root.addEventListener('pointermove', look);
  }

  show(diagram: PositionedDiagram): void {
    this.#diagram = diagram;
    const scale = Math.min(MOST.width / diagram.width, MOST.height / diagram.height);
    this.root.replaceChildren(
      svg(
        'svg',
        {
          viewBox: `0 0 ${diagram.width} ${diagram.height}`,
          width: Math.round(diagram.width * scale),
          height: Math.round(diagram.height * scale),
          // The drawing's own classes colour the parts by their kinds.
          class: 'cnn',
          'pointer-events': 'none',
        },
        ...diagram.items.map(({ face, kind, open }) =>
          svg('rect', {
            class: open ? 'opened' : `part ${kind}`,
            x: face.x,
            y: face.y,
            width: face.width,
            height: face.height,
          }),
        ),
        this.#window,
      ),
    );
  }

  hide(): void {
    this.#diagram = undefined;
    this.root.hidden = true;
  }

  look(view: View, page: Size): void {
    if (!this.#diagram) return;
    const { width, height } = this.#diagram;
    const [w, h] = [page.width / view.scale, page.height / view.scale];
    const isWhole = view.x <= 0 && view.y <= 0 && view.x + w >= width && view.y + h >= height;
    this.root.hidden = isWhole;
    const [x0, y0] = [Math.max(0, view.x), Math.max(0, view.y)];
    const values = {
      x: x0,
      y: y0,
      width: Math.max(0, Math.min(width, view.x + w) - x0),
      height: Math.max(0, Math.min(height, view.y + h) - y0),
    };
    for (const [name, value] of Object.entries(values)) this.#window.setAttribute(name, String(value));
  }
}
