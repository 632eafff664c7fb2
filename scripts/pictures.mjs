/** Takes the README's pictures anew, in docs/images: the packed extension in VS Code, as the tests act. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { provideCodeServer } from './codeServer.mjs';
import { packageExtension, vsix } from './package.mjs';
import { run } from './processes.mjs';
import { installDependencies, requireNode, root } from './project.mjs';
import { provideChromium, provideSystemPackages } from './systemPackages.mjs';

requireNode();
await installDependencies();
await packageExtension();
const chromium = await provideChromium();
await provideSystemPackages(['pngquant'], 'compress the pictures');
const codeServer = await provideCodeServer(console.log);
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const config = join(root, 'test/workbench/pictures/vitest.config.ts');
// Further arguments choose pictures: `-t diagram`.
await run(process.execPath, [vitest, 'run', '--config', config, ...process.argv.slice(2)], {
  cwd: root,
  env: {
    ...process.env,
    CNN_TEST_VSIX: vsix,
    CNN_TEST_CODE_SERVER: JSON.stringify(codeServer),
    CNN_TEST_CHROMIUM: chromium,
  },
});
const folder = join(root, 'docs/images');
for (const name of await readdir(folder)) {
  const path = join(folder, name);
  await run('pngquant', ['--force', '--strip', '--speed', '1', '--output', path, '256', path], {
    cwd: root,
  });
  console.log(`${name}: ${Math.round((await stat(path)).size / 1024)} KB`);
}
