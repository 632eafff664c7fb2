import type { MistakeDetails, CallSite } from '../../syntax/mistakes.ts';
import { Mistakes, locate } from '../../syntax/mistakes.ts';
import type { BlockDeclaration, Identifier, LetDeclaration, Location, Range } from '../../syntax/tree.ts';
import type { FileScope } from '../fileScope.ts';
import type { FunctionValue, RuntimeValue } from '../values/values.ts';
import { CallTable } from '../kept/callTable.ts';
import { FunctionResults } from '../values/functionResults.ts';
import { ValueKeys } from '../kept/keys.ts';
import { KeptBodies } from '../kept/keptBodies.ts';
import type { Body } from '../network.ts';
import type { Layouts } from '../kept/relocation.ts';
import { Account } from '../account.ts';
import type { Work } from '../account.ts';
import type { FinishedBody, FinishedCall, Finishing } from '../finished.ts';
import type { MistakeCode } from '../../syntax/codes.ts';
import { exact } from '../../wording/figures.ts';

/** One call of the chain that leads to where expansion is. */
export interface CallLink {
  readonly text: string;
  readonly location: Location;
  readonly block: BlockDeclaration;
  readonly outer: CallLink | undefined;
  readonly depth: number;
}

/** Looks on while names of bodies are bound: parameters, `let`s, elements and indexes of loops. */
export type NameWatch = (uri: string, name: Identifier, value: RuntimeValue) => void;

const noLayouts: Layouts = new Map();

/** What it takes to make a list of so many values. */
export const stepsToMake = (size: number) => Math.ceil(size / 16);

/** What it takes to go through them for what is wrong, or to hand them over. */
export const stepsToRead = (size: number) => Math.ceil(size / 4);

/** What all of one expansion shares. */
export class Expansion implements Finishing {
  readonly mistakes = new Mistakes();
  readonly bodies = new Map<string, FinishedBody>();
  readonly keyOf = new Map<Body, string>();
  /** Those whose arguments need not be bound again. */
  readonly calls = new CallTable<FinishedCall>();
  readonly inProgress = new Set<string>();
  /** Of files; `sound`: nothing was wrong in it. */
  readonly lets = new Map<
    LetDeclaration,
    { readonly value: RuntimeValue; readonly sound: boolean } | 'evaluating'
  >();
  /** Blocks and functions that recursed too deep: further calls are left unknown. */
  readonly runaway = new Set<BlockDeclaration | LetDeclaration>();
  readonly keys: ValueKeys;
  /** What earlier expansions left. */
  readonly kept: KeptBodies;
  readonly layouts: Layouts;
  /** How often something was wrong, told again or not: what came about meanwhile can't be kept. */
  troubles = 0;
  level = 0;
  functionDepth = 0;
  /** An expression nested too deep, and that was said. */
  tooDeep = false;
  /** Is told what names of bodies are bound to. */
  watch: NameWatch | undefined;
  /** A bound on the whole was reached, and said so: everything still to come is left out. */
  stopped = false;
  readonly #named = new Map<object, RuntimeValue>();
  readonly #results = new Map<FunctionValue, FunctionResults>();
  /** What it takes, and others with it. */
  readonly account: Account;
  #isApart = false;

  constructor(kept = new KeptBodies(), layouts = noLayouts, account = new Account()) {
    this.kept = kept;
    this.layouts = layouts;
    this.account = account;
    this.keys = new ValueKeys(kept);
  }

  /** What a name of the file or the catalogue means as something to apply: one object each. */
  named<Target extends object>(target: Target, make: (target: Target) => RuntimeValue): RuntimeValue {
    const known = this.#named.get(target);
    if (known) return known;
    const made = make(target);
    this.#named.set(target, made);
    return made;
  }

  /** What a function gave so far. */
  resultsOf(target: FunctionValue): FunctionResults {
    const known = this.#results.get(target);
    if (known) return known;
    const made = new FunctionResults();
    this.#results.set(target, made);
    return made;
  }

  /** What bodies took so far. */
  get work(): Work {
    return { steps: this.account.steps, nodes: this.account.nodes };
  }

  /** Work for all bodies, which whoever needs it first only happens to do. */
  apart<Result>(work: () => Result): Result {
    if (this.#isApart) return work();
    this.#isApart = true;
    try {
      return work();
    } finally {
      this.#isApart = false;
    }
  }

  take(key: string, finished: FinishedBody) {
    this.bodies.set(key, finished);
    this.keyOf.set(finished.body, key);
  }

  report(context: Context, code: MistakeCode, range: Range, message: string, details?: MistakeDetails) {
    this.reportAt(context, code, locate(context.file.uri, range), message, details);
  }

  reportAt(
    context: Context,
    code: MistakeCode,
    location: Location,
    message: string,
    details?: MistakeDetails,
  ) {
    this.troubles++;
    // Once expansion has stopped, everything is unknown, and nothing can be said about it.
    if (this.stopped || this.mistakes.hasTold(code, location)) return;
    this.mistakes.add(code, location, message, details, chainOf(context.calls));
  }

  /** Counts work; false once there was too much of it. */
  spend(context: Context, range: Range, steps = 1): boolean {
    if (this.stopped) return false;
    const { account } = this;
    const taken = this.#isApart ? (account.stepsApart += steps) : (account.steps += steps);
    if (taken <= account.limit) return true;
    const limit = exact(account.limit);
    this.stop(
      context,
      'too-many-steps',
      range,
      `Expansion stops here, after ${limit} steps: this repeats too often.`,
    );
    return false;
  }

  /** Counts the work of going through a value that is given to something. */
  spendOn(context: Context, range: Range, value: RuntimeValue): boolean {
    return value.kind !== 'list' || this.spend(context, range, stepsToRead(value.size));
  }

  stop(context: Context, code: MistakeCode, range: Range, message: string) {
    this.report(context, code, range, message);
    this.stopped = true;
  }
}

/** From so many names on, a scope looks them up in a map; most bind none or few. */
const fewNames = 8;

/** Names bound in a body, with those of the bodies around it. */
export class Scope {
  readonly #outer: Scope | undefined;
  #names: string[] | undefined;
  #values: RuntimeValue[] | undefined;
  #map: Map<string, RuntimeValue> | undefined;

  constructor(outer?: Scope, names?: Iterable<readonly [string, RuntimeValue]>) {
    this.#outer = outer;
    if (names) for (const [name, value] of names) this.bind(name, value);
  }

  /** Of this scope alone. */
  get(name: string): RuntimeValue | undefined {
    if (this.#map) return this.#map.get(name);
    const index = this.#names ? this.#names.indexOf(name) : -1;
    return index < 0 ? undefined : this.#values![index];
  }

  find(name: string): RuntimeValue | undefined {
    return this.get(name) ?? this.#outer?.find(name);
  }

  bind(name: string, value: RuntimeValue) {
    if (this.#map) {
      this.#map.set(name, value);
      return;
    }
    const names = (this.#names ??= []);
    const values = (this.#values ??= []);
    const index = names.indexOf(name);
    if (index >= 0) {
      values[index] = value;
      return;
    }
    names.push(name);
    values.push(value);
    if (names.length > fewNames) this.#map = new Map(names.map((each, at) => [each, values[at]!]));
  }
}

/** Where an expression stands. */
export interface Context {
  readonly expansion: Expansion;
  /** The file whose text is read: its names are seen. */
  readonly file: FileScope;
  readonly scope: Scope;
  readonly calls: CallLink | undefined;
  /** Bodies and flows around it, each some frames on the stack. */
  readonly level?: number;
}

const shownAtEachEnd = 8;

/** The chain of calls, outermost first; a long one without its middle. */
function chainOf(calls: CallLink | undefined): CallSite[] {
  const chain: CallSite[] = [];
  for (let link = calls; link; link = link.outer)
    chain.push({ text: `in ${link.text}`, location: link.location });
  chain.reverse();
  if (chain.length <= 2 * shownAtEachEnd) return chain;
  return [...chain.slice(0, shownAtEachEnd), ...chain.slice(-shownAtEachEnd)];
}
