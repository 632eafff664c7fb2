import { product } from './figures.ts';
import type { AnyLayer, Layer } from './layer.ts';
import { defineLayer } from './layer.ts';
import { onlyInput } from './operands.ts';
import type { ParameterSpecs } from './parameter.ts';
import { dimensions } from './shape.ts';

type Shared = 'kind' | 'operands' | 'inPlace' | 'output' | 'receptiveField';

/** An activation's own part; `elementwise` where it is not one operation a value. */
type Activation<Specs extends ParameterSpecs> = Omit<Layer<Specs>, Shared | 'elementwise'> &
  Pick<Partial<Layer<Specs>>, 'elementwise'>;

/** The entry of an activation: a function of each value, which keeps the shape and can overwrite its input. */
export function activation<const Specs extends ParameterSpecs>(own: Activation<Specs>): AnyLayer {
  return defineLayer<Specs>({
    kind: 'activation',
    operands: 'one',
    inPlace: true,
    output({ inputs }) {
      return onlyInput({ inputs });
    },
    elementwise({ output }) {
      return product(...dimensions(output));
    },
    receptiveField() {
      return { kind: 'local' };
    },
    ...own,
  });
}
