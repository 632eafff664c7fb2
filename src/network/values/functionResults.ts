import type { Given, RuntimeValue } from './values.ts';

/** What a function gave, by its arguments, one after the other: it depends on nothing else. */
export class FunctionResults {
  /** For the arguments that led here. */
  value: RuntimeValue | undefined;
  #further: Map<number | boolean, FunctionResults> | undefined;

  /** Undefined for arguments that are not compared. */
  of(given: readonly Given[]): FunctionResults | undefined {
    return given.reduce<FunctionResults | undefined>((results, { name, value }) => {
      const isCompared = name === undefined && (value.kind === 'number' || value.kind === 'boolean');
      return results && isCompared ? results.#then(value.value) : undefined;
    }, this);
  }

  #then(argument: number | boolean): FunctionResults {
    const further = (this.#further ??= new Map<number | boolean, FunctionResults>());
    const known = further.get(argument);
    if (known) return known;
    const made = new FunctionResults();
    further.set(argument, made);
    return made;
  }
}
