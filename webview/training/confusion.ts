/** Which classes are taken for which: a row a true class, a column a predicted one. */
import { html } from '../ui/dom.ts';
import { count } from './figures.ts';
import { mostConfused, mostMistaken } from './runState.ts';

/** Shares of a row below this are not written. */
const writtenShare = 0.04;

/** Of more classes than these the table would be too large to be read. */
const mostShown = 40;

export function confusionView(
  confusion: readonly (readonly number[])[],
  classes: readonly string[],
  of: string,
): HTMLElement {
  const shown = mostMistaken(confusion, mostShown);
  const which = shown.length < classes.length ? `, the ${mostShown} classes mistaken most` : '';
  const head = html('h2', {}, 'Confusion', html('small', {}, ` ${of}, % of each true class${which}`));
  const rows = shown.map((index) => rowView(confusion[index]!, index, shown, classes));
  const columns = html(
    'tr',
    {},
    html('td', {}),
    ...shown.map((index) => {
      const name = classes[index] ?? String(index);
      return html('th', { class: 'column', scope: 'col', title: `taken for ${name}` }, name.slice(0, 5));
    }),
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

function rowView(
  row: readonly number[],
  index: number,
  shown: readonly number[],
  classes: readonly string[],
): HTMLElement {
  const total = row.reduce((sum, each) => sum + each, 0);
  const name = classes[index] ?? String(index);
  const cells = shown.map((column) => {
    const each = row[column] ?? 0;
    const share = total === 0 ? 0 : each / total;
    const other = classes[column] ?? String(column);
    const title =
      column === index
        ? `${count(each)} of ${count(total)} of ${name} are recognized`
        : `${count(each)} of ${count(total)} of ${name} are taken for ${other}`;
    const cell = html('td', { title }, share >= writtenShare ? String(Math.round(share * 100)) : '');
    cell.style.setProperty('--share', share.toFixed(3));
    if (share > 0.5) cell.classList.add('strong');
    return cell;
  });
  return html('tr', {}, html('th', { scope: 'row' }, name), ...cells);
}
