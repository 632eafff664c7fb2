/** Keras' `model.add(…)`: the statements that build one model are one statement. */
import type { Token, Unit } from '../tokens/token.ts';

/** `model.add(…)` */
const addsTo = ({ tokens: [model, dot, add, open] }: Unit): string | undefined =>
  model?.kind === 'ID' && dot?.kind === '.' && add?.image === 'add' && open?.kind === '('
    ? model.image
    : undefined;

/** `model = Sequential()` */
const isModel = ({ tokens }: Unit): boolean =>
  tokens[0]?.kind === 'ID' && tokens[1]?.kind === '=' && tokens.some(({ image }) => image === 'Sequential');

/** Each run of `model.add(…)`, with the `model = Sequential()` before it, as one; the other statements as they are. */
export function joinAdds(units: readonly Unit[]): readonly Unit[] {
  if (!units.some((unit) => addsTo(unit) !== undefined)) return units;
  const joined: Unit[] = [];
  let model: string | undefined;
  for (const unit of units) {
    const added = addsTo(unit);
    const before = joined.at(-1);
    const begins = before !== undefined && isModel(before) && before.tokens[0]?.image === added;
    if (added !== undefined && before && (added === model || begins)) {
      const tokens: readonly Token[] = [...before.tokens, ...unit.tokens];
      joined[joined.length - 1] = { ...before, tokens };
    } else joined.push(unit);
    model = added;
  }
  return joined;
}
