/** This run and the earlier ones of the same network. */
import type { RunSummary } from '../../src/protocol/training.ts';
import { html } from '../ui/dom.ts';
import { button } from './controls.ts';
import { percentToTenth } from '../../src/wording/figures.ts';

interface RunActions {
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
  const head = html('h2', {}, 'Runs');
  if (runs.length === 0) {
    const text = 'Runs of this network are listed here once one has ended an epoch.';
    return html('section', {}, head, html('p', { class: 'muted' }, text));
  }
  const titles = ['', 'run', 'best', 'test', 'epochs', '', ''].map((title) =>
    html('th', { scope: 'col' }, title),
  );
  const rows = runs.map((run, index) => rowView(run, run.folder === current, index, canResume, actions));
  const table = html(
    'table',
    { class: 'runs' },
    html('thead', {}, html('tr', {}, ...titles)),
    html('tbody', {}, ...rows),
  );
  return html('section', {}, head, table);
}

function rowView(
  run: RunSummary,
  isCurrent: boolean,
  index: number,
  canResume: boolean,
  actions: RunActions,
): HTMLElement {
  const started = new Date(run.startedAt).toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const resumable = canResume && run.state === 'stopped';
  return html(
    'tr',
    isCurrent ? { class: 'current', 'aria-current': 'true' } : {},
    html('td', {}, html('span', { class: isCurrent ? 'swatch own' : `swatch other${index % 4}` })),
    html('td', { title: run.folder }, `${run.network}, ${started}`),
    html('td', {}, run.best ? `${percentToTenth(run.best.accuracy)} at ${run.best.epoch}` : '–'),
    html('td', {}, run.test ? percentToTenth(run.test.accuracy) : '–'),
    html('td', {}, `${run.epochsDone} of ${run.epochs}`),
    html('td', {}, states[run.state]),
    html(
      'td',
      { class: 'actions' },
      resumable ? button('Resume', 'secondary', () => actions.resume(run.folder)) : undefined,
      button('Folder', 'secondary', () => actions.openFolder(run.folder)),
    ),
  );
}
