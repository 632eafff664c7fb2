/**
 * Reverse-mode differentiation. A tape records what `forward` does to the watched variables; `backward`
 * walks it from its end, and frees what a step leaves behind as soon as nothing earlier can need it.
 *
 * Invariant: the backward function of a node reads its own inputs, outputs and saved tensors only, so that
 * once a node is done, its outputs and saved tensors are dead.
 */
import type { Tensor } from '../../../layers/tensorOps.ts';

/** Gradients of a node's inputs, from those of its outputs; undefined where none flows or none is asked for. */
export type Backward = (
  gradients: readonly (Tensor | undefined)[],
  needed: readonly boolean[],
) => readonly (Tensor | undefined)[];

interface Node {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly saved: readonly Tensor[];
  readonly backward: Backward;
  readonly label: string;
}

/** What the tape needs to be able to do with gradients. */
export interface GradientArithmetic {
  addN(parts: readonly Tensor[]): Tensor;
  fill(shape: readonly number[], value: number): Tensor;
  dispose(...tensors: readonly Tensor[]): void;
}

export class Tape {
  label = '';
  readonly #nodes: Node[] = [];
  /** The tensors that a gradient is wanted of: the variables, and what was computed from them. */
  readonly #watched: Set<Tensor>;

  constructor(variables: readonly Tensor[]) {
    this.#watched = new Set(variables);
  }

  watches(inputs: readonly Tensor[]): boolean {
    return inputs.some((input) => this.#watched.has(input));
  }

  /** `saved` are tensors made for `backward` alone; the tape frees them, and `outputs`. */
  record(
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    backward: Backward,
    saved: readonly Tensor[] = [],
  ): void {
    for (const output of outputs) this.#watched.add(output);
    this.#nodes.push({ inputs, outputs, saved, backward, label: this.label });
  }

  /** Gradients of `loss`, a scalar, one a variable. Frees every recorded tensor but those in `alive`. */
  backward(
    loss: Tensor,
    variables: readonly Tensor[],
    alive: ReadonlySet<Tensor>,
    arithmetic: GradientArithmetic,
    onBackward?: (label: string, milliseconds: number) => void,
  ): Tensor[] {
    const gradients = new Gradients(arithmetic);
    gradients.add(loss, arithmetic.fill(loss.shape, 1));
    for (let node = this.#nodes.pop(); node; node = this.#nodes.pop()) {
      const start = onBackward ? performance.now() : 0;
      this.#step(node, gradients);
      arithmetic.dispose(...node.saved, ...node.outputs.filter((output) => !alive.has(output)));
      onBackward?.(node.label, performance.now() - start);
    }
    return variables.map((variable) => gradients.take(variable) ?? arithmetic.fill(variable.shape, 0));
  }

  #step(node: Node, gradients: Gradients): void {
    const arrived = node.outputs.map((output) => gradients.take(output));
    if (arrived.every((gradient) => gradient === undefined)) return;
    const needed = node.inputs.map((input) => this.#watched.has(input));
    const passed = node.backward(arrived, needed);
    node.inputs.forEach((input, index) => {
      const gradient = passed[index];
      if (gradient && needed[index]) gradients.add(input, gradient);
    });
    for (const gradient of arrived) if (gradient) gradients.release(gradient);
  }
}

/** The tape that records at present, if one does. */
export interface Recording {
  tape: Tape | undefined;
}

/** Records `outputs` as computed from `inputs`, if that is wanted. */
export type Record = (
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  backward: Backward,
  saved?: readonly Tensor[],
) => void;

/** The gradients on their way; one tensor may be on its way to several places. */
class Gradients {
  readonly #arithmetic: GradientArithmetic;
  readonly #parts = new Map<Tensor, Tensor[]>();
  readonly #holders = new Map<Tensor, number>();

  constructor(arithmetic: GradientArithmetic) {
    this.#arithmetic = arithmetic;
  }

  add(target: Tensor, gradient: Tensor): void {
    this.#hold(gradient);
    const parts = this.#parts.get(target);
    if (parts) parts.push(gradient);
    else this.#parts.set(target, [gradient]);
  }

  /** The sum of what has arrived for `target`, to be `release`d. */
  take(target: Tensor): Tensor | undefined {
    const parts = this.#parts.get(target);
    if (!parts) return undefined;
    this.#parts.delete(target);
    if (parts.length === 1) return parts[0];
    const total = this.#arithmetic.addN(parts);
    for (const part of parts) this.release(part);
    this.#hold(total);
    return total;
  }

  release(gradient: Tensor): void {
    const holders = (this.#holders.get(gradient) ?? 1) - 1;
    if (holders > 0) {
      this.#holders.set(gradient, holders);
      return;
    }
    this.#holders.delete(gradient);
    this.#arithmetic.dispose(gradient);
  }

  #hold(gradient: Tensor): void {
    this.#holders.set(gradient, (this.#holders.get(gradient) ?? 0) + 1);
  }
}
