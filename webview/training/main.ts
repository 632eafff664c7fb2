/**
 * The training panel: draws the state of one run, anew for every message, at most once a frame, and not while
 * something in it is being pressed.
 *
 * The room never imports what trains: it gets events.
 */
import './training.css';
import type { RunSummary, TrainingFromWebview } from '../../src/protocol/training.ts';
import { trainingToWebview } from '../../src/protocol/trainingChecks.ts';
import { arrive } from '../../src/protocol/check.ts';
import { cardsView } from './answer.ts';
import { confusionView } from './confusion.ts';
import { lossCurves, errorCurves } from './runCurves.ts';
import { chartView } from './curves.ts';
import { html } from '../ui/dom.ts';
import { Press } from '../ui/press.ts';
import { headerView } from './header.ts';
import type { Order } from './profileTable.ts';
import { profileView } from './profileTable.ts';
import type { RunState } from './runState.ts';
import { after, epochPoints, noRun, progress } from './runState.ts';
import { runsView } from './runsTable.ts';

declare function acquireVsCodeApi(): { postMessage(message: TrainingFromWebview): void };

const host = acquireVsCodeApi();
const send = (message: TrainingFromWebview): void => host.postMessage(message);

let state: RunState = noRun;
let runs: readonly RunSummary[] = [];
let order: Order = { column: 0, descending: false };
let isStopping = false;
let isScheduled = false;

const root = html('main');
document.querySelector('#training')?.append(root);

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const arrival = arrive(trainingToWebview, event.data);
  if (!arrival.ok) {
    root.replaceChildren(
      html('p', { class: 'failure' }, `The panel got a message that it can't read: ${arrival.wrong}.`),
    );
    return;
  }
  const message = arrival.value;
  switch (message.kind) {
    case 'history':
      isStopping = false;
      state = message.events.reduce(after, noRun);
      break;
    case 'event':
      state = after(state, message.event);
      if (message.event.kind === 'started' || state.end) isStopping = false;
      break;
    case 'runs':
      runs = message.runs;
      break;
  }
  schedule();
});

const press = new Press(window, schedule);

function schedule(): void {
  if (isScheduled || press.isPressed) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    if (!press.isPressed) draw();
  });
}

function draw(): void {
  // What has the focus is found again: a redraw must not take it away from the keyboard.
  const focused = document.activeElement?.getAttribute('data-key') ?? undefined;
  const { scrollTop } = document.documentElement;
  root.replaceChildren(...views());
  document.documentElement.scrollTop = scrollTop;
  if (focused) root.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function views(): HTMLElement[] {
  const { started, profile, preparing, end } = state;
  const header = headerView(state, isStopping, {
    stop: () => {
      isStopping = true;
      send({ kind: 'stop' });
      schedule();
    },
    resume: (runFolder) => send({ kind: 'resume', runFolder }),
    openDiagram: () => send({ kind: 'openDiagram' }),
    openFolder: (runFolder) => send({ kind: 'openRunFolder', runFolder }),
  });
  if (profile) {
    const sort = (next: Order): void => {
      order = next;
      schedule();
    };
    return [
      ...header,
      profileView(profile, order, { sort, reveal: ({ source }) => send({ kind: 'reveal', ...source }) }),
    ];
  }
  if (!started) {
    const waiting =
      (preparing ?? end)
        ? undefined
        : 'Nothing runs here: use “Train” above a network, or “CNN: Train Network”.';
    return waiting === undefined ? header : [...header, html('p', { class: 'muted' }, waiting)];
  }
  const points = epochPoints(state, runs);
  const others = runs.filter((run) => run.folder !== started.runFolder && run.dataset === started.dataset);
  const shared = { epochs: started.epochs, now: progress(state), changes: started.learningRateChanges };
  const confusion = end?.kind === 'finished' ? end.confusion : state.lastEpoch?.confusion;
  const of = end?.kind === 'finished' ? 'test' : `validation, epoch ${state.lastEpoch?.epoch ?? ''}`;
  return [
    ...header,
    cardsView(state, points, Date.now()),
    html(
      'div',
      { class: 'charts' },
      chartView({ title: 'Loss', ...lossCurves(state, points, others), ...shared }),
      chartView({ title: 'Error', ...errorCurves(state, points, others), ...shared }),
    ),
    html(
      'div',
      { class: 'details' },
      confusion && confusion.length > 0 ? confusionView(confusion, started.classes, of) : undefined,
      runsView(runs, started.runFolder, end !== undefined, {
        resume: (runFolder) => send({ kind: 'resume', runFolder }),
        openFolder: (runFolder) => send({ kind: 'openRunFolder', runFolder }),
      }),
    ),
  ];
}

send({ kind: 'ready' });
schedule();
