/**
 * The language server's process, started by the extension (or any client, with --stdio): see `front.ts`.
 *
 * The room gives what an editor asks of a language server, one pure function a feature. It never imports cli/ or vscode/.
 */
import { fileURLToPath } from 'node:url';
import { Front } from './threads/front.ts';
import { transport } from './threads/transport.ts';

const editor = transport(process.argv.slice(2), () => front.leave(1));
const front = new Front(editor, { thread: fileURLToPath(new URL('serverThread.cjs', import.meta.url)) });
front.listen();
