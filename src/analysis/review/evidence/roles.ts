import type { LayerNode } from '../../../network/network.ts';

/** What layers do to their values, as far as their entries and shapes tell. */

/** Sets values to zero in training and passes all on at inference. */
export const drops = ({ layer }: LayerNode) => layer.kind === 'regularization';

/** Hands on the numbers that it gets at inference, in the same or another shape. */
export const handsOn = (node: LayerNode) =>
  node.layer.trainingOnly === true || laysOut(node) || isIdentity(node);

/** Makes a vector of a feature map, all values kept. */
export const laysOut = ({ layer, inputShapes, output }: LayerNode) =>
  layer.kind === 'shape' && output?.kind === 'vector' && inputShapes[0]?.kind === 'map';

/** Of the layers that change a value's shape only, the one that takes no arguments and changes nothing. */
const isIdentity = ({ layer, inputShapes, output }: LayerNode) =>
  layer.kind === 'shape' &&
  Object.keys(layer.parameters).length === 0 &&
  output?.kind === inputShapes[0]?.kind;
