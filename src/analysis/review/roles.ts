import type { LayerNode } from '../../network/network.ts';

/** What the reviewer has to know of layers beyond their entries' figures. */

/** Takes the mean of each channel away, so that a constant added to a channel before it is lost. */
export const losesOffset = ({ layer }: LayerNode) => layer.name === 'BatchNorm';

/** Turns scores into probabilities. */
export const givesProbabilities = ({ layer }: LayerNode) => layer.name === 'Softmax';

/** Sets values to zero in training and passes all on at inference. */
export const drops = ({ layer }: LayerNode) => layer.kind === 'regularization';

/** Hands on the numbers that it gets at inference, in the same or another shape. */
export const handsOn = ({ layer, inputShapes, output }: LayerNode) =>
  layer.trainingOnly === true || layer.name === 'Identity' || laysOut({ layer, inputShapes, output });

/** Makes a vector of a feature map, all values kept. */
export const laysOut = ({
  layer,
  inputShapes,
  output,
}: Pick<LayerNode, 'layer' | 'inputShapes' | 'output'>) =>
  layer.kind === 'shape' && output?.kind === 'vector' && inputShapes[0]?.kind === 'map';
