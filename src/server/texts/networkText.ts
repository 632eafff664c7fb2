import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import type { Known } from '../../layers/known.ts';
import { times } from '../../layers/known.ts';
import { exact, short, shortBytes, unknownNote } from '../../wording/figures.ts';
import type { Markdown } from '../../wording/markdown.ts';
import { bullets, inMarkdown, paragraphs } from '../../wording/markdown.ts';
import { fieldText, shapeText } from './useText.ts';

/** The totals of a network. */
export function networkMarkdown({ network, totals }: AnalysedNetwork): Markdown {
  const { parameters, macs, auxiliaryMacs, memory, depth, receptiveField, output } = totals;
  const both = (value: Known): string =>
    value !== undefined && value >= 10_000 ? `${exact(value)} (${short(value)})` : exact(value);
  const lines = [
    inMarkdown`${shapeText(network.input)} → **${shapeText(output)}**`,
    inMarkdown`parameters: ${both(parameters.trainable)}`,
    ...(parameters.nonTrainable !== 0 ? [inMarkdown`not trainable: ${exact(parameters.nonTrainable)}`] : []),
    ...(parameters.auxiliary !== 0
      ? [inMarkdown`auxiliary heads: ${both(parameters.auxiliary)} parameters, ${both(auxiliaryMacs)} MACs`]
      : []),
    inMarkdown`MACs: ${both(macs)}; FLOPs: ${short(times(2, macs))} (2 × MACs)`,
    inMarkdown`activation memory, one image, float32: ${shortBytes(memory.forward)} forward, peak ${shortBytes(memory.peak)}, training ${shortBytes(memory.training)}`,
    inMarkdown`depth: ${exact(depth)}`,
    inMarkdown`receptive field: ${fieldText(receptiveField)}`,
  ];
  const list = bullets(lines);
  return totals.complete ? list : paragraphs(list, inMarkdown`${unknownNote}`);
}
