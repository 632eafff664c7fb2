/** An argument's name as a `train` declaration has it: `weight_decay` of `weightDecay`. */
export const writtenName = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** An argument's name as a recipe and a run's record have it: `weightDecay` of `weight_decay`. */
export const recordName = (written: string): string =>
  written.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
