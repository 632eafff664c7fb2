import { expect } from 'vitest';
import { TrainingFailure } from '../../../src/training/failure.ts';

/** The failure that a promise must end with, told in one sentence. */
export const trainingFailure = (promise: Promise<unknown>): Promise<TrainingFailure> =>
  promise.then(
    () => expect.fail('should have failed'),
    (caught: unknown) => {
      expect(caught).toBeInstanceOf(TrainingFailure);
      expect((caught as Error).message).toMatch(/^[^.]+(\.[^ ][^.]*)*\.$/);
      return caught as TrainingFailure;
    },
  );
