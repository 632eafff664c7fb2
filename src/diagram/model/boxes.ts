/** What a box of several steps (a loop, a head, equal neighbours) is called, and where it comes from. */
import type { BodyView } from '../../analysis/analysis.ts';
import type { CallNode } from '../../network/network.ts';
import type { DiagramKind, SourcePlace } from '../../protocol/diagram.ts';
import type { BoxElement, Element } from './elements.ts';
import { kindOf, titleOf } from './facts.ts';
import { oncePer } from './oncePer.ts';
import { placeOf, sourcesOf } from './steps.ts';

/** What stands in each iteration, and what differs between them. */
export function boxTitle(view: BodyView, element: BoxElement): string {
  if (element.kind !== 'auxiliary') return rowsTitle(element);
  const head = view.body.auxiliaries[element.hosts[0]?.step.auxiliary ?? -1];
  return head ? `${head.name} (weight ${head.weight})` : 'auxiliary';
}

const rowsTitle = oncePer(({ iterations }: BoxElement): string => {
  const calls = iterations.map(onlyCall);
  return sameBlock(calls) ? callsTitle(calls) : inTurn(iterations.map(iterationTitle), ', then ');
});

/** The call that an iteration consists of. */
function onlyCall([element, ...others]: readonly Element[]): CallNode | undefined {
  if (element?.kind !== 'host' || others.length > 0) return undefined;
  const { node } = element.host.step;
  return node.kind === 'call' ? node : undefined;
}

const sameBlock = (calls: readonly (CallNode | undefined)[]): calls is readonly CallNode[] =>
  calls.every(
    (call) =>
      call !== undefined &&
      call.body.name === calls[0]?.body.name &&
      call.arguments.length === calls[0].arguments.length,
  );

/** `Unit(32, stride: 2, then 1)`: what the calls have in common once, and what differs as it comes. */
function callsTitle(calls: readonly CallNode[]): string {
  const [first] = calls;
  if (!first || calls.every(({ text }) => text === first.text)) return first?.text ?? '';
  const said = first.arguments.flatMap(({ name }, at): string[] => {
    const each = calls.flatMap((call) => call.arguments[at] ?? []);
    const isEqual = each.every(({ value }) => value === each[0]?.value);
    if (isEqual && each.every((argument) => argument.said === 'nowhere')) return [];
    const values = inTurn(
      each.map(({ value }) => value),
      ', then ',
    );
    return [isEqual && each[0]?.said === 'value' ? values : `${name}: ${values}`];
  });
  return said.length === 0 ? first.text : `${first.body.name}(${said.join(', ')})`;
}

/** Texts one after the other, equal neighbours once: both of two, the first and the last of more. */
function inTurn(texts: readonly string[], joint: string): string {
  const turns = texts.filter((text, at) => text !== texts[at - 1]);
  const [first, second] = turns;
  if (turns.length <= 2) return turns.join(joint);
  return first === turns.at(-1) ? `${first}, ${second}, …` : `${first} … ${turns.at(-1)}`;
}

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
