import type { Work } from '../account.ts';
import { bounds } from '../bounds.ts';
import { CallTable } from './callTable.ts';
import type { Call } from './callTable.ts';
import type { FileScope } from '../fileScope.ts';
import type { DeclarationText, FileLayout, Numbering } from './fingerprints.ts';
import { FileFingerprints } from './fingerprints.ts';
import type { Body, ExpandedNetwork } from '../network.ts';
import type { NetworkDeclaration } from '../../syntax/tree.ts';
import { Recent } from './recent.ts';
import type { Extent, Layouts } from './relocation.ts';
import { extentOf, relocationBetween, relocateBody } from './relocation.ts';
import type { FinishedBody, Applied, Finishing } from '../finished.ts';

/** A body that an expansion made, for those that come after. */
interface KeptBody {
  finished: FinishedBody;
  /** Where the declarations stood that it was made from. */
  layouts: Layouts;
  /** What it took, the bodies that it calls left out. */
  readonly work: Work;
  readonly called: readonly string[];
  /** By node index: the keys of the bodies that are called. */
  readonly calls: readonly (string | undefined)[];
  /** How far into which files its places reach. */
  extent: Extent;
}

interface KeptNetwork {
  readonly network: ExpandedNetwork;
  /** What it took, the bodies that it calls left out. */
  readonly work: Work;
  readonly layouts: Layouts;
  readonly called: readonly string[];
  readonly calls: readonly (string | undefined)[];
}

/** Nodes of kept bodies, some two kilobytes each with their figures, and whatever else is kept. */
const mostNodes = 4_000;

/** Of programs opened: what none of the last used is forgotten when there is too much. */
const turnsKept = 4;

/**
 * What expansions leave to those that come after: bodies without mistakes, found again by what they mean and not by
 * where they stand, so that a keystroke costs the bodies that it changes.
 */
export class KeptBodies implements Numbering {
  readonly #bodies = new Recent<KeptBody>();
  readonly #networks = new Recent<KeptNetwork>();
  readonly #applied = new CallTable<Applied>();
  readonly #texts = new Recent<DeclarationText>();
  readonly #numbers = new Recent<number>();
  readonly #files = new WeakMap<FileScope, FileFingerprints>();
  readonly #layouts = new WeakMap<FileScope, Layouts>();
  #count = 0;
  #turn = 0;
  #threshold = mostNodes;

  /** Called between expansions: a program is opened. */
  beginTurn() {
    this.#turn++;
    const recents = [this.#bodies, this.#networks, this.#applied, this.#texts, this.#numbers];
    const weight = () => recents.reduce((total, recent) => total + recent.weight, 0);
    if (weight() <= this.#threshold) return;
    for (const recent of recents) recent.dropBefore(this.#turn - turnsKept);
    this.#threshold = Math.max(mostNodes, 2 * weight());
  }

  text(...[uri, text, read]: Parameters<Numbering['text']>): DeclarationText {
    const key = `${uri}\n=${text}`;
    const known = this.#texts.get(key, this.#turn);
    if (known) return known;
    const { text: said, starts: pieces, names } = read();
    const alikeKey = `${uri}\n~${said}`;
    const alike = this.#texts.get(alikeKey, this.#turn);
    const made = { ...(alike ?? this.unlike(names)), pieces };
    this.#texts.set(key, made, this.#turn);
    if (!alike) this.#texts.set(alikeKey, made, this.#turn);
    return made;
  }

  unlike(names: readonly string[]): DeclarationText {
    return { id: ++this.#count, names, pieces: [0] };
  }

  meaning(key: string): number {
    const known = this.#numbers.get(key, this.#turn);
    if (known !== undefined) return known;
    const made = ++this.#count;
    this.#numbers.set(key, made, this.#turn);
    return made;
  }

  of(file: FileScope): FileFingerprints {
    const known = this.#files.get(file);
    if (known) return known;
    const made = new FileFingerprints(file, this);
    this.#files.set(file, made);
    return made;
  }

  /** Where the declarations of a file and of all that it imports stand. */
  layoutsOf(file: FileScope): Layouts {
    const known = this.#layouts.get(file);
    if (known) return known;
    const files = new Set([file]);
    for (const each of files) for (const imported of each.imports) if (imported) files.add(imported);
    const made = new Map<string, FileLayout>([...files].map((each) => [each.uri, this.of(each).layout]));
    this.#layouts.set(file, made);
    return made;
  }

  keep(key: string, finished: FinishedBody, expansion: Finishing, work: Work, called: ReadonlySet<string>) {
    const calls = callsOf(finished.body, expansion);
    const kept = {
      finished,
      layouts: expansion.layouts,
      work,
      called: [...called],
      calls,
      extent: extentOf(finished.body),
    };
    this.#bodies.set(key, kept, this.#turn, finished.body.nodes.length + 1);
  }

  /**
   * Gives an expansion a kept body, with those that it calls, as if it had expanded them: at the places where they
   * stand now, and counted. Nothing where there is none, or where a bound would be reached in it, which then is told.
   */
  find(key: string, expansion: Finishing, depth: number): FinishedBody | undefined {
    const needed = this.#needed([key], expansion, depth);
    if (!needed) return undefined;
    for (const [each, kept] of needed) this.#adopt(each, kept, expansion);
    return expansion.bodies.get(key);
  }

  /** A layer on the same operands with the same arguments, as it was applied before without mistakes. */
  findApplied(call: Call): Applied | undefined {
    return this.#applied.get(call, this.#turn);
  }

  keepApplied(call: Call, applied: Applied) {
    this.#applied.set(call, applied, this.#turn);
  }

  keepNetwork(
    file: FileScope,
    network: ExpandedNetwork,
    expansion: Finishing,
    work: Work,
    called: ReadonlySet<string>,
  ) {
    const { layouts } = expansion;
    const key = String(this.of(file).of(network.declaration));
    const kept = { network, layouts, work, called: [...called], calls: callsOf(network.body, expansion) };
    this.#networks.set(key, kept, this.#turn, network.body.nodes.length + 1);
  }

  /** A kept network, at the place where it stands now. */
  findNetwork(
    file: FileScope,
    declaration: NetworkDeclaration,
    expansion: Finishing,
  ): ExpandedNetwork | undefined {
    const kept = this.#networks.get(String(this.of(file).of(declaration)), this.#turn);
    const needed = kept && this.#needed(kept.called, expansion, 1, kept.work);
    if (!needed) return undefined;
    for (const [each, body] of needed) this.#adopt(each, body, expansion);
    const { network, layouts, calls, work } = kept;
    expansion.account.add(work);
    const relocation = relocationBetween(layouts, expansion.layouts);
    const body = relocateBody(network.body, relocation, bodiesOf(calls, expansion));
    if (body === network.body && declaration === network.declaration) return network;
    const expectations = network.expectations.map((expectation) => ({
      ...expectation,
      location: relocation.of(expectation.location),
      quantityLocation: relocation.of(expectation.quantityLocation),
    }));
    const made = { ...network, declaration, location: relocation.of(network.location), body, expectations };
    this.keepNetwork(file, made, expansion, work, new Set(kept.called));
    return made;
  }

  /**
   * The kept bodies that are new to an expansion, called before callers; undefined if one is missing, or they and
   * `own`, what their caller takes, are too much.
   */
  #needed(
    keys: readonly string[],
    expansion: Finishing,
    depth: number,
    own: Work = { steps: 0, nodes: 0 },
  ): Map<string, KeptBody> | undefined {
    const found = new Map<string, KeptBody>();
    const ordered = new Map<string, KeptBody>();
    const stack = keys.map((key) => ({ key, isLeft: false }));
    const total = { ...own };
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { key, isLeft } = next;
      if (isLeft) {
        ordered.set(key, found.get(key)!);
        continue;
      }
      if (found.has(key) || expansion.bodies.has(key)) continue;
      const kept = this.#bodies.get(key, this.#turn);
      if (!kept) return undefined;
      found.set(key, kept);
      total.steps += kept.work.steps;
      total.nodes += kept.work.nodes;
      stack.push({ key, isLeft: true }, ...kept.called.map((called) => ({ key: called, isLeft: false })));
    }
    const height = Math.max(0, ...keys.map((key) => found.get(key)?.finished.height ?? 0));
    return depth + height - 1 <= bounds.calls && expansion.account.hasRoomFor(total) ? ordered : undefined;
  }

  #adopt(key: string, kept: KeptBody, expansion: Finishing) {
    const { finished, layouts, calls, work, extent } = kept;
    // Another network of the same texts may have put it in its place already.
    if (layouts !== expansion.layouts) {
      const relocation = relocationBetween(layouts, expansion.layouts);
      const stays = !relocation.moves(extent) && callsTheSame(finished.body, calls, expansion);
      if (!stays) {
        const body = relocateBody(finished.body, relocation, bodiesOf(calls, expansion));
        kept.finished = { ...finished, body };
        kept.extent = extentOf(body);
      }
      kept.layouts = expansion.layouts;
    }
    expansion.take(key, kept.finished);
    expansion.account.add(work);
  }
}

const callsTheSame = ({ nodes }: Body, calls: readonly (string | undefined)[], { bodies }: Finishing) =>
  calls.every((call, index) => {
    if (call === undefined) return true;
    const node = nodes[index];
    return node?.kind === 'call' && node.body === bodies.get(call)!.body;
  });

const bodiesOf = (calls: readonly (string | undefined)[], { bodies }: Finishing) =>
  calls.map((call) => (call === undefined ? undefined : bodies.get(call)!.body));

const callsOf = ({ nodes }: Body, { keyOf }: Finishing) =>
  nodes.map((node) => (node.kind === 'call' ? keyOf.get(node.body) : undefined));
