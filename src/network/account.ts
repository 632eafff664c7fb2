import { bounds } from './bounds.ts';

/** What the bounds of an expansion count. */
export interface Work {
  steps: number;
  nodes: number;
}

/**
 * What expansions took that share their bounds: those of all networks of a file, one after the other. Work for all
 * bodies, which whoever needs it first only happens to do, is counted by itself: so what a body takes does not depend
 * on what was expanded before it.
 */
export class Account {
  /** Those that bodies took. */
  steps = 0;
  /** Of all different bodies together. */
  nodes = 0;
  stepsApart = 0;
  /** Of the steps, each of both kinds. */
  readonly limit: number;
  readonly mostNodes: number;

  constructor(limit: number = bounds.steps, mostNodes: number = bounds.nodes) {
    this.limit = limit;
    this.mostNodes = mostNodes;
  }

  get isSpent(): boolean {
    return this.steps > this.limit || this.stepsApart > this.limit || this.nodes > this.mostNodes;
  }

  hasRoomFor({ steps, nodes }: Work): boolean {
    return this.steps + steps <= this.limit && this.nodes + nodes <= this.mostNodes;
  }

  /** Counts work that was done before, and fits. */
  add({ steps, nodes }: Work) {
    this.steps += steps;
    this.nodes += nodes;
  }
}

/** What was taken from `before` to `after`, without what is counted elsewhere. */
export const workBetween = (before: Work, after: Work, elsewhere: Work): Work => ({
  steps: after.steps - before.steps - elsewhere.steps,
  nodes: after.nodes - before.nodes - elsewhere.nodes,
});
