import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { noticesOf } from '../../scripts/notices.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('bundled packages are named with their licence, its text and their source, once each', async () => {
  const notices = await noticesOf(root, [
    'src/extension.ts',
    'node_modules/elkjs/lib/main.js',
    'node_modules/elkjs/lib/elk-worker.min.js',
    'node_modules/@jsquash/png/codec/pkg/squoosh_png_bg.wasm',
  ]);
  const [, ...sections] = notices.split(/^=+$/m).map((section) => section.trim());
  expect(sections).toHaveLength(2);
  expect(sections[0]).toMatch(
    /^@jsquash\/png \d+\.\d+\.\d+ \(Apache-2\.0\)\n.*github\.com\/jamsinclair\/jSquash/,
  );
  expect(sections[0]).toContain('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION');
  expect(sections[1]).toMatch(/^elkjs \d+\.\d+\.\d+ \(EPL-2\.0/);
  expect(sections[1]).toContain('Eclipse Public License');
});
