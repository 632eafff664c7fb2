import type { AnyLayer, AppliedLayer } from './layer.ts';
import { isProblem } from './layer.ts';
import type { ParameterSpec, ParameterType, ParameterTypes } from './parameter.ts';
import type { Shape } from './shape.ts';

/** A figure, or undefined where it is not known. What needs one that is not known is not known either. */
export type Known<Value = number> = Value | undefined;

export const plus = (a: Known, b: Known): Known => (a === undefined || b === undefined ? undefined : a + b);

/** @throws where it is not known, which in a network without mistakes no count is. */
export function certain<Value>(figure: Known<Value>): Value {
  if (figure === undefined) throw new Error('A figure is needed that is not known.');
  return figure;
}

export const times = (factor: number, value: Known): Known =>
  value === undefined ? undefined : factor * value;

/** By parameter; undefined where the one that is given is wrong, or none is and none needs to be. */
export type CheckedArguments = Readonly<Record<string, ParameterTypes[ParameterType] | undefined>>;

/** Arguments of which some are wrong or missing. */
export interface PartlyKnownArguments {
  /** Checked and with defaults; what stands for those that are not known is not to be read. */
  readonly values: CheckedArguments;
  readonly unknown: ReadonlySet<string>;
}

/** A layer of which something is perhaps not known. */
export interface PartlyKnownLayer {
  readonly layer: AnyLayer;
  /** Undefined where none is known. */
  readonly arguments: PartlyKnownArguments | undefined;
  readonly inputs: readonly (Shape | undefined)[];
  readonly output: Shape | undefined;
}

/** One for all: to make one takes long, and nobody sees it. */
const notKnown = new Error('Something is needed of a layer that is not known.');

/** What `compute` makes of a layer, as far as that does not depend on what is not known. */
export type AsFarAsKnown = <Made>(compute: (applied: AppliedLayer) => Made) => Known<Made>;

/** A convolution's multiply-accumulates are known whatever its bias is, and its weights whatever its stride. */
export function asFarAsKnown(known: PartlyKnownLayer): AsFarAsKnown {
  const { layer, arguments: given, output } = known;
  const inputs = (output ?? isAccepted(known)) ? wholeInputs(known) : undefined;
  // Of a layer on what is not known nothing is said, be it that it has no weights.
  if (!given || !inputs) return () => undefined;
  const variants = variantsOf(layer, given).map((variant) => ({
    arguments: readable(layer, variant, freeArgument),
    inputs,
    get output() {
      return output ?? fail();
    },
  }));
  return (compute) => {
    try {
      const [made, ...others] = variants.map(compute);
      const text = others.length > 0 ? JSON.stringify(made) : '';
      return others.every((other) => JSON.stringify(other) === text) ? made : undefined;
    } catch (error) {
      if (error === notKnown) return undefined;
      throw error;
    }
  };
}

/** More of them are not tried. */
const mostVariants = 16;

/** With each value that those arguments can have that are not known, and have few. */
function variantsOf(layer: AnyLayer, given: PartlyKnownArguments): PartlyKnownArguments[] {
  let variants = [given.values];
  const unknown = new Set(given.unknown);
  for (const name of given.unknown) {
    const choices = choicesOf(layer.parameters[name]);
    if (!choices || variants.length * choices.length > mostVariants) continue;
    variants = variants.flatMap((variant) => choices.map((choice) => ({ ...variant, [name]: choice })));
    unknown.delete(name);
  }
  return variants.map((values) => ({ values, unknown }));
}

function choicesOf(spec: ParameterSpec | undefined): readonly Argument[] | undefined {
  if (spec?.type === 'boolean') return [false, true];
  return spec?.type === 'word' ? spec.choices : undefined;
}

/** Undefined where one is not known. */
export function wholeInputs({ inputs }: PartlyKnownLayer): readonly Shape[] | undefined {
  const shapes = inputs.filter((shape) => shape !== undefined);
  return shapes.length < inputs.length || shapes.length === 0 ? undefined : shapes;
}

/** Whether the layer can stand on its inputs, with whatever stands for what is not known: only then it reads them. */
function isAccepted(known: PartlyKnownLayer): boolean {
  const { layer, arguments: given } = known;
  const inputs = wholeInputs(known);
  if (!given || !inputs) return false;
  try {
    const output = layer.output({ arguments: readable(layer, given, plainArgument), inputs });
    return !isProblem(output);
  } catch (error) {
    if (error === notKnown) return false;
    throw error;
  }
}

function fail(): never {
  throw notKnown;
}

type Argument = ParameterTypes[ParameterType] | undefined;

function readable(
  layer: AnyLayer,
  { values, unknown }: PartlyKnownArguments,
  standIn: (spec: ParameterSpec) => Argument,
): CheckedArguments {
  if (unknown.size === 0) return values;
  // Each is there to be found, as where all are spread into others.
  const all: Record<string, Argument> = { ...values };
  for (const name of unknown) all[name] ??= undefined;
  return new Proxy(all, {
    get: (target, name: string) =>
      unknown.has(name) ? standIn(layer.parameters[name] ?? fail()) : target[name],
  });
}

/**
 * Numbers that need not be whole (factors, rates, epsilons) and initializers change the values that a layer makes, but
 * neither its shapes nor what is counted of it: any does.
 */
function freeArgument(spec: ParameterSpec): Argument {
  if (spec.type === 'number') return spec.default ?? 0.5;
  if (spec.type === 'initializer') return { scheme: 'Zeros' };
  return fail();
}

/** One with which a layer stands on all inputs that it can stand on. */
function plainArgument(spec: ParameterSpec): Argument {
  switch (spec.type) {
    case 'integer':
      return spec.minimum ?? 1;
    case 'pair':
      return [1, 1];
    case 'border':
      return [0, 0, 0, 0];
    case 'padding':
      return 'same';
    case 'boolean':
      return false;
    default:
      return spec.required ? freeArgument(spec) : spec.default;
  }
}
