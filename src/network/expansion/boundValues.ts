import { Account } from '../account.ts';
import { expandDeclaration } from './expandDeclaration.ts';
import type { FileScope } from '../fileScope.ts';
import type { Location, NetworkDeclaration } from '../../syntax/tree.ts';
import type { RuntimeValue } from '../values/values.ts';

/** More different values than these are not looked for. */
const mostValues = 1_000;

/** Of all networks that are looked in, so that whoever points at a name has an answer at once. */
const mostSteps = 100_000;

/**
 * The different values, as the source would write them, that a name of a body is bound to in networks: over all calls
 * of the block that it stands in and all turns of its loops, in their order. `name` is where it is bound.
 */
export class BoundValues {
  readonly found = new Set<string>();
  /** How often the name was bound. */
  count = 0;
  /** It is bound more often than was looked. */
  isCut = false;
  readonly #account = new Account(mostSteps);
  readonly #name: Location;
  readonly #textOf: (value: RuntimeValue) => string | undefined;

  constructor(name: Location, textOf: (value: RuntimeValue) => string | undefined) {
    this.#name = name;
    this.#textOf = textOf;
  }

  /** Expands the network anew, as far as that does not take too long. */
  lookIn(file: FileScope, network: NetworkDeclaration): void {
    const { uri, start } = this.#name;
    if (this.isCut) return;
    expandDeclaration(file, network, {
      account: this.#account,
      watch: (inside, { range }, value) => {
        if (inside !== uri || range.start !== start || this.isCut) return;
        this.count++;
        const text = this.#textOf(value);
        if (text !== undefined) this.found.add(text);
        this.isCut ||= this.found.size >= mostValues;
      },
    });
    this.isCut ||= this.#account.isSpent;
  }
}
