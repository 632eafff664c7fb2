/** The extension host, as this page knows it. */
import type { DiagramFromWebview, DiagramToWebview } from '../../src/protocol/diagram.ts';
import { diagramToWebview } from '../../src/protocol/diagramChecks.ts';
import { arrive } from '../../src/protocol/check.ts';
import type { View } from './view.ts';

/** What is kept while the page is hidden or its window reloaded. */
interface Remembered {
  readonly uri?: string;
  readonly network?: string;
  readonly open: readonly string[];
  readonly selected?: string;
  readonly view?: View;
}

interface VsCodeApi {
  postMessage(message: DiagramFromWebview): void;
  getState(): Remembered | undefined;
  setState(state: Remembered): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export function post(message: DiagramFromWebview): void {
  api.postMessage(message);
}

export function remembered(): Remembered {
  return api.getState() ?? { open: [] };
}

export function remember(state: Remembered): void {
  api.setState(state);
}

/** `onWrong` gets what is wrong with a message that is none of the protocol's. */
export function listen(
  onMessage: (message: DiagramToWebview) => void,
  onWrong: (wrong: string) => void,
): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const arrival = arrive(diagramToWebview, event.data);
    if (arrival.ok) onMessage(arrival.value);
    else onWrong(arrival.wrong);
  });
}
