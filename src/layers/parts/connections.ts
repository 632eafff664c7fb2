import { table } from './arguments.ts';
import type { LayerProblem } from '../layer.ts';
import type { Tensor, TensorOps } from '../tensorOps.ts';

/** A convolution's table of connections: for each output map the input maps that it sees, from 0. */
type Connections = readonly (readonly number[])[];

export const connectionTable = table({
  doc:
    'For each output map the list of the input maps that it sees (from 0), as in LeNet-5’s C3: a kernel for ' +
    'each connection.',
  optional: true,
  defaultText: 'every output map sees every input map',
});

/** How many pairs of an input and an output map are connected. */
export function connectionCount(connections: Connections): number {
  return connections.reduce((total, seen) => total + seen.length, 0);
}

export function connectionProblem(
  channels: number,
  given: {
    readonly filters: number;
    readonly groups: number;
    readonly connections: Connections | undefined;
  },
): LayerProblem | undefined {
  const { filters, groups, connections } = given;
  if (!connections) return undefined;
  const problem = (message: string): LayerProblem => ({
    code: 'connections-do-not-fit',
    message,
    argument: 'connections',
  });
  if (groups !== 1) {
    return problem(`Conv takes connections or groups, not both: ${groups} groups are a table of their own.`);
  }
  if (connections.length !== filters) {
    return problem(
      `Conv's connections are for ${connections.length} output maps, but it has ${filters} filters: each needs a list.`,
    );
  }
  for (const [map, seen] of connections.entries()) {
    const beyond = seen.find((input) => input >= channels);
    if (beyond !== undefined) {
      return problem(
        `Conv's connections name input map ${beyond} for output map ${map}, but its input has ${channels} (0 to ${channels - 1}).`,
      );
    }
    const twice = seen.find((input, index) => seen.indexOf(input) !== index);
    if (twice !== undefined) {
      return problem(`Conv's connections name input map ${twice} twice for output map ${map}.`);
    }
  }
  return undefined;
}

/** The whole kernel [kh,kw,C,K] of one that holds a slice for each connection [kh,kw,connections]; zeros elsewhere. */
export function assembled(
  ops: TensorOps,
  kernel: Tensor,
  connections: Connections,
  channels: number,
): Tensor {
  const [height = 1, width = 1, count = 1] = kernel.shape;
  const filters = connections.length;
  const places = new Float32Array(count * channels * filters);
  let connection = 0;
  for (const [map, seen] of connections.entries()) {
    for (const input of seen) places[connection++ * channels * filters + input * filters + map] = 1;
  }
  const slices = ops.reshape(kernel, [height * width, count]);
  const whole = ops.dense(slices, ops.constant(places, [count, channels * filters]));
  return ops.reshape(whole, [height, width, channels, filters]);
}
