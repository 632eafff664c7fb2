/** Builds for shipping and packs cnn-architect.vsix; `npm run package`. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The packed extension, an absolute path. */
export const vsix = join(root, 'cnn-architect.vsix');

/** Builds the extension and packs it into {@link vsix}. */
export async function packageExtension() {
  await run(process.execPath, [join(root, 'esbuild.mjs'), '--production'], { cwd: root });
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  // The bundles in dist/ hold the dependencies already.
  await run(
    process.execPath,
    [vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--out', vsix],
    {
      cwd: root,
      quiet: true,
    },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await packageExtension();
  console.log(`Packed ${vsix}.`);
}
