/** Which classes are taken for which: a row a true class, a column a predicted one. */
import { html } from '../ui/dom.ts';
import { count } from './figures.ts';
import { mostConfused } from './runState.ts';

/** Shares of a row below this are not written. */
const writtenShare = 0.04;

export function confusionView(
  confusion: readonly (readonly number[])[],
  classes: readonly string[],
  of: string,
): HTMLElement {
  const head = html('h2', {}, 'Confusion', html('small', {}, ` ${of}, % of each true class`));
  const rows = confusion.map((row, index) => rowView(row, index, classes));
  const columns = html(
    'tr',
    {},
    html('td', {}),
    ...classes.map((name) =>
      html('th', { class: 'column', scope: 'col', title: `taken for ${name}` }, name.slice(0, 5)),
    ),
  );
  const table = html('table', { class: 'confusion' }, html('tbody', {}, ...rows, columns));
  const most = mostConfused(confusion);
  const a = most && classes[most.a];
  const b = most && classes[most.b];
  const sentence =
    a === undefined || b === undefined
      ? 'No picture was taken for another class.'
      : `${a} and ${b} are taken for each other most: ${count(most?.count ?? 0)} pictures.`;
  return html('section', {}, head, table, html('p', { class: 'muted' }, sentence));
}

function rowView(row: readonly number[], index: number, classes: readonly string[]): HTMLElement {
  const total = row.reduce((sum, each) => sum + each, 0);
  const name = classes[index] ?? String(index);
  const cells = row.map((each, column) => {
    const share = total === 0 ? 0 : each / total;
    const other = classes[column] ?? String(column);
    const title =
      column === index
        ? `${count(each)} of ${count(total)} ${name}s are recognized`
        : `${count(each)} of ${count(total)} ${name}s are taken for ${other}`;
    const cell = html('td', { title }, share >= writtenShare ? String(Math.round(share * 100)) : '');
    cell.style.setProperty('--share', share.toFixed(3));
    if (share > 0.5) cell.classList.add('strong');
    return cell;
  });
  return html('tr', {}, html('th', { scope: 'row' }, name), ...cells);
}
