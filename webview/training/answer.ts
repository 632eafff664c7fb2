/** The answer first: how far, how good, how fast, how long. */
import type { EpochPoint, RunState } from './runState.ts';
import { progress } from './runState.ts';
import { html } from '../ui/dom.ts';
import { clock, count, duration, lossText, rateText } from './figures.ts';
import { percentToTenth } from '../../src/wording/figures.ts';

interface Card {
  readonly figure: string;
  /** Small, behind the figure: `of 164`. */
  readonly unit?: string;
  readonly meaning: string;
}

export function cardsView(state: RunState, points: readonly EpochPoint[], now: number): HTMLElement {
  const cards =
    state.end?.kind === 'finished' ? finishedCards(state, points) : runningCards(state, points, now);
  return html(
    'div',
    { class: 'cards' },
    ...cards.map(({ figure, unit, meaning }) =>
      html(
        'div',
        { class: 'card' },
        html(
          'div',
          { class: 'figure' },
          figure,
          unit === undefined ? undefined : html('small', {}, ` ${unit}`),
        ),
        html('div', { class: 'meaning' }, meaning),
      ),
    ),
  );
}

function bestOf(points: readonly EpochPoint[]): EpochPoint | undefined {
  return points.reduce<EpochPoint | undefined>(
    (best, point) => (best && best.validationAccuracy >= point.validationAccuracy ? best : point),
    undefined,
  );
}

function runningCards(state: RunState, points: readonly EpochPoint[], now: number): Card[] {
  const { started, lastStep } = state;
  const last = points.at(-1);
  const best = bestOf(points);
  const epoch = Math.min(Math.floor(progress(state)) + (state.end ? 0 : 1), started?.epochs ?? Infinity);
  const loss = lastStep?.loss ?? last?.trainingLoss;
  const left = state.end ? undefined : lastStep?.secondsLeft;
  const rate = lastStep?.learningRate ?? state.lastEpoch?.learningRate;
  const next = started?.learningRateChanges.find((change) => change.epoch > progress(state));
  const speed = lastStep?.imagesPerSecond ?? state.lastEpoch?.imagesPerSecond;
  return [
    {
      figure: String(epoch),
      unit: `of ${started?.epochs ?? '?'}`,
      meaning: state.end ? 'epochs done' : 'epoch',
    },
    {
      figure: last ? percentToTenth(last.validationAccuracy) : '–',
      meaning: best
        ? `validation accuracy, best ${percentToTenth(best.validationAccuracy)} at ${best.epoch}`
        : 'validation accuracy, after the first epoch',
    },
    { figure: loss === undefined ? '–' : lossText(loss), meaning: 'training loss' },
    {
      figure: speed === undefined ? '–' : count(speed),
      unit: '/s',
      meaning: lastStep ? `images, data ${Math.round(lastStep.dataShare * 100)} % of a step` : 'images',
    },
    {
      figure: left === undefined ? '–' : duration(left),
      meaning:
        left === undefined ? (state.end ? 'not running' : 'left') : `left, until ${clock(now + left * 1000)}`,
    },
    {
      figure: rate === undefined ? '–' : rateText(rate),
      meaning: next ? `learning rate, next ${next.text} at ${next.epoch}` : 'learning rate',
    },
  ];
}

function finishedCards(state: RunState, points: readonly EpochPoint[]): Card[] {
  const { end, started } = state;
  if (end?.kind !== 'finished') return [];
  const last = points.at(-1);
  return [
    { figure: percentToTenth(end.test.accuracy), meaning: 'test accuracy, of the best epoch’s weights' },
    {
      figure: percentToTenth(end.best.accuracy),
      meaning: `best validation accuracy, at epoch ${end.best.epoch}`,
    },
    { figure: lossText(end.test.loss), meaning: 'test loss' },
    { figure: last ? lossText(last.trainingLoss) : '–', meaning: 'training loss, last epoch' },
    { figure: String(end.epochs), unit: `of ${started?.epochs ?? end.epochs}`, meaning: 'epochs done' },
    { figure: duration(end.seconds), meaning: 'training time' },
  ];
}
