/** What a box of several steps (a loop, a head, equal neighbours) is called, and where it comes from. */
import type { BodyView } from '../../analysis/analysis.ts';
import type { DiagramKind, SourcePlace } from '../../protocol/diagram.ts';
import type { BoxElement, Element } from './elements.ts';
import { kindOf, titleOf } from './facts.ts';
import { oncePer } from './oncePer.ts';
import { placeOf, sourcesOf } from './steps.ts';

/** What stands in each iteration; where they differ, what most have, or the first and the last. */
export function boxTitle(view: BodyView, element: BoxElement): string {
  if (element.kind !== 'auxiliary') return rowsTitle(element);
  const head = view.body.auxiliaries[element.hosts[0]?.step.auxiliary ?? -1];
  return head ? `${head.name} (weight ${head.weight})` : 'auxiliary';
}

const rowsTitle = oncePer(({ iterations }: BoxElement): string => {
  const titles = iterations.map(iterationTitle);
  const counts = new Map<string, number>();
  for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
  const [most] = [...counts].sort(([a, m], [b, n]) => n - m || a.length - b.length);
  const name = (title: string | undefined): string => title?.split(/[( ]/, 1)[0] ?? '';
  const first = name(titles[0]);
  const sameName = [...counts.keys()].every((title) => name(title) === first);
  if (
    most &&
    (counts.size === 1 || (sameName && most[1] > titles.length / 2) || (sameName && counts.size === 2))
  ) {
    return most[0];
  }
  return `${titles[0] ?? ''} … ${titles.at(-1) ?? ''}`;
});

function iterationTitle(iteration: readonly Element[]): string {
  const title = (element: Element | undefined): string =>
    element === undefined
      ? ''
      : element.kind === 'host'
        ? titleOf(element.host.step)
        : `${rowsTitle(element)} ×${element.iterations.length}`;
  const [first, last] = [title(iteration[0]), title(iteration.at(-1))];
  if (iteration.length < 2) return first;
  return iteration.length === 2 ? `${first} → ${last}` : `${first} → … → ${last}`;
}

/** Of a loop around single layers of one kind, that kind. */
export function onlyKind(element: BoxElement): DiagramKind {
  const kinds = new Set(element.hosts.map(({ step }) => kindOf(step.node)));
  const [kind] = kinds;
  return kind !== undefined && kinds.size === 1 && element.hosts.length === element.iterations.length
    ? kind
    : 'block';
}

export function boxSources(view: BodyView, element: BoxElement): readonly SourcePlace[] {
  const first = element.hosts[0]?.step;
  if (!first) return [];
  const [own, ...calls] = sourcesOf(view, first);
  const loop = element.kind === 'loop' ? first.loops[element.depth] : undefined;
  return loop ? [placeOf(loop.location), ...calls] : own ? [own, ...calls] : calls;
}
