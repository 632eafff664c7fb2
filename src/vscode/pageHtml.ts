import { escapeXml } from '../diagram/svg/xml.ts';

/** What a page's HTML is made of; the title may hold a name of others. */
interface PageParts {
  readonly name: 'diagram' | 'training';
  readonly title: string;
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  /** From where the policy lets style sheets load. */
  readonly styleSource: string;
}

/** An empty page: only the script with the nonce and the style sheet load, and no text of others is markup in it. */
export function pageHtml({ name, title, nonce, script, style, styleSource }: PageParts): string {
  const policy = [`default-src 'none'`, `script-src 'nonce-${nonce}'`, `style-src ${styleSource}`].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${escapeXml(style)}">
  <title>${escapeXml(title)}</title>
</head>
<body>
  <div id="${name}"></div>
  <script nonce="${nonce}" src="${escapeXml(script)}"></script>
</body>
</html>`;
}
