/**
 * The one module that knows @vscode/webview-ui-toolkit: it registers the components that the pages use and
 * makes them, so that the toolkit can be replaced here.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
} from '@vscode/webview-ui-toolkit';
import { custom } from './dom.ts';

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption());

interface ButtonOptions {
  /** What it does, for the tooltip and for those who listen. */
  readonly title: string;
  /** Quiet, the size of its icon. */
  readonly isIcon?: boolean;
  /** The one that is meant first. */
  readonly isPrimary?: boolean;
  readonly onClick: () => void;
}

export function button(
  content: Node | string,
  { title, isIcon = false, isPrimary = false, onClick }: ButtonOptions,
): HTMLElement {
  const made = custom(
    'vscode-button',
    { appearance: isIcon ? 'icon' : isPrimary ? 'primary' : 'secondary', title, 'aria-label': title },
    content,
  );
  made.addEventListener('click', onClick);
  return made;
}

interface DropdownOptions {
  readonly label: string;
  readonly options: readonly string[];
  readonly chosen: string;
  readonly onChange: (chosen: string) => void;
}

export function dropdown({ label, options, chosen, onChange }: DropdownOptions): HTMLElement {
  const made = custom(
    'vscode-dropdown',
    { 'aria-label': label },
    ...options.map((option) =>
      custom('vscode-option', { value: option, selected: option === chosen }, option),
    ),
  );
  made.addEventListener('change', () => {
    const { value } = made as HTMLElement & { readonly value: string };
    if (value !== chosen) onChange(value);
  });
  return made;
}
