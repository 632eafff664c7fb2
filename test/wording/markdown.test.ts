import fc from 'fast-check';
import { lexer } from 'marked';
import { describe, expect, it } from 'vitest';
import { documentation } from '../../src/wording/documentation.ts';
import {
  bullets,
  codeBlock,
  codeSpan,
  inMarkdown,
  joined,
  paragraphs,
  prose,
  table,
} from '../../src/wording/markdown.ts';
import { dangersIn, linksIn, textOf } from './readMarkdown.ts';

const hostile = [
  '![x](http://host/leak.png?q=1)',
  '![x][ref]',
  '[ref]: http://host/leak.png',
  '[x]: <command:evil> "t"',
  '[![x](http://host/i.png)](http://host/)',
  '[a](command:workbench.action.quit)',
  '[a](javascript:alert(1))',
  '[a](<data:text/html,x> "t")',
  '[a](file:///etc/passwd)',
  '[a](//host/x)',
  '[a](vscode://x/y)',
  '[a](http://user:pass@host/)',
  '<img src=http://host/x>',
  '<IMG\nSRC="http://host/x">',
  '<a href="command:x">a</a>',
  '<command:evil>',
  '<http://host/x>',
  '<a@b.example>',
  '<!-- x -->',
  '<?php x ?>',
  '<![CDATA[x]]>',
  '<script>\n',
  '</script>',
  '<div>\n\n',
  'http://host/x',
  'www.host.example',
  'ftp://host/x',
  'a@b.example',
  '&#x3c;img src=x&#62;',
  '&lt;img src=x&gt;',
  '&#x202e;',
  '&rlm;',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u001b[31m',
  '\u009b31m',
  '\u0000',
  '```',
  '``',
  '`',
  '````cnn\n',
  '~~~',
  '---',
  '===',
  '***',
  '**',
  '*',
  '__',
  '_',
  '~~',
  '~',
  '|',
  '\\|',
  '|---|---|\n',
  '| a | b |\n',
  '\\',
  '!',
  '[',
  ']',
  '](',
  ')',
  '(',
  '<',
  '>',
  '> ',
  '- ',
  '1. ',
  '# ',
  '- [ ] ',
  '    ',
  '\t',
  ' ',
  '  \n',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\u2028',
  'word',
  'a',
  '1',
  '$(icon)',
  '"',
  ':',
  '/',
  'http',
  'https:',
];
const texts = fc
  .array(fc.oneof(fc.constantFrom(...hostile), fc.constantFrom(...hostile), fc.string({ maxLength: 3 })), {
    maxLength: 14,
  })
  .map((parts) => parts.join(''));

describe('text in Markdown', () => {
  it('makes no image, HTML, definition or link, whatever it holds and wherever it stands', () => {
    const around = (text: string) => [
      inMarkdown`${text}`,
      inMarkdown`**${text}**: ${text} of *${text}*, [${text}`,
      inMarkdown`${codeSpan(text)}: ${codeSpan(text)}`,
      codeBlock(text),
      bullets([inMarkdown`${text}`, paragraphs(codeBlock(text), prose(text))]),
      bullets([prose(text)], 3),
      table([inMarkdown`a`, inMarkdown`b`], [[inMarkdown`${text}`, codeSpan(text)]]),
      paragraphs(inMarkdown`${text}`, inMarkdown`${text}`, codeBlock(text), inMarkdown`${text}`),
      joined([inMarkdown`${text}`, inMarkdown`${text}`], '\n'),
    ];
    fc.assert(
      fc.property(texts, (text) => {
        for (const { source } of around(text)) {
          expect(dangersIn(source), source).toEqual([]);
          expect(linksIn(source), source).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['weight_decay', 'weight_decay'],
    ['224x224x3', '224x224x3'],
    ['3 * 4', '3 \\* 4'],
    ['_private_', '\\_private\\_'],
    ['a\nb', 'a b'],
    ['# 1', '\\# 1'],
    ['1. a', '1\\. a'],
    ['x\u202ey', 'x\\<U+202E\\>y'],
    ['\u001b[2J', '\\<U+001B\\>\\[2J'],
    ['a 👩‍💻 ❤️ 1️⃣', 'a 👩‍💻 ❤️ 1️⃣'],
    ['می‌خواهم', 'می‌خواهم'],
    ['ad\u200cmin', 'ad\\<U+200C\\>min'],
  ])('writes %j as %j', (text, source) => {
    expect(inMarkdown`${text}`.source).toBe(source);
  });

  it('reads back as what it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 }), (text) => {
        const shown = text.trim().replace(/ +/g, ' ');
        if (shown === '') return;
        const [paragraph, ...others] = lexer(inMarkdown`x${shown}x`.source);
        expect(others).toEqual([]);
        const tokens = paragraph?.type === 'paragraph' ? (paragraph.tokens ?? []) : [];
        expect(tokens.map((token) => textOf(token)).join('')).toBe(`x${shown}x`);
        const [code] = lexer(codeSpan(shown).source).flatMap((token) =>
          token.type === 'paragraph' ? (token.tokens ?? []) : [],
        );
        expect(code?.type === 'codespan' && String(code.text).trim()).toBe(shown);
        const [block] = lexer(codeBlock(text).source);
        expect(block?.type === 'code' && block.text).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is bounded', () => {
    const long = '*'.repeat(60_000);
    expect(inMarkdown`${long}`.source.length).toBeLessThan(10_000);
    expect(codeSpan(long).source.length).toBeLessThan(10_000);
    expect(codeBlock(long).source.length).toBeLessThan(20_000);
    expect(documentation(long).source.length).toBeLessThan(20_000);
  });
});

describe('documentation', () => {
  it('keeps no image, HTML or definition, and only links to the web', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { source } = documentation(text);
        expect(dangersIn(source), JSON.stringify([text, source])).toEqual([]);
        // Behind other parts, too.
        const behind = paragraphs(inMarkdown`a`, documentation(text), inMarkdown`b`).source;
        expect(dangersIn(behind), JSON.stringify([text, behind])).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
  });

  it.each([
    ['*a* **b** ~~c~~ `d`', '*a* **b** ~~c~~ `d`'],
    ['[paper](https://arxiv.org/abs/1512.03385)', '[paper](https://arxiv.org/abs/1512.03385)'],
    ['[paper](https://arxiv.org/abs/1512.03385 "title")', '[paper](https://arxiv.org/abs/1512.03385)'],
    ['[paper][1]\n\n[1]: https://arxiv.org/abs/1512.03385', '[paper](https://arxiv.org/abs/1512.03385)'],
    ['<https://a.example/b>', '[https\\://a.example/b](https://a.example/b)'],
    ['- a\n  - b\n- c', '- a\n  - b\n- c'],
    ['3. a\n4. b', '3. a\n4. b'],
    ['a\n===', '# a'],
    ['> a', '> a'],
    ['```cnn\nConv(3)\n```', '```cnn\nConv(3)\n```'],
    ['    indented', '```text\nindented\n```'],
    ['| a | b |\n|---|---|\n| 1 | `2` |', '| a | b |\n|---|---|\n| 1 | `2` |'],
    ['a  \nb', 'a\\\nb'],
    ['a\nb', 'a b'],
    ['![diagram](http://h/x.png)', 'diagram'],
    ['![diagram][1]\n\n[1]: http://h/x.png', 'diagram'],
    ['[![alt](http://h/x.png)](https://h/)', '[alt](https://h/)'],
    ['a <img src=x> b', 'a  b'],
    ['<details>\nx\n</details>', ''],
    ['[run](command:x)', 'run'],
    ['[mail](mailto:a@b.example)', 'mail'],
    ['[go](https://good.example@evil.example/)', 'go'],
    ['a &lt; b &amp; c', 'a \\< b & c'],
    ['&copy; &#x202e;', '\\&copy; \\<U+202E\\>'],
    ['\u202eabc', '\\<U+202E\\>abc'],
    ['`a\u202eb`', '`a<U+202E>b`'],
  ])('of %j is %j', (comment, source) => {
    expect(documentation(comment).source).toBe(source);
  });

  it('takes tens of milliseconds at most for 64 kB of any sign', () => {
    const signs = [
      '[',
      '*',
      '![',
      '_',
      '`',
      '>',
      '> - ',
      '- ',
      '1. ',
      '+ ',
      '<a ',
      '[a](',
      '*a **b',
      '__a',
      '|a',
      '\\',
      '**a*',
      'a@',
      '[[a]',
      '\n- ',
      '- a\n',
    ];
    for (const sign of signs) {
      for (const length of [3_900, 65_536]) {
        const comment = sign.repeat(Math.ceil(length / sign.length)).slice(0, length);
        const before = process.cpuUsage();
        documentation(comment);
        const { user, system } = process.cpuUsage(before);
        expect((user + system) / 1_000, `ms for ${JSON.stringify(sign)}`).toBeLessThan(400);
      }
    }
  });

  it('holds where things are nested deep', () => {
    for (const sign of ['> ', '- ', '1. ', '* > ', '**', '[']) {
      const source = documentation(`${sign.repeat(120)}a`).source;
      expect(dangersIn(source)).toEqual([]);
    }
  });
});
