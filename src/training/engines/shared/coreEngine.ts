/** An engine out of a tfjs-core, kernels and update operations. */
import type { Core } from './core.ts';
import { own, seen } from './core.ts';
import type { Engine, UpdateOps, Variable } from '../engine.ts';
import type { Kernels, Tensor } from './kernels.ts';
import { crossEntropyLoss } from './loss.ts';
import type { Recording } from './tape.ts';
import { Tape } from './tape.ts';
import { createTensorOps } from './differentiable.ts';

export interface EngineParts {
  readonly id: string;
  /** `TensorFlow 2.21.0`. */
  readonly version: string;
  /** `CPU, 2 threads`. */
  readonly device: string;
  readonly memoryLimit?: number;
  readonly tf: Core;
  readonly kernels: Kernels;
  updates(assign: (variable: Variable, value: Tensor) => void): UpdateOps;
  synchronise?(): Promise<void>;
  close?(): void;
}

export function createEngine({
  id,
  version,
  device,
  memoryLimit,
  tf,
  kernels,
  ...parts
}: EngineParts): Engine {
  const core = tf.engine();
  const recording: Recording = { tape: undefined };
  const assign = (variable: Variable, value: Tensor): void => {
    (own(variable) as ReturnType<Core['variable']>).assign(own(value));
  };
  return {
    id,
    version,
    device,
    ...(memoryLimit !== undefined && { memoryLimit }),
    description: `${id} · ${version} · ${device}`,
    ops: createTensorOps(kernels, recording),
    loss: crossEntropyLoss(kernels, recording),
    updates: parts.updates(assign),

    variable(name, values, shape) {
      const initial = kernels.upload(values, shape);
      const variable = core.makeVariable(own(initial), true);
      kernels.dispose(initial);
      // tfjs-core's registry of names, for its own optimizers, would refuse a second network's equal paths.
      delete core.registeredVariables[variable.name];
      return Object.assign(seen(variable), { name });
    },
    assign(variable, value) {
      if (!(value instanceof Float32Array)) {
        assign(variable, value);
        return;
      }
      const uploaded = kernels.upload(value, variable.shape);
      assign(variable, uploaded);
      kernels.dispose(uploaded);
    },
    upload: (values, shape) => kernels.upload(values, shape),
    read: async (tensor) => (await own(tensor).data()) as Float32Array,

    scope<T>(body: () => T): T {
      core.startScope();
      try {
        return body();
      } finally {
        core.endScope();
      }
    },
    keep: (tensor) => seen(tf.keep(own(tensor))),
    dispose: (...tensors) => {
      kernels.dispose(...tensors);
    },

    differentiate(forward, variables, onBackward) {
      if (recording.tape) throw new Error('differentiate was called inside differentiate.');
      const tape = new Tape(variables);
      recording.tape = tape;
      let outcome: ReturnType<typeof forward>;
      try {
        outcome = forward();
      } finally {
        recording.tape = undefined;
      }
      const { loss, results = [] } = outcome;
      const alive = new Set<Tensor>([loss, ...results]);
      return { loss, results, gradients: tape.backward(loss, variables, alive, kernels, onBackward) };
    },
    label(name) {
      if (recording.tape) recording.tape.label = name;
    },

    synchronise: () => parts.synchronise?.() ?? Promise.resolve(),
    memory() {
      const { numTensors, numBytes } = tf.memory();
      return { tensors: numTensors, bytes: numBytes };
    },
    close: () => parts.close?.(),
  };
}
