const mostShared = 20_000;
const sharedWords = new Map<string, string>();

/**
 * The same string object for each occurrence of a word, and such as property names are: names are compared and looked
 * up in every turn of every loop, and where they are the same object no character need be looked at.
 */
export function shared(found: string): string {
  const known = sharedWords.get(found);
  if (known !== undefined) return known;
  if (sharedWords.size >= mostShared) sharedWords.clear();
  const [made = found] = Object.keys({ [found]: true });
  sharedWords.set(made, made);
  return made;
}
