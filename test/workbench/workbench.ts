/**
 * VS Code as a person sees and uses it. Every method acts through the interface and waits for what a person would
 * wait for; none sleeps.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame, Locator, Page } from 'playwright-core';
import { inject, vi } from 'vitest';
import { openInBrowser } from './launchers/codeServer.ts';
import { openOnDesktop } from './launchers/desktop.ts';
import type { Trust, UserSettings } from './launchers/launcher.ts';
import { TextEditor } from './textEditor.ts';

const results = fileURLToPath(new URL('../../test-results/', import.meta.url));

/** Control, or Command on a Mac. */
const modifier = process.platform === 'darwin' ? 'Meta' : 'Control';

export class Workbench {
  /** The window that is open. */
  static current: Workbench | undefined;

  readonly editor: TextEditor;

  private constructor(
    readonly page: Page,
    /** The open folder, a fresh one for this window. */
    readonly folder: string,
    private readonly closeWindow: () => Promise<void>,
  ) {
    this.editor = new TextEditor(page);
  }

  /**
   * Opens a window on a fresh folder.
   * @param files the folder's files: relative path → text
   */
  static async open(
    files: Record<string, string>,
    settings: UserSettings = {},
    trust: Trust = { isTrusted: true },
  ): Promise<Workbench> {
    const launcher = inject('launcher');
    const folder = await mkdtemp(join(tmpdir(), 'cnn-folder-'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const window =
      launcher.kind === 'desktop'
        ? await openOnDesktop(launcher, folder, settings, trust)
        : await openInBrowser(launcher, folder, settings, trust);
    window.page.setDefaultTimeout(30_000);
    await window.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
    Workbench.current = new Workbench(window.page, folder, () => window.close());
    return Workbench.current;
  }

  async close(): Promise<void> {
    Workbench.current = undefined;
    await this.closeWindow();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Opens a file of the folder by its name, as with Go to File. */
  async openFile(path: string): Promise<void> {
    const tab = this.page.locator('.tab.active', { hasText: path.replace(/^.*\//, '') });
    // The list of files is drawn anew while it is searched: a click on what is replaced is lost, and made again.
    const open = async (): Promise<void> => {
      await this.page.keyboard.press(`${modifier}+P`);
      await this.pick(path);
      await tab.waitFor({ timeout: 5_000 });
    };
    await vi.waitFor(open, { timeout: 30_000 });
    await this.editor.focus();
  }

  /** Runs a command of the palette by its title. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.pick(`>${title}`, title);
  }

  /** Types into the open quick input and takes the entry that starts with the label. */
  async pick(text: string, label = text): Promise<void> {
    const quickInput = this.page.locator('.quick-input-widget:visible');
    await quickInput.locator('input[type=text]').fill(text);
    await this.quickEntry(label).first().click();
  }

  /** The entries of the open quick input that hold a label. */
  quickEntry(label: string): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-list-entry', { hasText: label });
  }

  /** The language of the active editor, as the status bar shows it. */
  languageMode(): Locator {
    return this.page.locator('[id="status.editor.mode"]');
  }

  /** Notifications on the screen that hold a text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /** A dialog in the middle of the window. */
  dialog(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box', { hasText: text });
  }

  /** The rows of the Problems panel, opened first. */
  async problems(): Promise<Locator> {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.page.keyboard.press(`${modifier}+Shift+M`);
    await panel.waitFor();
    return panel.locator('.monaco-list-row');
  }

  /** The document of the visible webview that holds an element, once there is one. */
  async webview(selector: string): Promise<Frame> {
    return vi.waitFor(
      async () => {
        for (const frame of this.page.frames()) {
          const element = frame.locator(selector).first();
          if (await element.isVisible()) return frame;
        }
        throw new Error(`No webview shows ${selector}.`);
      },
      { timeout: 30_000, interval: 100 },
    );
  }

  /** The tab of an editor. */
  tab(title: string | RegExp): Locator {
    return this.page.locator('.tab', { hasText: title });
  }

  /** A picture of the window, into test-results/. */
  async screenshot(name: string): Promise<void> {
    await mkdir(results, { recursive: true });
    await this.page.screenshot({ path: join(results, `${name}.png`) });
  }
}
