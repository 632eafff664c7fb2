import type { MarkupContent } from 'vscode-languageserver';
import type { Markdown } from '../../wording/markdown.ts';

/** The only way for Markdown to the editor: its type says that text of others is text in it. */
export function markup(made: Markdown): MarkupContent {
  return { kind: 'markdown', value: made.source };
}
