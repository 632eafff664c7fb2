/** How far expansion goes; each bound is told when it is reached. */
export const bounds = {
  layers: 100_000,
  /** Nodes of all different bodies together. */
  nodes: 250_000,
  calls: 256,
  /** Statements, loop iterations, function calls, list elements, and `stepsOfBody`. */
  steps: 500_000,
  /** What a body that differs from all before costs besides its statements: it is kept, analysed and shown by itself. */
  stepsOfBody: 80,
  /** Bodies, flows and expressions inside each other at one moment, natively on the stack. */
  levels: 1_200,
  listElements: 100_000,
  textLength: 10_000,
  /** Values that hold values: lists of lists, flows that use flows. */
  valueDepth: 300,
} as const;
