/** Time per layer, forward and backward, beside the predicted cost; sorted by any column. */
import type { ProfileEvent, ProfileRow } from '../../src/protocol/training.ts';
import { exact, short, percentToTenth } from '../../src/wording/figures.ts';
import { html } from '../ui/dom.ts';
import { milliseconds } from './figures.ts';

type Value = (row: ProfileRow, index: number) => string | number;

interface Column {
  readonly title: string;
  readonly value: Value;
  readonly text: (row: ProfileRow, profile: ProfileEvent) => string;
  readonly exact?: (row: ProfileRow) => string;
  /** Of a text that is cut off where there is no room. */
  readonly whole?: (row: ProfileRow) => string;
  readonly isNumber: boolean;
  /** Says less than the others: left out where the page is narrow. */
  readonly isMinor?: true;
  /** Has a bar behind it. */
  readonly isShare?: true;
}

const columns: readonly Column[] = [
  {
    title: 'layer',
    value: (_, index) => index,
    text: (row) => row.path,
    whole: (row) => row.path,
    isNumber: false,
  },
  { title: 'kind', value: (row) => row.layer, text: (row) => row.layer, isNumber: false, isMinor: true },
  {
    title: 'output',
    value: (row) => row.output,
    text: (row) => row.output.replaceAll('x', '×'),
    isNumber: false,
  },
  {
    title: 'parameters',
    value: (row) => row.parameters,
    text: (row) => short(row.parameters),
    exact: (row) => exact(row.parameters),
    isNumber: true,
  },
  {
    title: 'MACs',
    value: (row) => row.macs,
    text: (row) => short(row.macs),
    exact: (row) => `${exact(row.macs)}, one image`,
    isNumber: true,
  },
  {
    title: 'forward ms',
    value: (row) => row.forward,
    text: (row) => milliseconds(row.forward),
    isNumber: true,
  },
  {
    title: 'backward ms',
    value: (row) => row.backward,
    text: (row) => milliseconds(row.backward),
    isNumber: true,
  },
  {
    title: 'of the time',
    isShare: true,
    value: (row) => row.forward + row.backward,
    text: (row, { rows }) => {
      const total = rows.reduce((sum, each) => sum + each.forward + each.backward, 0);
      return total === 0 ? '–' : percentToTenth((row.forward + row.backward) / total);
    },
    isNumber: true,
  },
  {
    title: 'G MACs/s',
    value: (row) => speed(row, 1),
    text: (row, { batch }) => (row.macs === 0 ? '–' : speed(row, batch).toPrecision(3)),
    isNumber: true,
  },
];

/** Of the forward pass. */
function speed(row: ProfileRow, batch: number): number {
  return row.forward > 0 ? (row.macs * batch) / (row.forward * 1e6) : 0;
}

export interface Order {
  readonly column: number;
  readonly descending: boolean;
}

export function profileView(
  profile: ProfileEvent,
  order: Order,
  actions: { sort(order: Order): void; reveal(row: ProfileRow): void },
): HTMLElement {
  const { total, batch, runs, engine, rows } = profile;
  const summary = [
    `${milliseconds(total.step)} ms a step`,
    `${milliseconds(total.forward)} ms forward`,
    `${milliseconds(total.backward)} ms backward`,
    `batch ${batch}, medians of ${runs}`,
    `${engine.id} · ${engine.version} · ${engine.device}`,
  ].join(' · ');
  const heads = columns.map((column, index) => {
    const sorted = order.column === index ? (order.descending ? 'descending' : 'ascending') : 'none';
    const arrow = sorted === 'none' ? '' : sorted === 'descending' ? ' ▾' : ' ▴';
    const head = html('button', { class: 'sort', type: 'button' }, column.title + arrow);
    head.addEventListener('click', () =>
      actions.sort({
        column: index,
        descending: order.column === index ? !order.descending : column.isNumber,
      }),
    );
    return html('th', { scope: 'col', 'aria-sort': sorted, class: classOf(column) }, head);
  });
  const largest = Math.max(...rows.map((row) => row.forward + row.backward), Number.MIN_VALUE);
  const lines = sortedRows(rows, order).map((row) =>
    rowView(row, profile, largest, () => actions.reveal(row)),
  );
  return html(
    'section',
    {},
    html('p', { class: 'muted' }, summary),
    html(
      'div',
      { class: 'wide' },
      html(
        'table',
        { class: 'profile' },
        html('thead', {}, html('tr', {}, ...heads)),
        html('tbody', {}, ...lines),
      ),
    ),
  );
}

function sortedRows(rows: readonly ProfileRow[], order: Order): ProfileRow[] {
  const value = columns[order.column]?.value ?? (() => 0);
  const keyed = rows.map((row, index) => ({ row, key: value(row, index) }));
  const sorted = keyed.toSorted((a, b) =>
    typeof a.key === 'number' && typeof b.key === 'number'
      ? a.key - b.key
      : String(a.key).localeCompare(String(b.key)),
  );
  return (order.descending ? sorted.reverse() : sorted).map(({ row }) => row);
}

function classOf({ isNumber, isShare, isMinor }: Column): string | undefined {
  const classes = [isNumber && 'number', isShare && 'share', isMinor && 'minor'].filter(Boolean);
  return classes.length > 0 ? classes.join(' ') : undefined;
}

function rowView(row: ProfileRow, profile: ProfileEvent, largest: number, reveal: () => void): HTMLElement {
  const cells = columns.map((column) =>
    html(
      'td',
      { class: classOf(column), title: column.exact?.(row) ?? column.whole?.(row) },
      column.text(row, profile),
    ),
  );
  const line = html('tr', { tabindex: 0, title: 'Show in the source' }, ...cells);
  line.style.setProperty('--share', ((row.forward + row.backward) / largest).toFixed(3));
  line.addEventListener('click', reveal);
  line.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') reveal();
  });
  return line;
}
