/** A process of its own that looks through a folder of pictures, as the trainer does, and tells what that took. */
import { join } from 'node:path';
import { atOnce } from '../../../../src/training/data/folder/folderAccess.ts';
import { describeFolder, folderProblem } from '../../../../src/training/data/folder/folderDescription.ts';
import { scanFolder } from '../../../../src/training/data/folder/folderScan.ts';
import { obtainFolder } from '../../../../src/training/data/folder/obtainFolder.ts';
import { TrainingFailure } from '../../../../src/training/failure.ts';
import type { Recipe } from '../../../../src/training/recipe/recipe.ts';

interface Job {
  readonly folder: string;
  readonly programs: string;
  readonly recipe: Recipe;
  readonly seconds: number;
}

async function outcome({ folder, programs, recipe, seconds }: Job): Promise<object> {
  const scan = atOnce(scanFolder(folder));
  const problem = folderProblem(scan);
  if (problem || scan.kind !== 'found') return { failure: problem };
  const use = {
    network: 'Net',
    input: { height: 32, width: 32, channels: 3 },
    recipe,
    wasmFolder: programs,
    worker: join(programs, 'pictureWorker.cjs'),
    room: 1e9,
    seconds,
  };
  try {
    const { dataset, remarks } = await obtainFolder(scan, describeFolder(scan, './birds'), use, {});
    const { training, validation, test } = dataset;
    return { remarks, pictures: training.count + (validation?.count ?? 0) + test.count };
  } catch (caught) {
    if (!(caught instanceof TrainingFailure)) throw caught;
    return { failure: { code: caught.code, message: caught.message } };
  }
}

void outcome(JSON.parse(process.argv[2]!) as Job).then((told) => {
  const { user, system } = process.cpuUsage();
  const megabytes = process.resourceUsage().maxRSS / 1e3;
  console.log(JSON.stringify({ ...told, seconds: (user + system) / 1e6, megabytes }));
});
