/**
 * The diagram's page: shows what the extension host sends, and tells it what the person wishes.
 *
 * The room never imports what understands texts: it gets data.
 */
import { visibleLines } from '../../src/wording/visible.ts';
import type {
  DiagramToWebview,
  PositionedChip,
  PositionedDiagram,
  PositionedItem,
} from '../../src/protocol/diagram.ts';
import { hasErrors } from '../../src/diagram/model/opened.ts';
import { html } from '../ui/dom.ts';
import { atCursor } from './atCursor.ts';
import { Canvas } from './canvas.ts';
import { Details } from './details.ts';
import { Header } from './header.ts';
import { listen, post, remember, remembered } from './host.ts';
import { Minimap } from './minimap.ts';
import { Walk } from './walk.ts';
import './diagram.css';

/** Milliseconds after which the page says what it waits for. */
const PATIENCE = 1000;

const before = remembered();
let open: ReadonlySet<string> = new Set(before.open);
/** With what is missing while the text is broken. */
let opened: readonly string[] = before.open;
let network = before.network;
let selected = before.selected;
let networks: readonly string[] = [];
let file = '';
/** What was clicked to open or close: it stays where it is. */
let toggled: string | undefined;
let cursor: { readonly uri: string; readonly offset: number } | undefined;
let walk: Walk | undefined;
let waiting: number | undefined;
let saving: number | undefined;

const notice = html('div', { class: 'notice', role: 'status', hidden: true });
const empty = html('div', { class: 'empty', hidden: true });
const minimap = new Minimap((x, y) => canvas.lookAt(x, y));
const canvas = new Canvas({
  onSelect: (id) => select(id, true),
  onToggle: toggle,
  onClear: () => select(undefined),
  onView: (view) => {
    minimap.look(view, canvas.size);
    save();
  },
});
const details = new Details({
  onSelect: (id) => {
    select(id, true);
    canvas.reveal(id);
  },
  onSource: (id, source) => post({ kind: 'select', id, source }),
  onClose: () => select(undefined),
});
const header = new Header({
  onNetwork: (name) => {
    network = name;
    open = new Set();
    opened = [];
    select(undefined);
    canvas.clear();
    post({ kind: 'network', network: name });
  },
  onZoom: (factor) => canvas.zoom(factor),
  onFit: () => canvas.fit(),
  onExport: () => post({ kind: 'export', theme: isLight() ? 'light' : 'dark' }),
  onMistake: (mistake, item) => {
    if (item !== undefined) {
      select(item);
      canvas.reveal(item);
    }
    post({ kind: 'select', id: item ?? '', source: mistake.place });
  },
});

const stage = html('div', { class: 'stage' }, notice, canvas.root, empty, minimap.root);
document.body.append(header.root, html('main', {}, stage, details.root));
document.addEventListener('keydown', onKey);
listen(receive, (wrong) =>
  say(`The diagram got a message that it does not understand (${wrong}): reload the window.`),
);
post({ kind: 'ready', open: [...open], network });
wait('Waiting for the language server');

function receive(message: DiagramToWebview): void {
  switch (message.kind) {
    case 'diagram':
      networks = message.networks;
      file = message.file;
      opened = message.opened;
      show(message.diagram);
      break;
    case 'waiting':
      wait(message.activity);
      break;
    case 'stale':
      endWait();
      canvas.root.classList.add('stale');
      say(message.reason);
      break;
    case 'empty':
      endWait();
      say('');
      nothing(message.message, message.networks);
      break;
    case 'cursor':
      cursor = { uri: message.uri, offset: message.offset };
      followCursor(true);
      break;
  }
}

function show(diagram: PositionedDiagram): void {
  endWait();
  say(diagram.notice ?? '');
  empty.hidden = true;
  canvas.root.hidden = false;
  canvas.root.classList.remove('stale');
  const isFirst = canvas.diagram === undefined;
  const isSame = before.uri === diagram.uri && before.network === diagram.network;
  if (!isFirst && canvas.diagram?.network !== diagram.network) canvas.clear();
  network = diagram.network;
  open = new Set(diagram.open);
  const renamed = new Map(diagram.renamed);
  if (selected !== undefined) selected = renamed.get(selected) ?? selected;
  canvas.show(diagram, toggled, isFirst && isSame ? before.view : undefined);
  toggled = undefined;
  walk = new Walk(diagram);
  header.show(diagram, networks, file);
  minimap.show(diagram);
  minimap.look(canvas.view, canvas.size);
  const lost = hasErrors(diagram) && !find(selected) ? selected : undefined;
  select(selected);
  // A half-typed line takes what is selected away for a moment.
  selected ??= lost;
  followCursor(false);
}

function nothing(message: string, all: readonly string[]): void {
  canvas.clear();
  canvas.root.hidden = true;
  minimap.hide();
  details.hide();
  header.show(undefined, all, file);
  empty.hidden = false;
  empty.textContent = visibleLines(message);
}

function find(
  id: string | undefined,
): { readonly item: PositionedItem; readonly chip?: PositionedChip } | undefined {
  for (const item of canvas.diagram?.items ?? []) {
    if (item.id === id) return { item };
    const chip = item.chips.find((each) => each.id === id);
    if (chip) return { item, chip };
  }
  return undefined;
}

/** `tell`: the editor shall show its text. */
function select(id: string | undefined, tell = false): void {
  const found = find(id);
  selected = found ? id : undefined;
  canvas.select(selected);
  save();
  if (!found || !canvas.diagram || selected === undefined) {
    details.hide();
    return;
  }
  details.show(canvas.diagram, found.item, found.chip);
  // A diagram that only follows an edit leaves the keyboard with the editor.
  if (document.hasFocus()) canvas.focus(selected);
  // The details take a part of the page.
  if (tell && !found.item.open) canvas.reveal(selected);
  const source = found.chip ? found.chip.source : found.item.sources[0];
  if (tell && source) post({ kind: 'select', id: selected, source });
}

function toggle(id: string): void {
  const next = new Set(open);
  if (!next.delete(id)) next.add(id);
  open = next;
  opened = [...next];
  toggled = id;
  save();
  post({ kind: 'open', open: [...next] });
  wait('Laying out the diagram');
}

/** `moved`: the cursor went somewhere; what it stands on comes into view. */
function followCursor(moved: boolean): void {
  if (!canvas.diagram || !cursor) return;
  const ids = atCursor(canvas.diagram, cursor.uri, cursor.offset);
  canvas.mark(ids);
  const [first] = ids;
  if (moved && first !== undefined && !canvas.isShown(ids)) canvas.reveal(first);
}

function wait(activity: string): void {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => say(`${activity}…`), PATIENCE);
}

function endWait(): void {
  window.clearTimeout(waiting);
}

function say(sentence: string): void {
  notice.textContent = visibleLines(sentence);
  notice.hidden = sentence === '';
}

/** Not at every step of a drag: the state is written to disk. */
function save(): void {
  window.clearTimeout(saving);
  saving = window.setTimeout(() => {
    remember({
      uri: canvas.diagram?.uri,
      network,
      open: [...opened],
      selected,
      view: canvas.diagram && canvas.view,
    });
  }, 200);
}

function isLight(): boolean {
  const { classList } = document.body;
  return classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light');
}

function onKey(event: KeyboardEvent): void {
  if (
    event.altKey ||
    (event.target instanceof Element && event.target.closest('vscode-dropdown, aside, header'))
  ) {
    if (event.key === 'Escape') select(undefined);
    return;
  }
  const handled = event.ctrlKey || event.metaKey ? false : act(event.key);
  if (handled) event.preventDefault();
}

function act(key: string): boolean {
  const item = find(selected)?.item;
  switch (key) {
    case '+':
    case '=':
      canvas.zoom(1.25);
      return true;
    case '-':
    case '_':
      canvas.zoom(1 / 1.25);
      return true;
    case '0':
      canvas.fit();
      return true;
    case 'Escape':
      select(undefined);
      return true;
    case 'Home':
      return go(walk?.first());
    case 'End':
      return go(walk?.last());
    case 'ArrowDown':
      return go(item ? walk?.down(item.id) : walk?.first());
    case 'ArrowUp':
      return go(item ? walk?.up(item.id) : walk?.last());
    case 'ArrowRight':
      if (item && item.type === 'box' && !item.open) toggle(item.id);
      else return go(item && (walk?.firstInside(item.id) ?? walk?.beside(item.id, 1)));
      return true;
    case 'ArrowLeft':
      if (item?.open && item.closable) toggle(item.id);
      else return go(item && (walk?.beside(item.id, -1) ?? walk?.parent(item.id)));
      return true;
    case 'Enter':
    case ' ':
      if (!item) return false;
      if (key === ' ' && item.type === 'box' && item.closable) toggle(item.id);
      else select(selected, true);
      return true;
    default:
      return false;
  }
}

function go(id: string | undefined): boolean {
  if (id === undefined) return false;
  select(id);
  canvas.reveal(id);
  return true;
}
