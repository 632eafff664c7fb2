/** Installs into the folder given, on the wheel given: a process that a test can kill. */
import type { Wheel } from '../../../src/training/engines/tfjs-node/buildOnWheel.ts';
import { installTfjsNode } from '../../../src/training/engines/tfjs-node/install.ts';

const [folder = '', wheel = '{}'] = process.argv.slice(2);
installTfjsNode({ folder, wheel: JSON.parse(wheel) as Wheel }).then(
  ({ alreadyThere }) => console.log(alreadyThere ? 'already there' : 'installed'),
  (error: unknown) => {
    console.error((error as Error).message);
    process.exitCode = 1;
  },
);
