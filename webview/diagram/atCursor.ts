/** Which items of the diagram the editor's cursor stands on. */
import type { PositionedDiagram, SourcePlace } from '../../src/protocol/diagram.ts';

interface Candidate {
  readonly id: string;
  /** 0: the step's own text; further out, a call that led there. */
  readonly distance: number;
  readonly length: number;
}

/**
 * The ids of those whose text is the smallest around the cursor: a block that is used and opened several
 * times has as many. Within a block's declaration, its closed calls, where none of its steps is shown.
 */
export function atCursor(diagram: PositionedDiagram, uri: string, offset: number): ReadonlySet<string> {
  const covers = (place: SourcePlace | undefined): place is SourcePlace =>
    place !== undefined && place.uri === uri && place.start <= offset && offset <= place.end;
  const candidates: Candidate[] = [];
  const declared: string[] = [];
  const consider = (id: string, sources: readonly SourcePlace[]): void => {
    sources.forEach((place, distance) => {
      if (covers(place)) candidates.push({ id, distance, length: place.end - place.start });
    });
  };
  for (const item of diagram.items) {
    consider(item.id, item.sources);
    if (!item.open && covers(item.declared)) declared.push(item.id);
    // A chip's own place only: the calls that led to it are its layer's too.
    for (const chip of item.chips) consider(chip.id, [chip.source]);
  }
  const least = candidates.reduce<Candidate | undefined>(
    (best, each) =>
      !best || each.length < best.length || (each.length === best.length && each.distance < best.distance)
        ? each
        : best,
    undefined,
  );
  if (!least) return new Set(declared);
  return new Set(
    candidates
      .filter(({ length, distance }) => length === least.length && distance === least.distance)
      .map(({ id }) => id),
  );
}
