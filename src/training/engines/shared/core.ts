/** What the kernels of every TensorFlow.js engine need of its tfjs-core. */
import type * as core from '@tensorflow/tfjs-core';
import type { Tensor } from '../../../layers/tensorOps.ts';

/** The tfjs-core that an engine runs on: passed along, since an engine loaded by path brings its own. */
export type Core = typeof core;
export type CoreTensor = core.Tensor;

/** The loop sees tensors by shape only; they are tfjs-core's. */
export const own = (tensor: Tensor): CoreTensor => tensor as unknown as CoreTensor;
export const seen = (tensor: CoreTensor): Tensor => tensor as unknown as Tensor;
