/** What texts are made of that are hostile in their structure. */
import type { Draw } from './draw.ts';

/** Gives text of about a number of characters; what is drawn varies what stands inside. */
export type Shape = (size: number, draw: Draw) => string;

/** Lines, each made of its number, until the size is reached. */
export function lines(size: number, line: (index: number) => string): string {
  const made: string[] = [];
  for (let index = 0, length = 0; length < size && index < 20_000; index++) {
    const text = line(index);
    made.push(text);
    length += text.length + 1;
  }
  return made.join('\n');
}

/** How many texts of a length make up a size; at least one. */
export const count = (size: number, length: number) => Math.max(1, Math.floor(size / Math.max(1, length)));
export const times = (size: number, text: string): string => text.repeat(count(size, text.length));
export const joined = (size: number, sign: string, one: (index: number) => string): string =>
  lines(size, one).replaceAll('\n', sign);
export const around = (size: number, before: string, inside: string, after: string): string => {
  const levels = count(size, before.length + after.length);
  return before.repeat(levels) + inside + after.repeat(levels);
};
export const network = (body: string, name = 'N', input = '32x32x3'): string =>
  `network ${name} {\n  input ${input}\n${body}\n}\n`;

export const leaves = [
  '',
  'Identity',
  'ReLU',
  'Conv(8, 3)',
  'BatchNorm -> ReLU',
  'Add(Identity, Conv(8, 1))',
  'Concat(Identity, ReLU)',
  'let a = 1',
  'side = Conv(4, 1)\nAdd(side, side)',
  'Dropout(0.1)',
  'Conv(8, 3) as c',
  'MaxPool(2)',
  'unknown',
  'Multiply(input, Sigmoid)',
  'if input.channels == 3 { ReLU }',
  'auxiliary(weight: 0.1) { Flatten }',
  'B',
];
export const leafBlock = 'block B { Conv(8, 3) -> ReLU }\n';

export const loop = (draw: Draw): string =>
  draw.pick([
    'repeat 2 {',
    'repeat 3 as i {',
    'for x in [1, 2] {',
    'if true {',
    'auxiliary(weight: 1) {',
    'repeat 9 {',
  ]);

export const numbers = [
  '0',
  '1',
  '7',
  '99999',
  '1e9',
  '1e308',
  '2 ** 60',
  '1000000x1000000',
  '[1, 2]',
  '-3',
  '0.5',
  '1G',
];
