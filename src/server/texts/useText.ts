import type { AnalysedNetwork, Lost, ReceptiveField, Use } from '../../analysis/analysis.ts';
import { mostUses, usesAt } from '../../analysis/uses.ts';
import type { Known } from '../../layers/known.ts';
import {
  exact,
  extent,
  fieldSize,
  lostFields,
  shapeOnScreen,
  short,
  shortBytes,
  unknown,
} from '../../wording/figures.ts';
import type { Figure } from '../../layers/layer.ts';
import type { Shape } from '../../layers/shape.ts';
import { dimensions } from '../../layers/shape.ts';
import type { Markdown } from '../../wording/markdown.ts';
import { bullets, codeSpan, inMarkdown, paragraphs, table } from '../../wording/markdown.ts';
import type { Location } from '../../syntax/tree.ts';

/** The uses of one step of the source in one network. */
interface NetworkUses {
  readonly network: string;
  readonly uses: readonly Use[];
  /** There are more, which were not looked at. */
  readonly isCut: boolean;
}

/** The uses, in each network, of the step around a place of the source. */
export function usesIn(networks: readonly AnalysedNetwork[], location: Location): readonly NetworkUses[] {
  const looking = { left: mostUses, isCut: false };
  const found: NetworkUses[] = [];
  for (const network of networks) {
    const uses = usesAt(network, location, looking);
    found.push({ network: network.network.name, uses, isCut: looking.isCut });
    if (looking.isCut) break;
  }
  return found;
}

/** More different uses than these are counted only. */
const shownUses = 12;

export function shapeText(shape: Shape | undefined): string {
  return shapeOnScreen(shape && dimensions(shape));
}

/** `7·7·3·64 = 9,408`; a sum of one term is told once. */
function figureText(figure: Known<Figure>): string {
  if (!figure) return unknown;
  const { value, formula } = figure;
  return value === 0 || formula === String(value) ? exact(value) : `${formula} = ${exact(value)}`;
}

function shortened(value: Known): string {
  return value !== undefined && value >= 10_000 ? ` (${short(value)})` : '';
}

export function fieldText(field: ReceptiveField, lost?: Lost): string {
  if (field === 'global') return 'the whole picture';
  if (field === undefined) return lost ? `${unknown} (${lostFields[lost]})` : unknown;
  const { stride, padding, misaligned } = field;
  const note = misaligned ? ', of paths that are not aligned' : '';
  return `${fieldSize(field)}, stride ${extent(stride)}, padding ${extent(padding)}${note}`;
}

/** What a step does in each network that uses it: one list for a single use, a table for several. */
export function usesMarkdown(networks: readonly NetworkUses[]): Markdown {
  const used = networks.filter(({ uses }) => uses.length > 0);
  const isCut = used.some((each) => each.isCut);
  return paragraphs(
    ...used.flatMap(({ network, uses }) => {
      const [only, ...others] = uses;
      if (!only) return [];
      const told = others.length === 0 ? oneUse(only) : manyUses(uses);
      return used.length > 1 ? [inMarkdown`In ${codeSpan(network)}:`, told] : [told];
    }),
    isCut ? inMarkdown`This is of the first ${exact(mostUses)} uses; there are more.` : undefined,
  );
}

function inputsText(use: Use): string {
  return use.node.inputShapes.map(shapeText).join(', ');
}

function oneUse(use: Use): Markdown {
  const { figures, cost, node, field, count } = use;
  const lines = [
    inMarkdown`${inputsText(use)} → **${shapeText(node.output)}**${count > 1 ? ` (${count} times)` : ''}`,
  ];
  if (figures) {
    lines.push(
      inMarkdown`parameters: ${figureText(figures.parameters)}${shortened(figures.parameters?.value)}`,
    );
    if (figures.nonTrainable !== 0) lines.push(inMarkdown`not trainable: ${exact(figures.nonTrainable)}`);
    if (figures.macs?.value !== 0)
      lines.push(inMarkdown`MACs: ${figureText(figures.macs)}${shortened(figures.macs?.value)}`);
    else if (figures.elementwise?.value !== 0) {
      lines.push(inMarkdown`elementwise operations: ${figureText(figures.elementwise)}, no MACs`);
    }
    lines.push(inMarkdown`memory: ${shortBytes(figures.memory)} of output, one image, float32`);
  } else if (node.kind === 'call') {
    lines.push(inMarkdown`parameters: ${exact(cost.trainable)}${shortened(cost.trainable)}`);
    lines.push(inMarkdown`MACs: ${exact(cost.macs)}${shortened(cost.macs)}`);
    lines.push(inMarkdown`memory: ${shortBytes(cost.memory)} of outputs, one image, float32`);
  }
  lines.push(inMarkdown`receptive field: ${fieldText(field, use.lost)}`);
  if (use.auxiliary) lines.push(inMarkdown`in an auxiliary head: trained, absent at inference`);
  return bullets([...lines, ...(figures?.remarks ?? []).map((remark) => inMarkdown`*${remark}*`)]);
}

function manyUses(uses: readonly Use[]): Markdown {
  const rows = uses.slice(0, shownUses).map((use) => {
    const { figures, cost, node, field, count } = use;
    const parameters = figures ? figureText(figures.parameters) : exact(cost.trainable);
    const macs = figures ? figureText(figures.macs) : exact(cost.macs);
    const memory = shortBytes(figures ? figures.memory : cost.memory);
    const calls = use.chain.map((site) => site.text.replace(/^in /, '')).join(' › ');
    const turn = node.loops.map(({ iteration }) => iteration).join('.');
    const where = [calls, count > 1 ? `×${count}` : turn === '' ? '' : `turn ${turn}`]
      .filter((text) => text !== '')
      .join(' ');
    const seen =
      field === undefined || field === 'global'
        ? fieldSize(field)
        : `${fieldSize(field)}, stride ${extent(field.stride)}, padding ${extent(field.padding)}`;
    const shapes = inMarkdown`${inputsText(use)} → **${shapeText(node.output)}**`;
    return [where, shapes, parameters, macs, memory, seen].map((cell) => inMarkdown`${cell}`);
  });
  const remarks = new Set(uses.flatMap((use) => use.figures?.remarks ?? []));
  const head = ['use', 'shapes', 'parameters', 'MACs', 'memory', 'receptive field'];
  return paragraphs(
    table(
      head.map((title) => inMarkdown`${title}`),
      rows,
    ),
    uses.length > shownUses ? inMarkdown`and ${uses.length - shownUses} more different uses` : undefined,
    ...[...remarks].map((remark) => inMarkdown`*${remark}*`),
  );
}
