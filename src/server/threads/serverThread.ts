/** The language server proper: a thread of its process, which `front.ts` starts, watches and ends. */
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import {
  PortMessageReader,
  PortMessageWriter,
  ProposedFeatures,
  createConnection,
} from 'vscode-languageserver/node';
import { DiagramLayout } from '../../diagram/layout/layout.ts';
import type { DrawnTexts } from './diagramThread.ts';
import { Files } from '../../workspace/files.ts';
import { Intake } from '../intake.ts';
import { serve } from '../server.ts';
import type { Report, ThreadData } from './threadMessages.ts';
import { Working } from '../../workspace/working.ts';

const { port, leftOut, onlySeen } = workerData as ThreadData;
const report = (message: Report): void => parentPort?.postMessage(message);
parentPort?.on('message', () => report({ kind: 'alive' }));
const working = new Working((uri) => report({ kind: 'working', uri }));
const files = new Files();
for (const each of leftOut) files.leaveOut(each);

const diagramThread = fileURLToPath(new URL('diagramThread.cjs', import.meta.url));
/** Shipped beside the bundle's folder. */
const diagnosticsPage = new URL('../docs/diagnostics.md', import.meta.url).href;
const writer = new PortMessageWriter(port);
const intake = new Intake(new PortMessageReader(port), writer, files, working);
const connection = createConnection(ProposedFeatures.all, intake.reader, writer, intake.options);
serve(
  connection,
  { intake, files, working, onlySeen },
  new DiagramLayout<DrawnTexts>(diagramThread),
  diagnosticsPage,
);
