/** Edges: orthogonal lines with rounded corners, as wide as their channels, ending in an arrow. */
import type { PositionedEdge } from '../../protocol/diagram.ts';
import { element, escapeXml } from './xml.ts';

type Point = readonly [number, number];

const RADIUS = 7;

export function drawEdge(edge: PositionedEdge): string {
  const points = straightened(edge.points);
  const last = points.at(-1);
  const before = points.at(-2);
  if (!last || !before) return '';
  const length = Math.min(6 + edge.width * 0.9, distance(before, last) * 0.7);
  const tip = edge.arrow ? toward(last, before, length - 1) : last;
  const role = edge.role === 'auxiliary' ? 'aside' : edge.role;
  return element(
    'g',
    { class: `edge ${role}`, 'data-from': edge.from, 'data-to': edge.to },
    element('path', { class: 'line', d: rounded([...points.slice(0, -1), tip]), 'stroke-width': edge.width }),
    edge.arrow
      ? element('path', { class: 'arrow', d: arrow(before, last, length, 2.6 + edge.width * 0.75) })
      : '',
    edge.label === undefined ? '' : drawName(points, edge.label),
    edge.operand === undefined || !edge.arrow
      ? ''
      : element('text', { class: 'operand', x: last[0] + 6, y: last[1] - 5 }, String(edge.operand)),
  );
}

/** Points in the middle of a straight line, and repeated ones, left out. */
function straightened(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  points.forEach((point, index) => {
    const before = kept.at(-1);
    const next = points[index + 1];
    if (before && next) {
      const isVertical = near(before[0], point[0]) && near(point[0], next[0]);
      const isHorizontal = near(before[1], point[1]) && near(point[1], next[1]);
      if (isVertical || isHorizontal) return;
    }
    kept.push(point);
  });
  return kept;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.5;

function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${n(first[0])} ${n(first[1])}`;
  rest.forEach((point, index) => {
    const previous = points[index] ?? first;
    const next = rest[index + 1];
    if (!next) {
      path += `L${n(point[0])} ${n(point[1])}`;
      return;
    }
    const radius = Math.min(RADIUS, distance(previous, point) / 2, distance(point, next) / 2);
    const start = toward(point, previous, radius);
    const end = toward(point, next, radius);
    path += `L${n(start[0])} ${n(start[1])}Q${n(point[0])} ${n(point[1])} ${n(end[0])} ${n(end[1])}`;
  });
  return path;
}

function arrow(from: Point, tip: Point, length: number, half: number): string {
  const span = distance(from, tip) || 1;
  const [ux, uy] = [(tip[0] - from[0]) / span, (tip[1] - from[1]) / span];
  const [bx, by] = [tip[0] - ux * length, tip[1] - uy * length];
  return `M${n(tip[0])} ${n(tip[1])}L${n(bx - uy * half)} ${n(by + ux * half)}L${n(bx + uy * half)} ${n(by - ux * half)}Z`;
}

/** Beside the longest vertical piece, a little below its beginning. */
function drawName(points: readonly Point[], name: string): string {
  let longest: readonly [Point, Point] | undefined;
  points.forEach((point, index) => {
    const next = points[index + 1];
    if (!next || !near(point[0], next[0])) return;
    if (!longest || distance(point, next) > distance(...longest)) longest = [point, next];
  });
  if (!longest) return '';
  const [[x, y1], [, y2]] = longest;
  return element('text', { class: 'name', x: x + 8, y: Math.min(y1, y2) + 22 }, escapeXml(name));
}

function toward(from: Point, to: Point, length: number): Point {
  const span = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) * length) / span, from[1] + ((to[1] - from[1]) * length) / span];
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
const n = (value: number): number => Math.round(value * 10) / 10;
