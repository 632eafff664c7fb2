/** Refactorings of texts: what is offered at a cursor or selection, and the text that each would make. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Files } from '../../../../src/workspace/files.ts';
import { refactorings } from '../../../../src/server/actions/refactorings/catalogue.ts';
import type { Offer, RefactoringKind, Site } from '../../../../src/server/actions/editing/site.ts';
import { withChanges } from '../../../../src/server/actions/editing/trial.ts';
import type { Understanding } from '../../../../src/workspace/understanding.ts';
import { Understandings } from '../../../../src/workspace/understanding.ts';
import { mainUri, written } from '../../written.ts';

export const kinds: ReadonlySet<RefactoringKind> = new Set(['rewrite', 'extract', 'inline']);

/** Of a text with a cursor `|` or a selection `«…»`. */
export function siteOf(text: string, others: Readonly<Record<string, string>> = {}): Site {
  const { understanding, files, offset, range } = written(text, others);
  return {
    understanding,
    selection: range ?? { start: offset, end: offset },
    load: files.load,
    users: [understanding],
  };
}

/** A sample as it lies on disk, with everything that it imports. */
export function sampleSite(path: string): Omit<Site, 'selection'> {
  const uri = pathToFileURL(path).href;
  const files = new Files();
  files.set({ uri, version: 1, text: readFileSync(path, 'utf8') });
  const understanding = new Understandings(files).of(uri);
  if (!understanding) throw new Error(`${path} was not understood.`);
  return { understanding, load: files.load, users: [understanding] };
}

export interface Applied {
  readonly title: string;
  readonly text: string;
  readonly understanding: Understanding;
}

/** The offer whose title begins so, and what the file is after it. */
export function apply(site: Site, title: string): Applied {
  const offers = refactorings(site, kinds);
  const offer = offers.find((each) => each.title.startsWith(title));
  if (!offer) throw new Error(`Not offered: ${title}; but ${offers.map((each) => each.title).join(' | ')}`);
  if ('refused' in offer) throw new Error(`${offer.title} is refused: ${offer.refused}`);
  return { title: offer.title, ...applied(site, offer) };
}

/** The file after an offer, analysed anew as the editor would. */
export function applied(site: Site, offer: Offer): { text: string; understanding: Understanding } {
  if ('refused' in offer) throw new Error(offer.refused);
  const { uri } = site.understanding;
  const text = withChanges(
    site.understanding.parsed.text,
    offer.changes.filter((change) => change.uri === uri),
  );
  const files = new Files();
  for (const [each, source] of Object.entries(site.understanding.sources()))
    files.set({ uri: each, version: 1, text: source });
  files.set({ uri, version: 2, text });
  const understanding = new Understandings(files).of(uri);
  if (!understanding) throw new Error('The changed text was not understood.');
  return { text, understanding };
}

/** What an offer that can't be done says. */
export function refusal(site: Site): string {
  const offer = refactorings(site, kinds).find((each) => 'refused' in each);
  if (!offer || !('refused' in offer)) throw new Error('Nothing is refused here.');
  return offer.refused;
}

export const titles = (site: Site): readonly string[] => refactorings(site, kinds).map(({ title }) => title);

export { mainUri };
