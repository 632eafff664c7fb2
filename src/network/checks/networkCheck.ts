import { locate } from '../../syntax/mistakes.ts';
import type { NetworkDeclaration } from '../../syntax/tree.ts';
import type { Checking } from './expressionCheck.ts';

/** What holds of networks only: the input comes first and once, all parameters have defaults. */
export function checkNetwork({ file, mistakes }: Checking, { name, parameters, body }: NetworkDeclaration) {
  for (const parameter of parameters) {
    if (parameter.default || parameter.name.name === '') continue;
    const message = `A network's parameters all have defaults, as in ${parameter.name.name} = …`;
    mistakes.add('network-parameter', locate(file.uri, parameter.range), message);
  }
  const inputs = body.statements.filter(({ kind }) => kind === 'input');
  const [input, ...more] = inputs;
  if (!input) {
    // A missing body is told by the parser.
    if (body.range.end - body.range.start < 2) return;
    const start = body.range.start + 1;
    const fixes = [
      { title: 'Add input 224x224x3', range: { start, end: start }, text: '\n  input 224x224x3' },
    ];
    const message = `${name.name || 'This network'} has no input: it begins with one, as in input 224x224x3.`;
    mistakes.add('missing-input', locate(file.uri, name.range), message, { fixes });
    return;
  }
  const before = body.statements.slice(0, body.statements.indexOf(input));
  if (before.some(({ kind }) => kind !== 'let')) {
    const message = 'The input comes first in a network; only let may stand before it.';
    mistakes.add('input-late', locate(file.uri, input.range), message);
  }
  for (const another of more) {
    mistakes.add('input-twice', locate(file.uri, another.range), 'This network has an input already.', {
      related: [{ text: 'the first input', location: locate(file.uri, input.range) }],
    });
  }
}
