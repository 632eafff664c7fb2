/** Trying an installed tfjs-node in a process of its own: a broken native addon can end the one that loads it. */
import { reason } from '../../failure.ts';
import { runProgram } from './childProcess.ts';
import { engineEnvironment } from '../environment.ts';

export interface ProbedEngine {
  readonly version: string;
  readonly gpu: boolean;
}

/** A small training step, on a convolution and a dense layer: the loss must fall. Prints what it ran on. */
const trial = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = require('@tensorflow/tfjs-node');
const x = tf.randomNormal([4, 8, 8, 3], 0, 1, 'float32', 1);
const labels = tf.oneHot([0, 1, 2, 3], 4);
const kernel = tf.variable(tf.randomNormal([3, 3, 3, 8], 0, 0.2, 'float32', 2));
const dense = tf.variable(tf.randomNormal([512, 4], 0, 0.05, 'float32', 3));
const optimizer = tf.train.sgd(0.1);
const loss = () => tf.losses.softmaxCrossEntropy(labels, x.conv2d(kernel, 1, 'same').relu().reshape([4, 512]).matMul(dense));
const losses = [1, 2, 3].map(() => optimizer.minimize(loss, true, [kernel, dense]).dataSync()[0]);
if (!(losses[2] < losses[0])) throw new Error('its training step is wrong: the losses were ' + losses.join(', '));
const backend = tf.backend();
console.log('probed ' + JSON.stringify({ version: 'TensorFlow ' + backend.binding.TF_Version, gpu: backend.isUsingGpuDevice }));
`;

/** @throws Error whose message says, within a sentence, what is wrong */
export async function probeTfjsNode(folder: string, signal?: AbortSignal): Promise<ProbedEngine> {
  const output = await runProgram(process.execPath, ['-e', trial], {
    cwd: folder,
    env: { ...engineEnvironment(), ELECTRON_RUN_AS_NODE: '1' },
    signal,
    timeout: 120_000,
  });
  const line = output.split('\n').find((candidate) => candidate.startsWith('probed '));
  if (!line) throw new Error('its trial printed nothing');
  try {
    return JSON.parse(line.slice('probed '.length)) as ProbedEngine;
  } catch (error) {
    throw new Error(`its trial printed something else (${reason(error)})`, { cause: error });
  }
}
