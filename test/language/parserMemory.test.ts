import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { parseSource } from '../../src/language/parse.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Megabytes that are still reachable. */
function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

let state = 7;
function below(count: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return (state >>> 8) % count;
}

/** Of every form the grammar has, nested in ever other ways. */
function expression(depth: number): string {
  if (depth <= 0) return ['1', 'x', 'true', '"t"', '3x3', 'input', 'Conv'][below(7)]!;
  const inner = (): string => expression(depth - 1);
  const short = (): string => expression(depth - 2);
  switch (below(10)) {
    case 0:
      return `(${inner()})`;
    case 1:
      return `[${inner()}, ${short()}]`;
    case 2:
      return `${inner()} + ${short()}`;
    case 3:
      return `not ${inner()}`;
    case 4:
      return `f(${inner()}, a: ${short()},)`;
    case 5:
      return `${short()} ? ${inner()} : ${short()}`;
    case 6:
      return `x[${inner()}].y`;
    case 7:
      return `(${inner()} -> ${short()} as q)`;
    case 8:
      return `f(${inner()})(${short()})[2]`;
    default:
      return `f(a: ${inner()}, ${short()})`;
  }
}

function programs(count: number): void {
  for (let program = 0; program < count; program++) {
    const lines = Array.from(
      { length: 10 },
      () => `  ${expression(3 + below(4))}${below(9) === 0 ? ' )' : ''}`,
    );
    parseSource('file:///varied.cnn', `network Varied {\n  input 8x8x3\n${lines.join('\n')}\n}\n`);
  }
}

test('the parser keeps nothing of what it has read, however varied', { timeout: 120_000 }, () => {
  programs(50);
  const before = heap();
  programs(400);
  expect(heap() - before).toBeLessThan(3);
});
