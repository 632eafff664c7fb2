/** This run and the earlier ones of the same network. */
import type { RunSummary } from '../../src/protocol/training.ts';
import { element } from './dom.ts';
import { percent } from './figures.ts';
import { button } from './controls.ts';

export interface RunActions {
  resume(runFolder: string): void;
  openFolder(runFolder: string): void;
}

const states: Readonly<Record<RunSummary['state'], string>> = {
  finished: 'finished',
  stopped: 'stopped',
  running: 'running',
};

export function runsView(
  runs: readonly RunSummary[],
  current: string | undefined,
  canResume: boolean,
  actions: RunActions,
): HTMLElement {
  const head = element('h2', {}, 'Runs');
  if (runs.length === 0) {
    const text = 'Runs of this network are listed here once one has ended an epoch.';
    return element('section', {}, head, element('p', { class: 'muted' }, text));
  }
  const titles = ['', 'run', 'best', 'test', 'epochs', '', ''].map((title) => element('th', { scope: 'col' }, title));
  const rows = runs.map((run, index) => rowView(run, run.folder === current, index, canResume, actions));
  const table = element(
    'table',
    { class: 'runs' },
    element('thead', {}, element('tr', {}, ...titles)),
    element('tbody', {}, ...rows),
  );
  return element('section', {}, head, table);
}

function rowView(
  run: RunSummary,
  isCurrent: boolean,
  index: number,
  canResume: boolean,
  actions: RunActions,
): HTMLElement {
  const started = new Date(run.startedAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const resumable = canResume && run.state === 'stopped';
  return element(
    'tr',
    isCurrent ? { class: 'current', 'aria-current': 'true' } : {},
    element('td', {}, element('span', { class: isCurrent ? 'swatch own' : `swatch other${index % 4}` })),
    element('td', { title: run.folder }, `${run.network}, ${started}`),
    element('td', {}, run.best ? `${percent(run.best.accuracy)} at ${run.best.epoch}` : '–'),
    element('td', {}, run.test ? percent(run.test.accuracy) : '–'),
    element('td', {}, `${run.epochsDone} of ${run.epochs}`),
    element('td', {}, states[run.state]),
    element(
      'td',
      { class: 'actions' },
      resumable ? button('Resume', 'secondary', () => actions.resume(run.folder)) : undefined,
      button('Folder', 'secondary', () => actions.openFolder(run.folder)),
    ),
  );
}
