/**
 * The catalogue: every layer of the language, one entry each. Completion, hover, validation, analysis,
 * diagram, training and export read the entry and know no layer by name.
 *
 * How to add a layer, say `HardTanh`:
 *
 * 1. Its file, `hardTanh.ts`: `export const hardTanh = activation({ name: 'HardTanh', … })`. The builder
 *    of a family (activation.ts, convolution.ts, pooling.ts, elementwiseMerge.ts, invertedDropout.ts) fills
 *    in what its layers have in common; `defineLayer` takes a whole entry, as layer.ts describes it.
 *    relu.ts is the shortest to start from, conv.ts has everything.
 *    - Parameters are written with the builders of arguments.ts, each with a sentence of documentation.
 *      The first two may be given by position.
 *    - `output` is the shape rule: the output's shape, or a problem: one sentence in a practitioner's
 *      words with the values that clash. It is called with checked arguments only, and throws on nothing.
 *      Sliding windows are placed by windows.ts.
 *    - `weights` declares every tensor; parameter counts are derived from it.
 *    - `forward` uses the tensor operations of tensorOps.ts only, so that every engine can train it.
 * 2. Its line in `layers` below.
 * 3. Its test, `test/layers/hardTanh.test.ts`: `testLayer` with an example or more, whose shape and
 *    counts come from a paper or another framework; the forward computation is then run, and its
 *    gradients are checked numerically, without further writing.
 *
 * `npm run docs` then writes its section of docs/layers.md.
 *
 * The room gives the layers. It never imports what uses them: of the others it knows codes of mistakes (syntax/) and
 * wording/ only.
 */
import { adaptiveAvgPool } from './adaptiveAvgPool.ts';
import { add } from './add.ts';
import { average } from './average.ts';
import { avgPool } from './avgPool.ts';
import { batchNorm } from './batchNorm.ts';
import { channelShuffle } from './channelShuffle.ts';
import { concat } from './concat.ts';
import { conv } from './conv.ts';
import { crop } from './crop.ts';
import { dense } from './dense.ts';
import { depthwiseConv } from './depthwiseConv.ts';
import { dropout } from './dropout.ts';
import { dropPath } from './dropPath.ts';
import { elu } from './elu.ts';
import { flatten } from './flatten.ts';
import { gelu } from './gelu.ts';
import { globalAvgPool } from './globalAvgPool.ts';
import { globalMaxPool } from './globalMaxPool.ts';
import { groupNorm } from './groupNorm.ts';
import { hardSigmoid } from './hardSigmoid.ts';
import { hardSwish } from './hardSwish.ts';
import { hardTanh } from './hardTanh.ts';
import { identity } from './identity.ts';
import { initializerSchemes } from './parts/initializers.ts';
import { join } from './join.ts';
import type { AnyLayer } from './layer.ts';
import { layerNorm } from './layerNorm.ts';
import { leakyReLU } from './leakyReLU.ts';
import { localResponseNorm } from './localResponseNorm.ts';
import { maximum } from './maximum.ts';
import { maxPool } from './maxPool.ts';
import { multiply } from './multiply.ts';
import { pad } from './pad.ts';
import { prelu } from './prelu.ts';
import { rbf } from './rbf.ts';
import { relu } from './relu.ts';
import { relu6 } from './relu6.ts';
import { reshape } from './reshape.ts';
import { scale } from './scale.ts';
import { separableConv } from './separableConv.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { spatialDropout } from './spatialDropout.ts';
import { subsample } from './subsample.ts';
import { tanh } from './tanh.ts';
import { transposedConv } from './transposedConv.ts';
import { upsample } from './upsample.ts';

/** All layers, in the order in which the reference and the completion list them. */
export const layers: readonly AnyLayer[] = [
  conv,
  depthwiseConv,
  separableConv,
  transposedConv,
  dense,
  flatten,
  reshape,
  pad,
  crop,
  upsample,
  channelShuffle,
  slice,
  maxPool,
  avgPool,
  globalAvgPool,
  globalMaxPool,
  adaptiveAvgPool,
  subsample,
  batchNorm,
  localResponseNorm,
  layerNorm,
  groupNorm,
  scale,
  relu,
  relu6,
  leakyReLU,
  prelu,
  elu,
  sigmoid,
  tanh,
  silu,
  hardSigmoid,
  hardSwish,
  hardTanh,
  gelu,
  softmax,
  dropout,
  spatialDropout,
  dropPath,
  add,
  concat,
  multiply,
  average,
  maximum,
  join,
  identity,
  rbf,
];

const byName: ReadonlyMap<string, AnyLayer> = new Map(layers.map((layer) => [layer.name, layer]));

export function findLayer(name: string): AnyLayer | undefined {
  return byName.get(name);
}

/**
 * The words that stand for themselves as texts wherever an expression may stand: paddings, the choices
 * of word parameters, initializer schemes. Each says where it belongs, for completion and hover.
 */
export const catalogueWords: ReadonlyMap<string, { readonly documentation: string }> = new Map([
  ['same', { documentation: 'Padding that keeps ceil(size / stride), surplus at the bottom and right.' }],
  ['valid', { documentation: 'No padding.' }],
  ...layers.flatMap((layer) =>
    Object.entries(layer.parameters).flatMap(([name, spec]) =>
      (spec.choices ?? []).map(
        (choice) => [choice, { documentation: `A choice of \`${layer.name}\`’s \`${name}\`.` }] as const,
      ),
    ),
  ),
  ...Object.entries(initializerSchemes).map(
    ([name, { documentation }]) => [name, { documentation }] as const,
  ),
]);

/** Whether a name that is bound nowhere stands for itself: `same`, `valid`, `He`, … */
export function isCatalogueWord(name: string): boolean {
  return catalogueWords.has(name);
}
