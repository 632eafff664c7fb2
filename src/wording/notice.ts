import { shortened, visible } from './visible.ts';

const longestNotice = 1_000;

/**
 * For notifications, dialogs and titles of progress, of which the editor makes links where they hold
 * `[text](address)`: commands among them. There is no sign that escapes; a blank between the brackets does.
 */
export function noticeText(text: string): string {
  return shortened(visible(text), longestNotice).replaceAll('](', '] (');
}

/** For labels of picks, code lenses and the status bar, of which the editor makes pictures where they hold `$(name)`. */
export function labelText(text: string): string {
  return shortened(visible(text), longestNotice).replaceAll('$(', '$ (');
}
