/** Layouts that were computed once and are asked for again: equal boxes, and every box that an edit leaves as it was. */
import type { Layered, LayeredLayout } from './layered.ts';

/** Keeps the last `most` containers' layouts, by all that they depend on. */
export function remembering(layered: Layered, most = 2000): Layered {
  const known = new Map<string, Promise<LayeredLayout>>();
  return (graph) => {
    const key = JSON.stringify(graph);
    const layout = known.get(key) ?? layered(graph);
    known.delete(key);
    known.set(key, layout);
    layout.catch(() => known.delete(key));
    const oldest = known.keys().next();
    if (known.size > most && !oldest.done) known.delete(oldest.value);
    return layout;
  };
}
