/** How far expansion goes; each bound is told when it is reached. */
export const bounds = {
  layers: 50_000,
  /** Nodes of all different bodies of a file together. */
  nodes: 50_000,
  /** Of one loop. */
  iterations: 100_000,
  calls: 256,
  /**
   * Of all networks of a file together: statements, loop iterations, operations, operands, function calls, list
   * elements, and those below. A step takes about a microsecond, and what is kept of it about half a kilobyte.
   */
  steps: 350_000,
  /** What a body that differs from all before costs besides its statements: it is kept, analysed and shown by itself. */
  stepsOfBody: 120,
  stepsOfNode: 2,
  /** What a layer costs whose arguments or operands no layer of its body had before: it is checked and counted anew. */
  stepsOfLayer: 20,
  /** Bodies, flows and expressions inside each other at one moment, natively on the stack. */
  levels: 1_000,
  listElements: 100_000,
  textLength: 10_000,
  /** Values that hold values: lists of lists, flows that use flows. */
  valueDepth: 300,
} as const;
