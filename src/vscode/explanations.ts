import * as vscode from 'vscode';
import { codeSpan, inMarkdown } from '../wording/markdown.ts';

/**
 * Pages that explain one diagnostic each, `cnn-diagnostics:/border-lost.md`: parts of docs/diagnostics.md. They open
 * rendered, by the editor association in package.json. (A command as a link's target works in the Problems panel, but
 * not in hovers.)
 */
const scheme = 'cnn-diagnostics';

/** Registers what the links at diagnostics' codes lead to. */
export function registerExplanations(context: vscode.ExtensionContext): void {
  const whole = vscode.Uri.joinPath(context.extensionUri, 'docs', 'diagnostics.md');
  const provider: vscode.TextDocumentContentProvider = {
    async provideTextDocumentContent({ path }) {
      const page = new TextDecoder().decode(await vscode.workspace.fs.readFile(whole));
      return explanation(page, path.replace(/^\/|\.md$/g, ''));
    },
  };
  context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(scheme, provider));
}

function explanation(page: string, code: string): string {
  const part = page.split(/^(?=##)/m).find((each) => each.startsWith(`### ${code}\n`));
  if (!part)
    return inMarkdown`# ${code}\n\nThere is nothing on ${codeSpan(code)} in docs/diagnostics.md.\n`.source;
  return [
    part.slice('##'.length).trimEnd(),
    '---',
    'An example without a declaration is part of a network’s body, on `input 32x32x64` where it states no input. A ' +
      'recipe without its network is for a classifier, `Small(classes = 10)`, on `input 32x32x3`.\n',
  ].join('\n\n');
}

/** The language server links a code to the whole page's file, as other editors can open it: here it is led to its part. */
export function linkExplanations(diagnostics: readonly vscode.Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    const { code } = diagnostic;
    if (typeof code !== 'object') continue;
    diagnostic.code = { value: code.value, target: vscode.Uri.from({ scheme, path: `/${code.value}.md` }) };
  }
}
