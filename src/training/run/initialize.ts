import type { Initializer } from '../../layers/layer.ts';
import { Random, hashText, mix } from '../random.ts';

/**
 * A weight's first values: they depend on the seed and its path alone, so that adding a layer elsewhere leaves
 * them as they are. The schemes' deviations: He et al. (2015) sqrt(2 / in), Glorot and Bengio (2010)
 * sqrt(2 / (in + out)), LeCun et al. (1998) sqrt(1 / in); normal, untruncated.
 */
export function initialValues(
  initializer: Initializer,
  count: number,
  seed: number,
  path: string,
): Float32Array {
  const values = new Float32Array(count);
  const random = new Random(mix(seed, hashText(path)));
  const normal = (deviation: number): Float32Array => {
    for (let index = 0; index < count; index++) values[index] = deviation * random.normal();
    return values;
  };
  switch (initializer.kind) {
    case 'zeros':
      return values;
    case 'ones':
      return values.fill(1);
    case 'constant':
      return values.fill(initializer.value);
    case 'normal':
      return normal(initializer.deviation);
    case 'uniform':
      for (let index = 0; index < count; index++)
        values[index] = random.between(-initializer.limit, initializer.limit);
      return values;
    case 'values':
      values.set(initializer.values);
      return values;
    case 'he':
      return normal(Math.sqrt(2 / initializer.fanIn));
    case 'xavier':
      return normal(Math.sqrt(2 / (initializer.fanIn + initializer.fanOut)));
    case 'lecun':
      return normal(Math.sqrt(1 / initializer.fanIn));
  }
}
