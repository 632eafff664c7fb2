/** A picture of the window for every test that fails: test-results/failed-….png. */
import { afterEach } from 'vitest';
import { Workbench } from './workbench.ts';

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const name = task.name.replaceAll(/[^\w]+/g, '-').slice(0, 60);
  await Workbench.current?.screenshot(`failed-${name}`);
});
