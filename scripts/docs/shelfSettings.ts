/** The settings of package.json that follow from shelves: where each data set is taken from, and which engine trains. */
import { dataSets } from '../../src/training/data/sets/catalogue.ts';
import type { DataSetDefinition } from '../../src/training/data/sets/definition.ts';
import { engines } from '../../src/training/engines/catalogue.ts';

interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: { restrictedConfigurations: string[] } };
  readonly contributes: { readonly configuration: { properties: Record<string, unknown> } };
}

const ofDataSet = /^cnn\.\w+\.(source|checksum)$/;

/** The manifest's text with these settings as the shelves have them now. */
export function withSettings(text: string): string {
  const manifest = JSON.parse(text) as Manifest;
  const settings = Object.fromEntries(dataSets.flatMap(settingsOf));
  // A data set may be fetched from where its setting says only where that is the person's own.
  const restricted = manifest.capabilities.untrustedWorkspaces;
  restricted.restrictedConfigurations = [
    ...Object.keys(settings),
    ...restricted.restrictedConfigurations.filter((name) => !ofDataSet.test(name)),
  ];
  const { configuration } = manifest.contributes;
  const others = Object.entries(configuration.properties).filter(([name]) => !ofDataSet.test(name));
  const properties = { ...Object.fromEntries(others), ...settings };
  configuration.properties = { ...properties, 'cnn.engine': engineSetting() };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function engineSetting(): object {
  const ids = engines.map(({ id }) => id);
  const order = ids.map((id, index) =>
    index < ids.length - 1 ? `${id} where it is installed` : `else ${id}`,
  );
  return {
    type: 'string',
    enum: ['automatic', ...ids],
    enumDescriptions: [`${order.join(', ')}.`, ...engines.map(({ description }) => description)],
    default: 'automatic',
    description: 'What networks are trained on.',
  };
}

function settingsOf({ id, title, home, archives }: DataSetDefinition): [name: string, setting: object][] {
  const setting = (markdownDescription: string) => ({ type: 'string', default: '', markdownDescription });
  const host = `Empty: the official host, \`${home}\`.`;
  const source = `cnn.${id}.source`;
  if (archives.length > 1) {
    const names = archives.map(({ name }) => `\`${name}\``).join(', ');
    return [
      [
        source,
        setting(
          `Where ${title} is fetched from: the URL of a folder with ${names}, or a folder on disk with these or its unpacked files. ${host}`,
        ),
      ],
    ];
  }
  return [
    [
      source,
      setting(
        `Where ${title} is fetched from: the URL of an archive, or a folder with the archive or its unpacked files. ${host}`,
      ),
    ],
    [
      `cnn.${id}.checksum`,
      setting(
        `The archive's checksum at \`#${source}#\`, in hexadecimal (SHA-256 or MD5). Empty: the official archive's.`,
      ),
    ],
  ];
}
