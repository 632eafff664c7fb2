/** The language server's process, started by the extension (or any client, with --stdio): see `front.ts`. */
import { fileURLToPath } from 'node:url';
import { Front } from './threads/front.ts';
import { transport } from './threads/transport.ts';

const editor = transport(process.argv.slice(2), () => front.leave(1));
const front = new Front(editor, { thread: fileURLToPath(new URL('serverThread.cjs', import.meta.url)) });
front.listen();
