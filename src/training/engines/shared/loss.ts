import type { LossOps } from '../engine.ts';
import type { Kernels } from './kernels.ts';
import type { Recording } from './tape.ts';

export function crossEntropyLoss(kernels: Kernels, recording: Recording): LossOps {
  return {
    softmaxCrossEntropy(logits, labels, smoothing) {
      const [rows, classes] = logits.shape as [number, number];
      const targets = kernels.upload(smoothedTargets(labels, classes, smoothing), [rows, classes]);
      const { loss, gradient } = kernels.softmaxCrossEntropy(logits, targets);
      kernels.dispose(targets);
      if (recording.tape?.watches([logits])) {
        recording.tape.record(
          [logits],
          [loss],
          ([incoming]) => [kernels.binary('multiply', gradient, incoming!)],
          [gradient],
        );
      } else kernels.dispose(gradient);
      return loss;
    },
    correct: (logits, labels) => kernels.correct(logits, labels),
  };
}

/** (1 - smoothing) * the shares, or those of the one class, + smoothing / classes, a row a picture. */
function smoothedTargets(
  labels: Int32Array | Float32Array,
  classes: number,
  smoothing: number,
): Float32Array {
  if (labels instanceof Float32Array)
    return labels.map((share) => (1 - smoothing) * share + smoothing / classes);
  const targets = new Float32Array(labels.length * classes).fill(smoothing / classes);
  labels.forEach((label, row) => {
    targets[row * classes + label] = 1 - smoothing + smoothing / classes;
  });
  return targets;
}
