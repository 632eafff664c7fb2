import { visibleLines } from '../../wording/visible.ts';

/** Text and attributes of XML. */

const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in either quotes. What XML has no way to write, and what nobody sees, is shown. */
export function escapeXml(text: string): string {
  return visibleLines(text).replace(/[&<>"']/g, (character) => named[character] ?? character);
}

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element; `content` is XML already, made by this function or by `escapeXml`. Undefined attributes are left out. */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(
      ([key, value]) => ` ${key}="${typeof value === 'number' ? decimal(value) : escapeXml(String(value))}"`,
    )
    .join('');
  const inside = content.join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

/** At most two digits after the point. */
function decimal(value: number): string {
  return String(Math.round(value * 100) / 100);
}
