/** What expansion has finished, and what those that keep it need to know of an expansion: nothing of how it goes. */
import type { Account } from './account.ts';
import type { Layouts } from './kept/relocation.ts';
import type { Body, CallArgument } from './network.ts';
import type { CheckedArguments, PartlyKnownArguments } from '../layers/known.ts';
import type { Shape } from '../layers/shape.ts';
import type { LayerProblem } from '../layers/layer.ts';

/** A body as expansion leaves it. */
export interface FinishedBody {
  readonly body: Body;
  /** Layers in it and below. */
  readonly layerCount: number;
  /** The same with every call counted as one at least: what the bound is about. */
  readonly extent: number;
  /** How deep the calls in it nest; 1 where it calls nothing. */
  readonly height: number;
  /** Nothing was wrong in it or below. */
  readonly sound: boolean;
}

/** What a call of a block led to. */
export interface FinishedCall {
  /** `Bottleneck(128, stride: 2)` */
  readonly text: string;
  readonly arguments: readonly CallArgument[];
  readonly key: string;
  readonly finished: FinishedBody;
}

/** A layer on its operands: its arguments checked, its output or what is wrong. */
export interface Applied {
  readonly arguments: CheckedArguments | undefined;
  /** What is known of the arguments where one is wrong or missing. */
  readonly partly: PartlyKnownArguments | undefined;
  readonly inputs: readonly (Shape | undefined)[];
  readonly output: Shape | undefined;
  readonly problem: LayerProblem | undefined;
}

/** An expansion as seen by what keeps its bodies for those that come after. */
export interface Finishing {
  readonly bodies: ReadonlyMap<string, FinishedBody>;
  readonly keyOf: ReadonlyMap<Body, string>;
  /** Where the declarations stand from which it is made. */
  readonly layouts: Layouts;
  readonly account: Account;
  /** A finished body is there for every further call of its kind. */
  take(key: string, finished: FinishedBody): void;
}
