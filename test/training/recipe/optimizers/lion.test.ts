import { expect, it } from 'vitest';
import { onEachEngine } from '../../engines/engineTest.ts';
import { gradients, moved, optimizing, rate, start } from './moved.ts';

const [beta1, beta2, decay] = [0.9, 0.99, 0.3];

/** Algorithm 2 of Chen et al. (2023) for one weight, with the decay that applies to it. */
function algorithm2(theta: number, own: readonly number[], lambda: number): number {
  let m = 0;
  for (const g of own) {
    const c = beta1 * m + (1 - beta1) * g;
    theta -= rate * (Math.sign(c) + lambda * theta);
    m = beta2 * m + (1 - beta2) * g;
  }
  return theta;
}

onEachEngine('Lion', (engine) => {
  it.each([true, false])('moves as algorithm 2 says (weight decay: %s)', async (decays) => {
    const values = await moved(engine(), `Lion(weight_decay: ${decay})`, decays);
    for (const [index, theta] of start.entries()) {
      const own = gradients.map((row) => row[index]!);
      expect(values[index]).toBeCloseTo(algorithm2(theta, own, decays ? decay : 0), 5);
    }
  });

  it('turns only once the gradients outweigh their mean', async () => {
    const { variable, step, dispose } = optimizing(engine(), 'Lion(weight_decay: 0)', false, [0]);
    const places: number[] = [];
    // After 30 steps the mean is 0.26: one gradient of -1 is outweighed (0.9 · 0.26 - 0.1 > 0), one of -3 is not.
    for (let index = 0; index < 30; index++) step([1], index);
    for (const gradient of [-1, -3]) {
      step([gradient], 30);
      places.push((await engine().read(variable))[0]!);
    }
    expect(places[0]).toBeCloseTo(-31 * rate, 4);
    expect(places[1]).toBeCloseTo(-30 * rate, 4);
    dispose();
  });
});
