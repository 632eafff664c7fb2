import { describe, expect, test } from 'vitest';
import { arrange } from '../../../src/diagram/layout/arrange.ts';
import { drawSvg, exportTheme, webviewTheme } from '../../../src/diagram/svg/svg.ts';
import { element, escapeXml } from '../../../src/diagram/svg/xml.ts';
import { layered } from '../layout/elk.ts';
import { box, main, model, node, opened } from '../layout/handMade.ts';
import { diagram, sample } from '../network.ts';

/** The elements of an XML text, its nesting checked: every tag closed by its own, every attribute quoted. */
function parsed(xml: string): {
  readonly names: readonly string[];
  readonly attributes: readonly string[];
  readonly texts: string;
} {
  const names: string[] = [];
  const attributeNames: string[] = [];
  const stack: string[] = [];
  let texts = '';
  let at = 0;
  const tag = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;
  while (at < xml.length) {
    const next = xml.indexOf('<', at);
    const text = xml.slice(at, next < 0 ? undefined : next);
    expect(text).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
    texts += text;
    if (next < 0) break;
    tag.lastIndex = next;
    const match = tag.exec(xml);
    if (!match) throw new Error(`Not well-formed at ${xml.slice(next, next + 80)}`);
    const [whole, closing, name = '', attributes = '', selfClosing] = match;
    expect(attributes).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
    attributeNames.push(...[...attributes.matchAll(/([\w:-]+)="[^"]*"/g)].map(([, each = '']) => each));
    if (closing) expect(stack.pop()).toBe(name);
    else {
      names.push(name);
      if (!selfClosing) stack.push(name);
    }
    at = next + whole.length;
  }
  expect(stack).toEqual([]);
  return { names, attributes: attributeNames, texts };
}

describe.each(['light', 'dark'] as const)('the file in the %s theme', (theme) => {
  test('is well-formed, self-contained and says what it is', async () => {
    const svg = drawSvg(
      await arrange(diagram(sample('resnet50'), ['Bottleneck4/repeat', 'Bottleneck4']), layered),
      exportTheme(theme),
    );
    const { names, texts } = parsed(svg);
    expect(names[0]).toBe('svg');
    expect(new Set(names)).toEqual(
      new Set(['svg', 'title', 'desc', 'style', 'rect', 'g', 'path', 'text', 'tspan', 'circle']),
    );
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* role="img" aria-label="Diagram of ResNet50/,
    );
    expect(svg).not.toMatch(/var\(|url\(|href|<script/);
    for (const expected of [
      'Conv 7×7, 64 /2',
      '112×112×64',
      '9.41 K params · 118 M MACs · field 7',
      'Bottleneck(64) ×3',
      '28 × 28 × 512',
    ]) {
      expect(texts).toContain(expected);
    }
  });
});

/** What XML has no way to write, and what nobody sees. */
const unwritable =
  // eslint-disable-next-line no-control-regex -- it is what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/;

describe('hostile names', () => {
  const hostile = [
    `</text><script>alert(1)</script>`,
    `" onload="alert(1)`,
    `'><img src=x onerror=alert(1)>`,
    `]]>&amp;&#x0;\u0000\u0008\ud800`,
    `\u001b[31m\u009b\u202e\u2066`,
  ];

  test.each(hostile)('%j is text and nothing else', async (name) => {
    const mistake = {
      severity: 'error' as const,
      code: 'unknown-name',
      message: name,
      place: { uri: name, start: 0, end: 1 },
    };
    const body = {
      items: [
        node(`a${name}`, name, 'convolution', [1, 1, 1], { label: name, mistakes: [mistake] }),
        box(`b${name}`, name, [1, 1, 1], { count: 2 }),
      ],
      edges: [{ ...main(`a${name}`, `b${name}`, [1, 1, 1]), role: 'shortcut' as const, label: name }],
    };
    const shown = await arrange(model(body, { network: name }), layered);
    for (const theme of [exportTheme('dark'), webviewTheme]) {
      const svg = drawSvg(shown, theme);
      const { names, attributes } = parsed(svg);
      expect(attributes.filter((each) => each.startsWith('on'))).toEqual([]);
      expect(names).not.toContain('script');
      expect(names).not.toContain('img');
      expect(svg).not.toMatch(unwritable);
    }
  });

  test('a very long name is cut where it is drawn, and whole in the tooltip', async () => {
    const long = 'x'.repeat(5000);
    const svg = drawSvg(
      await arrange(model({ items: [node('a', long, 'dense', [10])], edges: [] }), layered),
      exportTheme('light'),
    );
    expect(svg).toContain(`<title>${long}`);
    expect(svg).not.toContain(`class="title" x="14" y="18">${long}`);
    expect(Number(/width="([\d.]+)"/.exec(svg)?.[1])).toBeLessThan(800);
  });
});

test('for the page: a tree of items with levels, no styles of its own', async () => {
  const svg = drawSvg(await arrange(opened(), layered), webviewTheme);
  parsed(svg);
  expect(svg).not.toContain('<style');
  // The page's policy forbids them.
  expect(svg).not.toContain(' style="');
  expect(svg).toMatch(/role="tree"/);
  expect(svg).toMatch(/data-id="Bottleneck4"[^>]* aria-level="2" aria-expanded="true"/);
  expect(svg).toMatch(/data-id="Bottleneck4.shortcut"[^>]* aria-level="3"/);
});

test('a mistake is marked red, with its sentence as title and spoken', async () => {
  const svg = drawSvg(await arrange(opened(), layered), exportTheme('dark'));
  expect(svg).toMatch(/class="item block error"[^>]*aria-label="[^"]*Add takes equal shapes/);
  expect(svg).toContain('<g class="mark" transform="translate(');
  expect(svg).toContain('<title>Add takes equal shapes: 28x28x512 and 28x28x256.</title>');
});

test('escaping', () => {
  expect(escapeXml(`a<b>&"c'`)).toBe('a&lt;b&gt;&amp;&quot;c&#39;');
  expect(escapeXml('🙂 ok')).toBe('🙂 ok');
  expect(element('a', { b: '"', c: undefined, d: 1.2345, e: false }, 'x')).toBe(
    '<a b="&quot;" d="1.23">x</a>',
  );
});

test('what nobody would see, or XML has no way to write, is shown', () => {
  expect(escapeXml('a\u001b[2J\u0000\u009b\u202eb\ud800\uffff\n\tc')).toBe(
    'a&lt;U+001B&gt;[2J&lt;U+0000&gt;&lt;U+009B&gt;&lt;U+202E&gt;b&lt;U+D800&gt;&lt;U+FFFF&gt;\n\tc',
  );
});
