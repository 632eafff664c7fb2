import { describe, expect, it } from 'vitest';
import { onEachEngine } from '../../engines/engineTest.ts';
import { gradients, moved, rate, start } from './moved.ts';

/** PyTorch's documentation of each optimizer, written down for one number: the weight after these gradients. */
type Formula = (w: number, gradients: readonly number[], decay: number) => number;

const sgd =
  (momentum: number, nesterov: boolean): Formula =>
  (start, gradients, decay) => {
    let [w, velocity] = [start, 0];
    for (const each of gradients) {
      const g = each + decay * w;
      velocity = momentum * velocity + g;
      w -= rate * (nesterov ? g + momentum * velocity : velocity);
    }
    return w;
  };

const adam =
  (isDecoupled: boolean): Formula =>
  (start, gradients, decay) => {
    let [w, mean, square] = [start, 0, 0];
    for (const [t, each] of gradients.entries()) {
      const g = isDecoupled ? each : each + decay * w;
      if (isDecoupled) w -= rate * decay * w;
      mean = 0.9 * mean + 0.1 * g;
      square = 0.999 * square + 0.001 * g * g;
      const corrected = Math.sqrt(square / (1 - 0.999 ** (t + 1))) + 1e-8;
      w -= (rate * (mean / (1 - 0.9 ** (t + 1)))) / corrected;
    }
    return w;
  };

const rmsProp =
  (momentum: number): Formula =>
  (start, gradients, decay) => {
    let [w, square, velocity] = [start, 0, 0];
    for (const each of gradients) {
      const g = each + decay * w;
      square = 0.9 * square + 0.1 * g * g;
      velocity = momentum * velocity + g / (Math.sqrt(square) + 1e-8);
      w -= rate * velocity;
    }
    return w;
  };

const formulas: readonly [text: string, formula: Formula][] = [
  ['SGD(0.05, weight_decay: 0.1)', sgd(0, false)],
  ['SGD(0.05, 0.9, weight_decay: 0.1)', sgd(0.9, false)],
  ['SGD(0.05, 0.9, nesterov: true, weight_decay: 0.1)', sgd(0.9, true)],
  ['Adam(0.05, weight_decay: 0.1)', adam(false)],
  ['AdamW(0.05, weight_decay: 0.1)', adam(true)],
  ['RMSProp(0.05, weight_decay: 0.1)', rmsProp(0)],
  ['RMSProp(0.05, momentum: 0.9, weight_decay: 0.1)', rmsProp(0.9)],
];

onEachEngine('an optimizer', (engine) => {
  describe.each(formulas)('%s', (text, formula) => {
    it.each([true, false])('moves as its formula says (weight decay: %s)', async (decays) => {
      const values = await moved(engine(), text, decays);
      for (const [index, w] of start.entries()) {
        const own = gradients.map((row) => row[index]!);
        expect(values[index]).toBeCloseTo(formula(w, own, decays ? 0.1 : 0), 5);
      }
    });
  });
});
