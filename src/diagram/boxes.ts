/** What a box of several steps (a loop, a head, equal neighbours) is called, and where it comes from. */
import type { DiagramKind, SourcePlace } from '../protocol/diagram.ts';
import type { BoxElement, Element } from './elements.ts';
import { kindOf, titleOf } from './facts.ts';
import { placeOf } from './steps.ts';
import type { Step } from './steps.ts';

/** What stands in each iteration; where they differ, what most have, or the first and the last. */
export function boxTitle(element: BoxElement): string {
  if (element.kind === 'auxiliary') {
    const [first] = element.hosts;
    const head = first?.step.view.body.auxiliaries[first.step.auxiliary ?? -1];
    return head ? `${head.name} (weight ${head.weight})` : element.id;
  }
  const titles = element.iterations.map((iteration) => iterationTitle(iteration));
  const counts = new Map<string, number>();
  for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
  const [most] = [...counts].sort(([a, m], [b, n]) => n - m || a.length - b.length);
  const name = (title: string | undefined): string => title?.split(/[( ]/)[0] ?? '';
  const sameName = titles.every((title) => name(title) === name(titles[0]));
  if (
    most &&
    (counts.size === 1 || (sameName && most[1] > titles.length / 2) || (sameName && counts.size === 2))
  ) {
    return most[0];
  }
  return `${titles[0] ?? ''} … ${titles.at(-1) ?? ''}`;
}

function iterationTitle(iteration: readonly Element[]): string {
  const titles = iteration.map((element) =>
    element.kind === 'host'
      ? titleOf(element.host.step.view, element.host.step.node)
      : `${boxTitle(element)} ×${element.iterations.length}`,
  );
  return titles.length <= 2 ? titles.join(' → ') : `${titles[0] ?? ''} → … → ${titles.at(-1) ?? ''}`;
}

/** Of a loop around single layers of one kind, that kind. */
export function onlyKind(element: BoxElement): DiagramKind {
  const kinds = new Set(element.hosts.map(({ step }) => kindOf(step.node)));
  const [kind] = kinds;
  return kind !== undefined && kinds.size === 1 && element.hosts.length === element.iterations.length
    ? kind
    : 'block';
}

export function boxSources(element: BoxElement, first: Step | undefined): readonly SourcePlace[] {
  if (!first) return [];
  const calls = first.sources.slice(1);
  const depth = element.id.match(/\/repeat(\d*)$/)?.[1];
  const loop = element.kind === 'loop' ? first.loops[depth ? Number(depth) - 1 : 0] : undefined;
  const own = loop ? placeOf(loop.location) : first.sources[0];
  return own ? [own, ...calls] : calls;
}
