/**
 * How often a property is tried, and on which draws: the same ones each time, so that what main lets pass today it
 * lets pass tomorrow. Others, and more of them, are had by hand:
 * `CNN_SEED=$RANDOM CNN_TIMES=50 npx vitest run test/language --testTimeout 1800000`.
 */
export const draws = (count = 100): { readonly seed: number; readonly numRuns: number } => ({
  seed: fromEnvironment('CNN_SEED', 20261128),
  numRuns: count * fromEnvironment('CNN_TIMES', 1),
});

function fromEnvironment(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} is to be a whole number above 0.`);
  return value;
}
