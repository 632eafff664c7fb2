/**
 * docs/layers.md as the catalogue has it: what each layer does, where it comes from, its parameters, and an
 * example with its shapes and formulas filled in, by the same functions that the editor asks.
 */
import { analyse } from '../../src/analysis/analyse.ts';
import type { LayerView } from '../../src/analysis/analysis.ts';
import { layersOf } from '../../src/analysis/views.ts';
import { layerSignature } from '../../src/server/texts/layerText.ts';
import { parseSource } from '../../src/language/parse.ts';
import { defaultText, expectation } from '../../src/layers/parts/arguments.ts';
import { layers } from '../../src/layers/catalogue.ts';
import { initializerSchemes } from '../../src/layers/parts/initializers.ts';
import { certain } from '../../src/layers/known.ts';
import type { AnyLayer, Figure, LayerKind } from '../../src/layers/layer.ts';
import type { ParameterSpec } from '../../src/layers/parameter.ts';
import { shapeText } from '../../src/layers/shape.ts';
import { expandNetwork, openProgram } from '../../src/network/expand.ts';
import { exampleOf } from './layerExamples.ts';

const headings: Readonly<Record<LayerKind, string>> = {
  convolution: 'Convolutions',
  dense: 'Dense',
  shape: 'Shape',
  pooling: 'Pooling',
  normalization: 'Normalization',
  activation: 'Activations',
  regularization: 'Regularization',
  merge: 'Merging',
  output: 'Outputs',
};

const introduction = `# Layers

<!-- Written by \`npm run docs\` from the catalogue, src/layers/: change it there. -->

Every layer of the language, as the catalogue has it; [language.md](language.md) tells how layers are put together.
The first two arguments may be given by position (where a layer's entry does not say otherwise), the others by name. What has a default may be left out. Under each
example are the layer's shapes and what it costs there, formulas filled in: parameters are the trainable ones, and one
multiply and one add are one MAC.`;

/** Markdown, not yet formatted. Throws where an example has a mistake. */
export function layerReference(): string {
  const kinds = Object.keys(headings) as LayerKind[];
  const ofKind = (kind: LayerKind) => layers.filter((layer) => layer.kind === kind);
  const shown = kinds.filter((kind) => ofKind(kind).length > 0);
  return [
    introduction,
    shown.map((kind) => `- ${headings[kind]}: ${links(ofKind(kind))}`).join('\n'),
    ...shown.flatMap((kind) => [`## ${headings[kind]}`, ...ofKind(kind).map(layerSection)]),
    initializers(),
  ].join('\n\n');
}

const links = (some: readonly AnyLayer[]): string =>
  some.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(', ');

function layerSection(layer: AnyLayer): string {
  const example = exampleOf(layer);
  const facts = factsOf(exampleLayer(layer, example));
  return [
    `### ${layer.name}`,
    `\`${layerSignature(layer)}\``,
    layer.documentation,
    ...(layer.source === undefined ? [] : [`Source: ${layer.source}.`]),
    ...parameterTable(layer),
    `\`\`\`cnn\n${example}\n\`\`\``,
    facts.map((fact) => `- ${fact}`).join('\n'),
  ].join('\n\n');
}

function parameterTable(layer: AnyLayer): string[] {
  const parameters = Object.entries(layer.parameters);
  if (parameters.length === 0) return [];
  const rows = parameters.map(([name, spec]) =>
    row([`\`${name}\``, expectation(spec), standardOf(spec), spec.documentation]),
  );
  return [
    [row(['parameter', 'takes', 'default', 'meaning']), '| --- | --- | --- | --- |', ...rows].join('\n'),
  ];
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function standardOf(spec: ParameterSpec): string {
  if (spec.required) return 'must be given';
  const text = defaultText(spec);
  if (text === undefined) return 'none';
  return text.includes(' ') && !text.startsWith('[') ? text : `\`${text}\``;
}

/** The layer as it stands in its example. */
function exampleLayer(layer: AnyLayer, example: string): LayerView {
  const program = openProgram('file:///example.cnn', (uri) => parseSource(uri, example));
  const network = expandNetwork(program, 'Example');
  const [mistake] = [...program.mistakes, ...(network?.mistakes ?? [])];
  const found = network && layersOf(analyse(network)).findLast(({ node }) => node.layer.name === layer.name);
  if (mistake || !found) {
    throw new Error(
      `The example of ${layer.name} (scripts/docs/layerExamples.ts) ${mistake ? `has a mistake: ${mistake.message}` : 'does not apply it.'}`,
    );
  }
  return found;
}

function factsOf({ figures, node }: LayerView): string[] {
  const { applied, remarks } = figures;
  if (!applied) throw new Error(`The shapes of ${node.layer.name}'s example are not known.`);
  const parameters = certain(figures.parameters);
  const macs = certain(figures.macs);
  const elementwise = certain(figures.elementwise);
  const nonTrainable = certain(figures.nonTrainable);
  const tensors = certain(figures.weights).map(
    ({ name, shape, trainable }) => `\`${name}\` [${shape.join(', ')}]${trainable ? '' : ' (not trained)'}`,
  );
  return [
    `Shape: ${applied.inputs.map(shapeText).join(', ')} → ${shapeText(applied.output)}`,
    `Parameters: ${figureText(parameters)}${nonTrainable > 0 ? `, and ${count(nonTrainable)} that are not trained` : ''}`,
    ...(tensors.length > 0 ? [`Weights: ${tensors.join(', ')}`] : []),
    ...(macs.value > 0 ? [`MACs: ${figureText(macs)}`] : []),
    ...(elementwise.value > 0 ? [`Elementwise operations: ${figureText(elementwise)}`] : []),
    ...remarks,
  ];
}

const count = (value: number): string => value.toLocaleString('en-US');

function figureText({ value, formula }: Figure): string {
  return /[·+]/.test(formula) ? `${formula} = ${count(value)}` : count(value);
}

function initializers(): string {
  const lines = Object.entries(initializerSchemes).map(
    ([name, { documentation, number }]) =>
      `- \`${name}${number ? `(${number.name})` : ''}\`: ${documentation}`,
  );
  return ['## Initializers', 'What `init` and `bias_init` take.', lines.join('\n')].join('\n\n');
}
