import { element } from './dom.ts';

/** A button in the look of the editor's own. */
export function button(label: string, look: 'primary' | 'secondary', act: () => void): HTMLElement {
  const made = element('button', { class: look, type: 'button', 'data-key': label }, label);
  made.addEventListener('click', act);
  return made;
}
