/** The language server's process, started by the extension (or any client, with --stdio). */
import { fileURLToPath } from 'node:url';
import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { DiagramLayout } from '../../diagram/layout.ts';
import { serve } from './server.ts';

const layoutWorker = fileURLToPath(new URL('layoutWorker.cjs', import.meta.url));
/** Shipped beside the bundle's folder. */
const diagnosticsPage = new URL('../docs/diagnostics.md', import.meta.url).href;
serve(createConnection(ProposedFeatures.all), new DiagramLayout(layoutWorker), diagnosticsPage);
