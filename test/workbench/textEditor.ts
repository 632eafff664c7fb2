/** The active text editor of VS Code, through the interface. */
import type { Locator, Page } from 'playwright-core';

const modifier = process.platform === 'darwin' ? 'Meta' : 'Control';

/** VS Code draws spaces as no-break spaces. */
const drawn = (text: string): string => text.replaceAll(' ', '\u00a0');

export class TextEditor {
  constructor(private readonly page: Page) {}

  /** The editor with the keyboard, else the first. */
  get element(): Locator {
    return this.page.locator('.editor-instance .monaco-editor').first();
  }

  async focus(): Promise<void> {
    await this.element.locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  /** Puts the cursor at a line and column, both from 1, as with Go to Line. */
  async moveTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget:visible input[type=text]');
    await input.fill(`:${line}:${column}`);
    await input.press('Enter');
    // The line is shown while it is chosen: the keyboard is the editor's when the choice has gone.
    await input.waitFor({ state: 'hidden' });
    await this.cursorIsAt(line);
  }

  /** Waits until the cursor is in this line, by the number that is highlighted. */
  async cursorIsAt(line: number): Promise<void> {
    const number = this.element.locator('.line-numbers.active-line-number');
    await number.filter({ hasText: new RegExp(`^${line}$`) }).waitFor();
  }

  /** Types text as a person does, key by key. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Replaces the whole text by pasting: nothing is completed or indented on the way. */
  async replaceAll(text: string): Promise<void> {
    await this.focus();
    await this.page.keyboard.press(`${modifier}+A`);
    await this.page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
    await this.page.keyboard.press(`${modifier}+V`);
    await this.line(text.split('\n')[0] ?? '')
      .first()
      .waitFor();
  }

  /** The line of the editor that shows a text. */
  line(text: string | RegExp): Locator {
    return this.element.locator('.view-line', { hasText: text });
  }

  /**
   * The first character of a text on the screen, in pixels.
   * @param occurrence which of several, from 0
   */
  private async positionOf(text: string, occurrence = 0): Promise<{ x: number; y: number }> {
    await this.element.locator('.view-line', { hasText: text }).first().waitFor();
    const position = await this.element.locator('.view-lines').evaluate(
      (lines, [searched, wanted]) => {
        let left = wanted;
        for (const line of lines.querySelectorAll('.view-line')) {
          const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          const nodes: Text[] = [];
          while (walker.nextNode()) nodes.push(walker.currentNode as Text);
          const whole = nodes.map((node) => node.data).join('');
          const start = whole.indexOf(searched);
          if (start < 0 || left-- > 0) continue;
          const range = document.createRange();
          let offset = 0;
          for (const node of nodes) {
            const end = offset + node.data.length;
            if (start >= offset && start < end) {
              range.setStart(node, start - offset);
              range.setEnd(node, start - offset + 1);
            }
            offset = end;
          }
          const box = range.getBoundingClientRect();
          return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        }
        return undefined;
      },
      [drawn(text), occurrence] as const,
    );
    if (!position) throw new Error(`The editor does not show "${text}" (${occurrence}).`);
    return position;
  }

  /** Rests the mouse on a text and gives the hover that appears. */
  async hover(text: string, occurrence = 0): Promise<Locator> {
    const { x, y } = await this.positionOf(text, occurrence);
    await this.page.mouse.move(x - 1, y);
    await this.page.mouse.move(x, y);
    const hover = this.page.locator('.monaco-hover:visible', { has: this.page.locator('.hover-row') });
    await hover.first().waitFor();
    return hover.first();
  }

  /** The colour in which a text is drawn, as the browser computes it. */
  async colourOf(text: string, occurrence = 0): Promise<string> {
    const place = await this.positionOf(text, occurrence);
    return this.page.evaluate(({ x, y }) => {
      const drawnThere = document
        .elementsFromPoint(x, y)
        .find((each) => each.matches('.view-line span span'));
      return drawnThere ? getComputedStyle(drawnThere).color : 'nothing';
    }, place);
  }

  /** Clicks on a text. */
  async click(text: string, occurrence = 0): Promise<void> {
    const { x, y } = await this.positionOf(text, occurrence);
    await this.page.mouse.click(x, y);
  }

  /** Clicks on a text with Control held, once it is underlined as a link. */
  async followLink(text: string, occurrence = 0): Promise<void> {
    const { x, y } = await this.positionOf(text, occurrence);
    await this.page.keyboard.down(modifier);
    try {
      await this.page.mouse.move(x - 1, y);
      await this.page.mouse.move(x, y);
      await this.element.locator('.goto-definition-link').first().waitFor();
      await this.page.mouse.click(x, y);
    } finally {
      await this.page.keyboard.up(modifier);
    }
  }

  /** The selected text, copied as a person would. */
  async selectedText(): Promise<string> {
    await this.page.evaluate(() => navigator.clipboard.writeText(''));
    await this.page.keyboard.press(`${modifier}+C`);
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** The numbers of the lines in sight, from top to bottom: a folded line has none. */
  async linesInSight(): Promise<number[]> {
    const numbers = await this.element.locator('.margin-view-overlays .line-numbers').allTextContents();
    return numbers.map(Number).sort((a, b) => a - b);
  }

  /** The parts of code lenses that hold a text: actions, and what only tells. */
  codeLens(text: string | RegExp): Locator {
    return this.element.locator('.codelens-decoration :is(a, span)', { hasText: text });
  }

  /** The list of completions, once it is open. */
  suggestion(label: string | RegExp): Locator {
    return this.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: label });
  }

  /** Text under which a squiggle of errors is drawn. */
  errorSquiggles(): Locator {
    return this.element.locator('.squiggly-error');
  }
}
