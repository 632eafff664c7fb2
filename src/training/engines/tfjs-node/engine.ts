import { reason, TrainingFailure } from '../../failure.ts';
import { defineEngine } from '../definition.ts';
import { tfjsNodeFolder } from '../environment.ts';
import { readInstalled, removeAbandonedInstall } from './install.ts';
import { probeTfjsNode } from './probe.ts';
import { loadTfjsNode } from './tfjsNode.ts';

const installHint =
  'install it with "npm run engine:tfjs-node", or "CNN: Install TensorFlow Engine (tfjs-node)" in VS Code';

const repairHint = (folder: string): string => `delete that folder (${folder}) and ${installHint}`;

export const tfjsNode = defineEngine({
  id: 'tfjs-node',
  description:
    "TensorFlow's C library by way of tfjs-node; installed by “CNN: Install TensorFlow Engine (tfjs-node)”.",
  async find({ engineFolder }) {
    const folder = tfjsNodeFolder(engineFolder);
    await removeAbandonedInstall(folder);
    if (!(await readInstalled(folder)))
      return { problem: `It is not installed in ${folder}: ${installHint}.` };
    try {
      const { version, gpu } = await probeTfjsNode(folder);
      return { version, device: gpu ? 'GPU' : 'CPU' };
    } catch (error) {
      const problem = `It is installed in ${folder} but does not run (${reason(error)}): ${repairHint(folder)}.`;
      return { problem };
    }
  },
  async open({ engineFolder }) {
    const folder = tfjsNodeFolder(engineFolder);
    if (!(await readInstalled(folder))) {
      throw new TrainingFailure(
        'engine',
        `The tfjs-node engine is not installed in ${folder}; ${installHint}.`,
      );
    }
    try {
      return loadTfjsNode(folder);
    } catch (error) {
      throw new TrainingFailure(
        'engine',
        `The tfjs-node engine in ${folder} could not be loaded (${reason(error)}); ${repairHint(folder)}.`,
        error,
      );
    }
  },
});
