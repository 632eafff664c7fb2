/** No rate beyond is of use to any optimizer; what it makes of weights is no number after a few steps. */
export const largestRate = 1000;

export const mostEpochs = 100_000;

/** More steps on a picture are nobody's recipe. */
export const mostSteps = 100;
