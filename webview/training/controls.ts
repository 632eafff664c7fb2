import { button as toolkitButton } from '../ui/toolkit.ts';

/** A button in the look of the editor's own. Its label is its key: a redraw finds it again by that. */
export function button(label: string, look: 'primary' | 'secondary', act: () => void): HTMLElement {
  const made = toolkitButton(label, { title: label, isPrimary: look === 'primary', onClick: act });
  made.setAttribute('data-key', label);
  return made;
}

const kept = new Map<string, { readonly element: HTMLElement; act: () => void }>();

/**
 * The same element at each redraw, for a label that stands once in the panel: what points at it, or reads it aloud, is not
 * interrupted however often the panel is drawn anew.
 */
export function keptButton(label: string, look: 'primary' | 'secondary', act: () => void): HTMLElement {
  const known = kept.get(label);
  if (known) {
    known.act = act;
    return known.element;
  }
  const made = { element: button(label, look, () => made.act()), act };
  kept.set(label, made);
  return made.element;
}
