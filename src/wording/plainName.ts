/** Names longer than this are compared by their beginnings. */
const comparedLength = 60;

/** The name's words without case, underscores and dashes: `conv_2d` and `Conv2d` are then the same. */
export const plain = (name: string) => name.toLowerCase().replace(/[_-]/g, '').slice(0, comparedLength);
