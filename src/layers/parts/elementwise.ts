import { product } from './formula.ts';
import { onlyInput } from './operands.ts';
import type { Shape } from '../shape.ts';
import { dimensions } from '../shape.ts';

/** What the entries have in common of layers that make each value another one, and can overwrite their input. */
export const elementwise = {
  operands: 'one',
  inPlace: true,
  output: ({ inputs }: { readonly inputs: readonly Shape[] }) => onlyInput({ inputs }),
  elementwise: ({ output }: { readonly output: Shape }) => product(...dimensions(output)),
  receptiveField: () => ({ kind: 'local' }) as const,
} as const;
