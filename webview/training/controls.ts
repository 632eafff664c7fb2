import { button as toolkitButton } from '../ui/toolkit.ts';

/** A button in the look of the editor's own. Its label is its key: a redraw finds it again by that. */
export function button(label: string, look: 'primary' | 'secondary', act: () => void): HTMLElement {
  const made = toolkitButton(label, { title: label, isPrimary: look === 'primary', onClick: act });
  made.setAttribute('data-key', label);
  return made;
}
