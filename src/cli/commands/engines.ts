import { listEngines } from '../../training/engines/catalogue.ts';
import { join } from 'node:path';
import { printJson, print } from '../print.ts';
import { jsonOption } from '../usage.ts';
import { defineCommand } from './command.ts';

/** Prints which engines there are. */
export const engines = defineCommand({
  name: 'engines',
  usage: [{ words: '', does: ["which engines can train here, and why the others can't"] }],
  options: jsonOption,
  takes: () => 'no file',
  async run(_, { json }) {
    const found = await listEngines({ wasmFolder: join(__dirname, 'wasm') });
    if (json) {
      printJson(found, 2);
      return 0;
    }
    for (const { id, version, device, problem, isDefault } of found) {
      print(`${id}${isDefault ? ' (default)' : ''}: ${problem ?? [version, device].join(' · ')}`);
    }
    return 0;
  },
});
