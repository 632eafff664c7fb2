/**
 * The room gives the look that the pages share. It never imports a page.
 */
import { visibleLines } from '../../src/wording/visible.ts';

/** Elements made by hand: text is always text, never markup, and all of it is seen. */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | undefined | false;

/** An HTML element; attributes that are undefined or false are left out, true ones are empty. */
export function html<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/** A custom element, as the toolkit's. */
export function custom(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElement {
  return fill(document.createElement(tag), attributes, children);
}

function fill<Made extends Element>(made: Made, attributes: Attributes, children: readonly Child[]): Made {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    const isRead = name === 'title' || name.startsWith('aria-');
    const text = value === true ? '' : String(value);
    made.setAttribute(name, isRead ? visibleLines(text) : text);
  }
  for (const child of children) {
    if (child === undefined || child === false) continue;
    made.append(typeof child === 'string' ? visibleLines(child) : child);
  }
  return made;
}

/** An icon of strokes in a 16 by 16 box, in the colour of the text around it. */
export function icon(path: string): SVGSVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true', class: 'icon' },
    svg('path', {
      d: path,
      fill: 'none',
      stroke: 'currentColor',
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
  );
}
