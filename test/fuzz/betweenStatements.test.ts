import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Draw } from './draw.ts';
import { Editor } from './editor.ts';

const folder = new URL('../../samples/', import.meta.url);

/** Comments, empty lines and indentation put before lines that begin a statement, or taken away; or before any line. */
function respaced(text: string, draw: Draw, everywhere: boolean): string {
  const silent = ['# More.\n', '\n', '\n\n  # { not a body (\n', '    ', '\t'];
  let depth = 0;
  return text
    .split('\n')
    .flatMap((line) => {
      const code = line.replace(/#.*/, '');
      const isInside = depth > 0 || /^\s*(?:->|\+)/.test(code);
      depth += (code.match(/[([]/g)?.length ?? 0) - (code.match(/[)\]]/g)?.length ?? 0);
      if (isInside && !everywhere) return [line];
      if (code.trim() === '' && draw.chance(0.3)) return [];
      return draw.chance(0.15) ? [draw.pick(silent) + line] : [line];
    })
    .join('\n');
}

const identities = (editor: Editor, uri: string): readonly object[] =>
  editor.understand(uri).networks.map(({ network }) => network.body.identity);

it.each([...['densenetCifar10', 'efficientnet', 'fractalnet', 'googlenet', 'lenet5_1998', 'resnet20']])(
  '%s: what is written between statements changes where they stand, and nothing else',
  (name) => {
    const { href: uri } = new URL(`${name}.cnn`, folder);
    const text = readFileSync(new URL(uri), 'utf8');
    const editor = new Editor({ [uri]: text });
    const before = identities(editor, uri);
    const draw = new Draw(text.length);
    for (const everywhere of [false, false, true]) {
      const edited = respaced(text, draw, everywhere);
      editor.set(uri, edited);
      // Nothing was expanded again.
      const now = identities(editor, uri);
      if (!everywhere) expect(now.every((each, index) => each === before[index])).toBe(true);
      const other = new Editor({ [uri]: edited });
      expect(editor.overview(uri)).toEqual(other.overview(uri));
      for (let asked = 0; asked < 4; asked++) {
        const at = draw.below(edited.length);
        expect(editor.at(uri, at)).toEqual(other.at(uri, at));
      }
    }
  },
);
