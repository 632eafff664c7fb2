/** The drawing: shown, moved, zoomed, and changed without losing the place one looks at. */
import { diagramStyle, drawSvg, webviewTheme } from '../../src/diagram/svg/svg.ts';
import type { PositionedDiagram } from '../../src/protocol/diagram.ts';
import { html } from '../ui/dom.ts';
import { anchored, central, fitted, initial, isVisible, kept, panned, showing, zoomed } from './view.ts';
import type { Size, View } from './view.ts';

const DURATION = 150;
/** Screen pixels that a pointer may move and still click. */
const CLICK = 4;
/** Beyond this many items a change is shown at once: animating all of them would stutter. */
const ANIMATED = 1500;

interface CanvasEvents {
  onSelect(id: string): void;
  onToggle(id: string): void;
  /** A click on the ground. */
  onClear(): void;
  onView(view: View): void;
}

export class Canvas {
  readonly root: HTMLElement;
  readonly #events: CanvasEvents;
  #diagram: PositionedDiagram | undefined;
  #svg: SVGSVGElement | undefined;
  #view: View = { x: 0, y: 0, scale: 1 };
  #parts = new Map<string, SVGGElement>();
  #selected: string | undefined;
  #marked: ReadonlySet<string> = new Set();
  #moving = 0;

  constructor(events: CanvasEvents) {
    this.#events = events;
    this.root = html('div', { class: 'canvas', tabindex: 0, 'aria-label': 'Diagram' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(diagramStyle(webviewTheme));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    this.#listen();
    new ResizeObserver(() => this.#apply(this.#view)).observe(this.root);
  }

  get diagram(): PositionedDiagram | undefined {
    return this.#diagram;
  }

  get view(): View {
    return this.#view;
  }

  get size(): Size {
    return { width: this.root.clientWidth || 1, height: this.root.clientHeight || 1 };
  }

  /** `anchor` is what shall stay in place: an item that was clicked. `view` holds for a first drawing. */
  show(diagram: PositionedDiagram, anchor?: string, view?: View): void {
    const before = this.#diagram;
    const previousView = this.#view;
    const place = before && this.#anchor(before, anchor);
    const followed = before && anchored(before, diagram, place, previousView);
    const selected = this.#selected;
    if (selected !== undefined) this.#selected = new Map(diagram.renamed).get(selected) ?? selected;
    const hadFocus = this.#svg?.contains(document.activeElement) ?? false;
    this.#draw(diagram);
    this.#apply(followed ?? view ?? initial(diagram, this.size));
    if (before && followed && before.network === diagram.network)
      this.#animate(before, diagram, previousView);
    if (hadFocus) this.focus(this.#selected);
  }

  clear(): void {
    this.#svg?.remove();
    this.#svg = undefined;
    this.#diagram = undefined;
    this.#parts.clear();
  }

  fit(): void {
    if (this.#diagram) this.#glide(fitted(this.#diagram, this.size));
  }

  zoom(factor: number): void {
    const { width, height } = this.size;
    this.#glide(zoomed(this.#view, factor, [width / 2, height / 2]));
  }

  /** Moves no more than is needed. */
  reveal(id: string): void {
    const item = this.#diagram?.items.find(
      (each) => each.id === id || each.chips.some((chip) => chip.id === id),
    );
    if (item) this.#glide(showing(item.face, this.#view, this.size));
  }

  lookAt(x: number, y: number): void {
    const { width, height } = this.size;
    const { scale } = this.#view;
    this.#apply({ x: x - width / scale / 2, y: y - height / scale / 2, scale });
  }

  select(id: string | undefined): void {
    this.#part(this.#selected)?.classList.remove('selected');
    this.#part(this.#selected)?.removeAttribute('aria-selected');
    this.#selected = id;
    this.#part(id)?.classList.add('selected');
    this.#part(id)?.setAttribute('aria-selected', 'true');
  }

  /** What the editor's cursor stands on. */
  mark(ids: ReadonlySet<string>): void {
    for (const id of this.#marked) this.#part(id)?.classList.remove('at-cursor');
    this.#marked = ids;
    for (const id of ids) this.#part(id)?.classList.add('at-cursor');
  }

  isShown(ids: ReadonlySet<string>): boolean {
    return (this.#diagram?.items ?? []).some(
      (item) =>
        (ids.has(item.id) || item.chips.some((chip) => ids.has(chip.id))) &&
        isVisible(item.face, this.#view, this.size),
    );
  }

  focus(id: string | undefined): void {
    (this.#part(id) ?? this.root).focus({ preventScroll: true });
  }

  #part(id: string | undefined): SVGGElement | undefined {
    return id === undefined ? undefined : this.#parts.get(id);
  }

  #anchor(before: PositionedDiagram, clicked: string | undefined): string | undefined {
    if (clicked !== undefined) return clicked;
    const chosen = before.items.find(
      (item) => item.id === this.#selected || item.chips.some((chip) => chip.id === this.#selected),
    );
    if (chosen && isVisible(chosen.face, this.#view, this.size)) return chosen.id;
    return central(before.items, this.#view, this.size)?.id;
  }

  /** The drawer's text is parsed as XML: nothing in it runs, and nothing in it is taken for markup of the page. */
  #draw(diagram: PositionedDiagram): void {
    const parsed = new DOMParser().parseFromString(drawSvg(diagram, webviewTheme), 'image/svg+xml');
    if (parsed.querySelector('parsererror')) throw new Error('The drawing is not well-formed.');
    const drawn = document.importNode(parsed.documentElement, true) as unknown as SVGSVGElement;
    drawn.removeAttribute('width');
    drawn.removeAttribute('height');
    this.#svg?.remove();
    this.root.append(drawn);
    this.#svg = drawn;
    this.#diagram = diagram;
    this.#parts = new Map(
      [...drawn.querySelectorAll<SVGGElement>('[data-id]')].map((part) => [part.dataset.id ?? '', part]),
    );
    this.select(this.#selected);
    this.mark(this.#marked);
  }

  #apply(view: View): void {
    const { width, height } = this.size;
    this.#view = this.#diagram ? kept(view, this.#diagram, this.size) : view;
    const { x, y, scale } = this.#view;
    this.#svg?.setAttribute('viewBox', `${x} ${y} ${width / scale} ${height / scale}`);
    this.#events.onView(this.#view);
  }

  /** Items go from where they were to where they are; what is new appears. */
  #animate(before: PositionedDiagram, after: PositionedDiagram, previousView: View): void {
    if (reducedMotion() || after.items.length > ANIMATED) return;
    const renamed = new Map(before.items.map((item) => [item.id, item.id]));
    for (const [from, to] of after.renamed) renamed.set(from, to);
    const was = new Map(before.items.map((item) => [renamed.get(item.id) ?? item.id, item.face]));
    const [dx, dy] = [this.#view.x - previousView.x, this.#view.y - previousView.y];
    const timing = { duration: DURATION, easing: 'ease-out' };
    for (const { id, face } of after.items) {
      const part = this.#part(id);
      const old = was.get(id);
      if (!part) continue;
      if (!old) {
        part.animate([{ opacity: 0 }, { opacity: 1 }], timing);
      } else if (Math.abs(old.x + dx - face.x) > 0.5 || Math.abs(old.y + dy - face.y) > 0.5) {
        const at = (x: number, y: number): string => `translate(${x}px, ${y}px)`;
        part.animate([{ transform: at(old.x + dx, old.y + dy) }, { transform: at(face.x, face.y) }], timing);
      }
    }
    for (const part of this.#svg?.querySelectorAll('.edges, .volumes') ?? []) {
      part.animate([{ opacity: 0.2 }, { opacity: 1 }], timing);
    }
  }

  /** To another view in the time of an animation. */
  #glide(to: View): void {
    cancelAnimationFrame(this.#moving);
    if (reducedMotion()) {
      this.#apply(to);
      return;
    }
    const from = this.#view;
    const start = performance.now();
    const step = (now: number): void => {
      const part = Math.min(1, (now - start) / DURATION);
      const eased = 1 - (1 - part) ** 2;
      const between = (a: number, b: number): number => a + (b - a) * eased;
      this.#apply({
        x: between(from.x, to.x),
        y: between(from.y, to.y),
        scale: between(from.scale, to.scale),
      });
      if (part < 1) this.#moving = requestAnimationFrame(step);
    };
    this.#moving = requestAnimationFrame(step);
  }

  #listen(): void {
    const { root } = this;
    let pressed:
      { readonly x: number; readonly y: number; readonly target: Element; moved: boolean } | undefined;
    let last = { x: 0, y: 0 };
    root.addEventListener('pointerdown', (event) => {
      if (event.button > 1 || !(event.target instanceof Element)) return;
      pressed = { x: event.clientX, y: event.clientY, target: event.target, moved: false };
      last = { x: event.clientX, y: event.clientY };
    });
    root.addEventListener('pointermove', (event) => {
      if (!pressed) return;
      if (!pressed.moved) {
        if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < CLICK) return;
        pressed.moved = true;
        root.setPointerCapture(event.pointerId);
        root.classList.add('dragging');
        cancelAnimationFrame(this.#moving);
      }
      this.#apply(panned(this.#view, last.x - event.clientX, last.y - event.clientY));
      last = { x: event.clientX, y: event.clientY };
    });
    const release = (event: PointerEvent): void => {
      const press = pressed;
      pressed = undefined;
      root.classList.remove('dragging');
      if (press && !press.moved && event.type === 'pointerup' && event.button === 0)
        this.#click(press.target);
    };
    root.addEventListener('pointerup', release);
    root.addEventListener('pointercancel', release);
    root.addEventListener('dblclick', (event) => {
      const id = idOf(event.target);
      const item = this.#diagram?.items.find((each) => each.id === id);
      if (item?.type === 'box' && item.closable && !onChevron(event.target)) this.#events.onToggle(item.id);
    });
    root.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        cancelAnimationFrame(this.#moving);
        const unit =
          event.deltaMode === WheelEvent.DOM_DELTA_LINE
            ? 16
            : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
              ? this.size.height
              : 1;
        if (event.ctrlKey || event.metaKey) {
          const bounds = root.getBoundingClientRect();
          const factor = Math.exp(-Math.max(-120, Math.min(120, event.deltaY * unit)) * 0.0035);
          this.#apply(zoomed(this.#view, factor, [event.clientX - bounds.left, event.clientY - bounds.top]));
        } else {
          const [dx, dy] = event.shiftKey ? [event.deltaY, event.deltaX] : [event.deltaX, event.deltaY];
          this.#apply(panned(this.#view, dx * unit, dy * unit));
        }
      },
      { passive: false },
    );
  }

  #click(target: Element): void {
    const chevron = target.closest<SVGGElement>('[data-toggle]');
    const id = idOf(target);
    if (chevron?.dataset.toggle !== undefined) this.#events.onToggle(chevron.dataset.toggle);
    else if (id !== undefined) this.#events.onSelect(id);
    else this.#events.onClear();
  }
}

function idOf(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  // The ground of an opened box is ground: through it one drags.
  if (target.classList.contains('face') && target.parentElement?.classList.contains('frame'))
    return undefined;
  return target.closest<SVGGElement>('[data-id]')?.dataset.id;
}

const onChevron = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-toggle]') !== null;

const reducedMotion = (): boolean =>
  window.matchMedia('(prefers-reduced-motion: reduce)').matches ||
  document.body.classList.contains('vscode-reduce-motion');
