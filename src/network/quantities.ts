/**
 * What `expect` can be told about, and what is compared with it: a number; `size`, a number or the numbers of both
 * dimensions; `shape`, the numbers of all. How each is measured and said stands in analysis/quantities.ts.
 */
const takes = {
  params: 'number',
  macs: 'number',
  memory: 'number',
  receptive_field: 'size',
  depth: 'number',
  output: 'shape',
} as const satisfies Readonly<Record<string, 'number' | 'size' | 'shape'>>;

export type Quantity = keyof typeof takes;

export const quantities = Object.keys(takes) as readonly Quantity[];

export const takenBy = (quantity: Quantity): 'number' | 'size' | 'shape' => takes[quantity];
