import { expect, test } from 'vitest';
import { pageHtml } from '../../src/vscode/pageHtml.ts';

test('a name of others is no markup in a page', () => {
  const title = 'Training </title><script nonce="n">alert(1)</script><img src=x>\u202e';
  const html = pageHtml({
    name: 'training',
    title,
    nonce: 'n',
    script: 'vscode-resource://x/training.js',
    style: 'vscode-resource://x/training.css',
    styleSource: 'vscode-resource:',
  });
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img src=x&gt;&lt;U+202E&gt;</title>');
  expect(html).toContain(`default-src 'none'; script-src 'nonce-n'; style-src vscode-resource:`);
});
