const escapes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '\\': '\\', n: '\n', t: '\t' };

/** The text between the quotes; `\"`, `\'`, `\\`, `\n` and `\t` are escapes, any other `\` is itself. */
export function textValue(image: string): string {
  const [first = ''] = image;
  const typographic = /[“”„«»‘’`]/u;
  const last = image.at(-1) ?? '';
  const closed = image.length > 1 && (last === first || (typographic.test(first) && typographic.test(last)));
  const inside = image.slice(1, closed ? -1 : undefined);
  return inside.replace(/\\(.)/gs, (both, character: string) => escapes[character] ?? both);
}
