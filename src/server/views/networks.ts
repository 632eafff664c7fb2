import type { NetworksAnswer } from '../../protocol/languageServer.ts';
import type { Place } from '../diagnostics.ts';
import type { Understanding } from '../../workspace/understanding.ts';

/** The networks and recipes of a file, in its order. */
export function networksAnswer(understanding: Understanding | undefined, place: Place): NetworksAnswer {
  if (!understanding) return { networks: [], recipes: [] };
  const { networks, parsed, mistakes } = understanding;
  const error = mistakes.find((mistake) => mistake.severity === 'error');
  return {
    networks: networks.map(({ network, totals }) => ({
      name: network.name,
      start: network.declaration.name.range.start,
      complete: totals.complete,
      parameters: totals.parameters.trainable,
      macs: totals.macs,
    })),
    recipes: parsed.file.declarations.flatMap((declaration) =>
      declaration.kind === 'train' && declaration.network.name !== ''
        ? [
            {
              network: declaration.network.name,
              dataset: declaration.dataset.text,
              onFolder: declaration.dataset.kind === 'folder',
              ...(declaration.name && { name: declaration.name.name }),
            },
          ]
        : [],
    ),
    ...(error && { error: { line: place(error.location).start.line + 1, message: error.message } }),
  };
}
