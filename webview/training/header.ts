/** What runs, on what, how far, and what can be done about it. */
import type { StoppedEvent } from '../../src/protocol/training.ts';
import { keptButton } from './controls.ts';
import { html } from '../ui/dom.ts';
import { clock, count, duration } from './figures.ts';
import type { RunState } from './runState.ts';
import { progress } from './runState.ts';

interface HeaderActions {
  stop(): void;
  resume(runFolder: string): void;
  openDiagram(): void;
  openFolder(runFolder: string): void;
}

export function headerView(state: RunState, isStopping: boolean, actions: HeaderActions): HTMLElement[] {
  const { started, profile, preparing, end } = state;
  const title = started
    ? `${started.network} on ${started.dataset}`
    : profile
      ? `Profile of ${profile.network}`
      : document.title;
  const facts = started
    ? [
        `${started.recipe} · started ${clock(started.startedAt)} · seed ${started.seed}`,
        `${started.engine.id} · ${started.engine.version} · ${started.engine.device}`,
      ]
    : [];
  const head = html(
    'header',
    {},
    html('h1', {}, title),
    ...facts.map((fact) => html('span', { class: 'muted' }, fact)),
    html('span', { class: 'buttons' }, ...buttons(state, isStopping, actions)),
  );
  const share = started ? progress(state) / Math.max(1, started.epochs) : (preparing?.fraction ?? 0);
  const bar = html('div', {
    class: 'progress',
    role: 'progressbar',
    'aria-valuenow': Math.round(share * 100),
  });
  bar.style.setProperty('--share', Math.min(1, share).toFixed(4));
  if (preparing && preparing.fraction === undefined) bar.classList.add('indefinite');
  const views: HTMLElement[] = [head, bar];
  if (preparing) {
    const done = preparing.fraction === undefined ? '' : ` · ${Math.round(preparing.fraction * 100)} %`;
    views.push(html('p', { class: 'notice', role: 'status' }, `${preparing.activity} …${done}`));
  }
  const ending = endText(state);
  if (ending !== undefined) {
    const failed = end?.kind === 'failed';
    views.push(
      html('p', { class: failed ? 'failure' : 'notice', role: failed ? 'alert' : 'status' }, ending),
    );
  }
  if (started) {
    const { optimizer, schedule, batch, images, parameters, remarks } = started;
    const plan = [
      `${count(parameters.trainable)} parameters`,
      optimizer,
      schedule,
      `batch ${batch}`,
      `${count(images.training)} training, ${count(images.validation)} validation, ${count(images.test)} test images`,
    ];
    views.push(html('p', { class: 'muted plan' }, plan.filter((text) => text !== '').join(' · ')));
    for (const remark of remarks) views.push(html('p', { class: 'notice' }, remark));
  }
  return views;
}

function endText({ end, started }: RunState): string | undefined {
  switch (end?.kind) {
    case undefined:
      return undefined;
    case 'finished':
      return `Finished after ${duration(end.seconds)}: the weights of the best epoch (${end.best.epoch}) and of the last are in the run’s folder.`;
    case 'stopped':
      if (end.steps === 0)
        return ['Stopped before the first step: nothing was trained.', end.remark ?? ''].join(' ').trimEnd();
      return `Stopped after ${stoppedAfter(end, started)}: everything so far is kept, Resume goes on from there.`;
    case 'failed':
      return end.message;
  }
}

function stoppedAfter({ epochs, steps }: StoppedEvent, started: RunState['started']): string {
  if (epochs === 0) return `${count(steps)} ${steps === 1 ? 'step' : 'steps'}`;
  return `${epochs} of ${started?.epochs ?? '?'} epochs`;
}

function buttons(
  { started, end, preparing, profile }: RunState,
  isStopping: boolean,
  actions: HeaderActions,
): HTMLElement[] {
  const made: HTMLElement[] = [];
  const kept = end?.kind === 'stopped' ? end.steps > 0 : end?.kind === 'failed';
  const folder = kept ? end?.runFolder : undefined;
  if (started) {
    made.push(keptButton('Run Folder', 'secondary', () => actions.openFolder(started.runFolder)));
    made.push(keptButton('Open Diagram', 'secondary', () => actions.openDiagram()));
  }
  if (folder !== undefined) made.push(keptButton('Resume', 'primary', () => actions.resume(folder)));
  const runs = !end && !profile && (started !== undefined || preparing !== undefined);
  if (runs) {
    const stop = keptButton(isStopping ? 'Stopping …' : 'Stop and Keep', 'primary', () => actions.stop());
    if (isStopping) stop.setAttribute('disabled', '');
    made.push(stop);
  }
  return made;
}
