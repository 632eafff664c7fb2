import { elementwise } from './elementwise.ts';
import type { AnyLayer, Layer } from '../layer.ts';
import { defineLayer } from '../layer.ts';
import type { ParameterSpecs } from '../parameter.ts';

type Shared = 'kind' | 'operands' | 'inPlace' | 'output' | 'receptiveField';

/** An activation's own part; `elementwise` where it is not one operation a value. */
type Activation<Specs extends ParameterSpecs> = Omit<Layer<Specs>, Shared | 'elementwise'> &
  Pick<Partial<Layer<Specs>>, 'elementwise'>;

/** The entry of an activation: a function of each value, which keeps the shape and can overwrite its input. */
export function activation<const Specs extends ParameterSpecs>(own: Activation<Specs>): AnyLayer {
  return defineLayer<Specs>({
    kind: 'activation',
    ...elementwise,
    ...own,
  });
}
