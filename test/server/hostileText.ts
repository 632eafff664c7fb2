/** What others may write, a program that is full of it, and what an editor must not get of it. */
import { expect } from 'vitest';
import { dangersIn, linksIn } from '../wording/readMarkdown.ts';

export const hostile: Readonly<Record<string, string>> = {
  'an image': '![x](http://host.invalid/leak.png?q=1)',
  'a command': '[x](command:workbench.action.quit)',
  'an image of HTML': '<img src=http://host.invalid/x><b>',
  'code that ends': '`![x](http://host.invalid/x)` ``` ![x](http://host.invalid/x)',
  'a cell that ends': 'a | ![x](http://host.invalid/x) |',
  'an escape of a terminal': 'a\u001b[31m\u009b31mb',
  'marks that turn about': 'a\u202eb\u2066c\u200fd\u061ce',
  entities: '&#60;img src=x&#62; &rlm; $(alert)',
};

export const program = (text: string): string => `import { Unit, shown } from "./${text}.cnn"
import { Other } from "./other.cnn"
# ${text}
# See [the paper](https://arxiv.org/abs/1512.03385), *and* \`${text}\`.
# > ${text}
let url = "${text}"
# ${text}
let chosen(v, mode = "${text}") = [mode, url, v]
let all = [url, "${text}", shown]

# ${text}
#
# - ${text}
block Scale(mode = "${text}", by = 2) {
  let own = [mode, "${text}", by]
  Upsample(by, method: mode) as large -> ReLU
  Add(Identity, Upsample(2, method: "${text}"))
}

# ${text}
network Net(title = "${text}", classes = 10) {
  input 8x8x3
  Scale(url)
  Scale("${text}", by: 2) -> Scale(mode: title, by: 3) -> Unit(url)
  for [width, kind] in [[8, "${text}"], [16, url]] as i { Conv(width, kind) }
  Conv("${text}", url) -> Nothing("${text}") as end
  expect params < 1M
}
train Net(title: "${text}") on "./${text}" as quick {
  epochs 2
  optimizer SGD(lr: "${text}")
}
`;

// eslint-disable-next-line no-control-regex -- these are what is looked for
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** The strings that are shown as they are: all but positions, what is written into the file, and what travels along. */
function shownIn(answer: unknown): string[] {
  if (typeof answer === 'string') return [answer];
  if (Array.isArray(answer)) return answer.flatMap(shownIn);
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([key, value]) =>
    [
      'insertText',
      'newText',
      'filterText',
      'sortText',
      'text',
      'uri',
      'arguments',
      'additionalTextEdits',
    ].includes(key)
      ? []
      : shownIn(value),
  );
}

/** The Markdown in an answer. */
export function markdownIn(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  if ('kind' in answer && answer.kind === 'markdown' && 'value' in answer) return [String(answer.value)];
  return Object.values(answer).flatMap(markdownIn);
}

export function isHarmless(answer: unknown, where: string): void {
  for (const source of markdownIn(answer)) {
    expect(dangersIn(source), `${where}: ${source}`).toEqual([]);
    const links = linksIn(source).filter((link) => link !== 'https://arxiv.org/abs/1512.03385');
    expect(links, `${where}: ${source}`).toEqual([]);
  }
  expect(
    shownIn(answer).filter((text) => unseen.test(text)),
    where,
  ).toEqual([]);
}
