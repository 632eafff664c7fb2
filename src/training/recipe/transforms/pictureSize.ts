import { madeBounds } from '../../data/pictureBounds.ts';
import type { Chosen, Recipe, Size } from '../recipe.ts';
import { isInPlace, transformOf, transforms, worksOnBytes } from './catalogue.ts';
import type { SizeProblem } from './transform.ts';

export type PictureSize =
  | { readonly ok: true; readonly size: Size }
  /** The step that can't be done. */
  | ({ readonly ok: false } & SizeProblem);

/** How large pictures are after these steps, each of which has to be done within the bounds. */
export function pictureSize(steps: readonly Chosen[], size: Size): PictureSize {
  const first = steps.find(isInPlace);
  if (first && !worksOnBytes(first) && isTooLarge(size)) {
    const onBytes = transforms.filter((each) => 'applyToBytes' in each).map(({ name }) => name);
    const problem = `The pictures are ${size.join('x')} before ${first.kind}, more than ${megapixels}: begin with a ${onBytes.join(' or ')}`;
    return { ok: false, code: 'made-too-large', problem };
  }
  let now = size;
  for (const step of steps) {
    const made = transformOf(step).size?.(step, now) ?? now;
    if ('problem' in made) return { ok: false, ...made };
    if (isTooLarge(made)) {
      const problem = `${step.kind} makes ${made.join('x')} of ${now.join('x')} pictures, more than ${megapixels}`;
      return { ok: false, code: 'made-too-large', problem };
    }
    now = made;
  }
  return { ok: true, size: now };
}

const megapixels = `the ${madeBounds.pixels / 1e6} megapixels that a picture may have on its way`;

const isTooLarge = ([height, width]: Size): boolean => height * width > madeBounds.pixels;

/** Whether the recipe brings pictures of different sizes to one, at least their shorter sides. */
export const settlesSizes = ({ prepare, augment }: Recipe): boolean =>
  [...prepare, ...augment].some((step) => transformOf(step).settlesSize);
