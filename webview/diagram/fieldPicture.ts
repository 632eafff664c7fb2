/** A picture of the input's size, and on it, to scale, what one unit of a layer sees. */
import { extent, fieldSize } from '../../src/wording/figures.ts';
import type { DiagramField, Extent } from '../../src/protocol/diagram.ts';
import { html, svg } from '../ui/dom.ts';

/** In a 224 by 224 picture; stretched to the input's proportions. */
const scene: readonly (readonly [name: string, d: string])[] = [
  ['sky', 'M0 0H224V130H0Z'],
  ['sun', 'M178 30a17 17 0 1 0 0.1 0Z'],
  ['hills', 'M0 126L60 84L104 122L150 70L224 128V150H0Z'],
  ['meadow', 'M0 124Q110 112 224 130V224H0Z'],
  ['wall', 'M92 138H140V172H92Z'],
  ['roof', 'M86 140L116 112L146 140Z'],
  ['door', 'M111 152H122V172H111Z'],
  ['trunk', 'M37 160H43V188H37Z'],
  ['crown', 'M40 128a19 21 0 1 0 0.1 0Z'],
];

/** What a unit sees along height (0) or width (1): its first pixel, and how many. */
export function seenAlong(
  { size, stride, padding, seen }: DiagramField,
  axis: 0 | 1,
  unit: number,
): { readonly first: number; readonly size: number } {
  if (!seen) return { first: unit * stride[axis] - padding[axis], size: size[axis] };
  let [first, last] = [Infinity, -Infinity];
  for (const { period, shift, units } of seen[axis]) {
    const turn = Math.floor(unit / period);
    const own = units[unit - turn * period];
    if (!own) continue;
    first = Math.min(first, own[0] + turn * shift);
    last = Math.max(last, own[1] + turn * shift);
  }
  return first <= last ? { first, size: last - first + 1 } : { first: 0, size: 0 };
}

/** `output` is the layer's shape; moving the pointer over the picture chooses the unit. */
export function fieldPicture(
  field: DiagramField,
  input: Extent,
  output: readonly number[] | undefined,
): HTMLElement {
  const [height, width] = input;
  const [rows, columns] = output?.length === 3 ? [output[0] ?? 1, output[1] ?? 1] : [1, 1];
  const seen = svg('rect', { class: 'seen' });
  const clipped = svg('rect', { class: 'seen inside' });
  const words = html('p', { class: 'remark', 'aria-live': 'polite' });
  // Room around the picture, so that a field that reaches beyond it is seen to.
  const [roomY, roomX] = [height * 0.18, width * 0.18];
  const drawing = svg(
    'svg',
    {
      viewBox: `${-roomX} ${-roomY} ${width + 2 * roomX} ${height + 2 * roomY}`,
      class: 'field',
      role: 'img',
      'aria-label': `One unit sees ${fieldSize(field)} of ${extent(input)} pixels`,
    },
    svg(
      'g',
      { transform: `scale(${width / 224} ${height / 224})`, class: 'scene' },
      ...scene.map(([name, d]) => svg('path', { class: name, d })),
    ),
    svg('rect', { class: 'picture', width, height }),
    seen,
    clipped,
  );

  const show = (row: number, column: number): void => {
    const [vertical, horizontal] = [seenAlong(field, 0, row), seenAlong(field, 1, column)];
    const [top, left] = [vertical.first, horizontal.first];
    const [sizeY, sizeX] =
      vertical.size > 0 && horizontal.size > 0 ? [vertical.size, horizontal.size] : [0, 0];
    place(seen, left, top, sizeX, sizeY);
    const [x0, y0] = [Math.max(0, left), Math.max(0, top)];
    const [x1, y1] = [Math.min(width, left + sizeX), Math.min(height, top + sizeY)];
    place(clipped, x0, y0, Math.max(0, x1 - x0), Math.max(0, y1 - y0));
    const beyond =
      sizeX > width || sizeY > height ? ` The field is larger than the picture (${extent(input)}).` : '';
    words.textContent =
      rows * columns > 1
        ? `Unit (${row}, ${column}) of ${rows}×${columns}${field.smallest ? ` sees ${extent([sizeY, sizeX])}` : ''}; move the pointer to choose another.${beyond}`
        : beyond.trim();
  };
  drawing.addEventListener('pointermove', (event) => {
    const bounds = drawing.getBoundingClientRect();
    const within = (at: number, length: number, units: number): number =>
      Math.min(units - 1, Math.max(0, Math.floor((at / length) * 1.36 * units - 0.18 * units)));
    show(
      within(event.clientY - bounds.top, bounds.height, rows),
      within(event.clientX - bounds.left, bounds.width, columns),
    );
  });
  show(Math.floor(rows / 2), Math.floor(columns / 2));
  return html('div', { class: 'field-picture' }, drawing, words);
}

function place(rect: SVGRectElement, x: number, y: number, width: number, height: number): void {
  for (const [name, value] of Object.entries({ x, y, width, height })) rect.setAttribute(name, String(value));
}
