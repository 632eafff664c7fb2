import type { CodeLens } from 'vscode-languageserver';
import type { AnalysedNetwork } from '../../analysis/analysis.ts';
import { short } from '../../wording/figures.ts';
import type { SourceFile } from '../../syntax/tree.ts';
import type { Place } from '../diagnostics.ts';

/** Commands of the extension that lenses run; their arguments are URI, network and recipe. */
const lensCommands = {
  diagram: 'cnn.openDiagram',
  train: 'cnn.train',
  profile: 'cnn.profile',
} as const;

/** `25.6 M parameters · 3.86 G MACs` */
function costTitle({ totals }: AnalysedNetwork): string {
  return `${short(totals.parameters.trainable)} parameters · ${short(totals.macs)} MACs`;
}

/** Above each network its cost and what can be done with it; above each recipe "Train". */
export function codeLenses(file: SourceFile, networks: readonly AnalysedNetwork[], place: Place): CodeLens[] {
  const { uri } = file;
  return file.declarations.flatMap((declaration) => {
    if (declaration.kind === 'network' && declaration.name.name !== '') {
      const name = declaration.name.name;
      const range = place({ uri, ...declaration.name.range });
      const analysed = networks.find(({ network }) => network.declaration === declaration);
      const action = (title: string, command: string) => ({
        range,
        command: { title, command, arguments: [uri, name] },
      });
      return [
        ...(analysed ? [{ range, command: { title: costTitle(analysed), command: '' } }] : []),
        action('Open diagram', lensCommands.diagram),
        action('Train', lensCommands.train),
        action('Profile', lensCommands.profile),
      ];
    }
    if (declaration.kind === 'train' && declaration.network.name !== '') {
      const range = place({ uri, ...declaration.network.range });
      const target = [uri, declaration.network.name, declaration.name?.name];
      return [{ range, command: { title: 'Train', command: lensCommands.train, arguments: target } }];
    }
    return [];
  });
}
