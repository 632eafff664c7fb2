/** The live curves, as SVG: training thin, validation bold, other runs faint, learning-rate changes marked. */
import type { LearningRateChange } from '../../src/protocol/training.ts';
import { html, svg } from '../ui/dom.ts';

export type Point = readonly [epoch: number, value: number];

export interface Curve {
  readonly name: string;
  /** `training`, `steps`, `validation` or `other`: decides its look. */
  readonly role: 'steps' | 'training' | 'validation' | 'other';
  readonly points: readonly Point[];
  /** Written at its end: `validation 0.34`. */
  readonly label?: string;
}

export interface Chart {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** Of the whole training: the axis does not move while it runs. */
  readonly epochs: number;
  readonly now: number;
  readonly changes: readonly LearningRateChange[];
  readonly format: (value: number) => string;
  /** Where nothing was measured yet. */
  readonly empty: string;
}

const width = 600;
const height = 260;
const margin = { left: 50, right: 14, top: 12, bottom: 26 };
const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };

/** The chart with its heading and a readout of the values under the pointer. */
export function chartView(chart: Chart): HTMLElement {
  const readout = html('span', { class: 'readout' });
  const head = html('h2', {}, chart.title, readout);
  const measured = chart.curves.some((curve) => curve.role !== 'other' && curve.points.length > 0);
  if (!measured) {
    return html('section', { class: 'chart' }, head, html('p', { class: 'muted' }, chart.empty));
  }
  const scale = scaleOf(chart);
  const picture = svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': describe(chart) },
    ...gridLines(chart, scale),
    ...changeMarks(chart, scale),
    ...chart.curves.map((curve) => curveLine(curve, scale)),
    ...endLabels(chart.curves, scale),
  );
  followPointer(picture, readout, chart, scale);
  return html('section', { class: 'chart' }, head, picture);
}

interface Scale {
  readonly largest: number;
  readonly step: number;
  x(epoch: number): number;
  y(value: number): number;
}

/** From 0 to what the measured curves reach once the first steps, which go anywhere, are past. */
function scaleOf({ curves, epochs }: Chart): Scale {
  const values = curves.flatMap(({ role, points }) => {
    const settled = role === 'steps' ? points.slice(Math.floor(points.length / 10)) : points;
    return settled.map(([, value]) => value).filter(Number.isFinite);
  });
  const sorted = values.toSorted((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length * 0.99)] ?? 1;
  const step = niceStep(Math.max(high, 1e-6) / 4);
  const largest = step * Math.max(1, Math.ceil(high / step - 1e-9));
  return {
    largest,
    step,
    x: (epoch) => margin.left + (inner.width * epoch) / Math.max(1, epochs),
    y: (value) => margin.top + inner.height * (1 - Math.min(value, largest) / largest),
  };
}

/** 1, 2, 2.5 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10;
  return factor * power;
}

function gridLines({ format, epochs, now, changes }: Chart, scale: Scale): SVGElement[] {
  const lines: SVGElement[] = [];
  for (let index = 0; index * scale.step <= scale.largest * 1.0001; index++) {
    const value = index * scale.step;
    const y = scale.y(value);
    lines.push(svg('line', { class: 'grid', x1: margin.left, x2: width - margin.right, y1: y, y2: y }));
    lines.push(
      svg('text', { class: 'tick', x: margin.left - 8, y: y + 3.5, 'text-anchor': 'end' }, format(value)),
    );
  }
  const taken: number[] = [];
  const step = Math.max(1, Math.round(niceStep(epochs / 5)));
  const between = Array.from({ length: Math.floor(epochs / step) }, (_, index) => index * step);
  // Those that mean something come first, and keep the others away.
  const wanted = [0, epochs, Math.floor(now), ...changes.map((change) => change.epoch), ...between];
  for (const epoch of wanted) {
    const x = scale.x(epoch);
    if (epoch > epochs || taken.some((other) => Math.abs(other - x) < 28)) continue;
    taken.push(x);
    const anchor = epoch === epochs ? 'end' : 'middle';
    lines.push(svg('text', { class: 'tick', x, y: height - 8, 'text-anchor': anchor }, String(epoch)));
  }
  return lines;
}

function changeMarks({ changes, epochs }: Chart, scale: Scale): SVGElement[] {
  let free = 0;
  return changes
    .filter((change) => change.epoch > 0 && change.epoch < epochs)
    .flatMap(({ epoch, text }) => {
      const x = scale.x(epoch);
      const line = svg('line', { class: 'change', x1: x, x2: x, y1: margin.top, y2: height - margin.bottom });
      const said = `lr ${text}`;
      if (x < free || x + said.length * 6 > width) return [line];
      free = x + said.length * 6 + 12;
      return [line, svg('text', { class: 'tick', x: x + 5, y: margin.top + 11 }, said)];
    });
}

function curveLine({ points, role, name }: Curve, scale: Scale): SVGElement {
  const path = points.map(([epoch, value]) => `${scale.x(epoch).toFixed(1)},${scale.y(value).toFixed(1)}`);
  const [only] = points;
  if (only && points.length === 1) {
    return svg('circle', { class: `curve ${role} dot`, cx: scale.x(only[0]), cy: scale.y(only[1]), r: 2.5 });
  }
  return svg('polyline', { class: `curve ${role}`, points: path.join(' ') }, svg('title', {}, name));
}

/** Labels at the ends of the curves, apart from each other. */
function endLabels(curves: readonly Curve[], scale: Scale): SVGElement[] {
  const labels = curves.flatMap(({ label, role, points }) => {
    const last = points.at(-1);
    return label !== undefined && last ? [{ label, role, x: scale.x(last[0]), y: scale.y(last[1]) }] : [];
  });
  const ordered = labels.toSorted((a, b) => a.y - b.y);
  let below = margin.top;
  return ordered.map(({ label, role, x, y }) => {
    const place = Math.min(Math.max(y + 4, below + 4), height - margin.bottom - 2);
    below = place + 11;
    const fits = x + 8 + label.length * 6 < width;
    const anchor = fits
      ? { x: x + 8, 'text-anchor': 'start' }
      : { x: width - margin.right, 'text-anchor': 'end' };
    return svg('text', { class: `label ${role}`, y: fits ? place : place - 12, ...anchor }, label);
  });
}

function nearest(points: readonly Point[], epoch: number): Point | undefined {
  let best: Point | undefined;
  for (const point of points) {
    if (!best || Math.abs(point[0] - epoch) < Math.abs(best[0] - epoch)) best = point;
  }
  return best;
}

function followPointer(picture: SVGSVGElement, readout: HTMLElement, chart: Chart, scale: Scale): void {
  const line = svg('line', {
    class: 'pointer',
    y1: margin.top,
    y2: height - margin.bottom,
    visibility: 'hidden',
  });
  picture.append(line);
  picture.addEventListener('pointermove', (event) => {
    const box = picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * width;
    const epoch = ((x - margin.left) / inner.width) * chart.epochs;
    const shown = chart.curves.filter((curve) => curve.role === 'training' || curve.role === 'validation');
    const told = shown.flatMap((curve) => {
      const point = nearest(curve.points, epoch);
      return point ? [{ at: point[0], text: `${curve.name} ${chart.format(point[1])}` }] : [];
    });
    const [first] = told;
    if (!first) return;
    const at = scale.x(first.at);
    line.setAttribute('x1', String(at));
    line.setAttribute('x2', String(at));
    line.setAttribute('visibility', 'visible');
    readout.textContent = [`epoch ${Math.round(first.at)}`, ...told.map(({ text }) => text)].join(' · ');
  });
  picture.addEventListener('pointerleave', () => {
    line.setAttribute('visibility', 'hidden');
    readout.textContent = '';
  });
}

function describe({ title, curves }: Chart): string {
  const labels = curves.flatMap(({ label }) => (label === undefined ? [] : [label]));
  return `${title}: ${labels.join(', ')}`;
}
