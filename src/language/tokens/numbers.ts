/** What is wrong with a number as written, and how it may be meant. */
interface NumberProblem {
  readonly message: string;
  /** What to write instead, where that can be told. */
  readonly replacement?: string;
}

const whole = /^[0-9]+(_[0-9]+)*$/;
const wellFormed =
  /^(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+|[KMG])?$/;
const powers = { K: 'e3', M: 'e6', G: 'e9' } as const;

/** The value of a well-formed number: `25_557_032`, `1e-4`, `4.2G`. Exact where a decimal literal would be. */
export function numberValue(text: string): number {
  const plain = text.replaceAll('_', '');
  const power = powers[plain.slice(-1) as keyof typeof powers] as string | undefined;
  return Number(power === undefined ? plain : plain.slice(0, -1) + power);
}

/** The sizes of `224x224x3`, each with its place in the text. */
export function dimensionParts(text: string): { value: number; start: number; end: number }[] {
  const parts: { value: number; start: number; end: number }[] = [];
  for (const match of text.matchAll(/[0-9][0-9_]*/g)) {
    parts.push({ value: numberValue(match[0]), start: match.index, end: match.index + match[0].length });
  }
  return parts;
}

/** What a number needs not say. */
const units = /^(?:px|pixels?|ch|channels?|filters?|units?|epochs?|images?)$/;

/** Says what is wrong with a run of letters, digits and points that begins like a number. */
export function numberProblem(text: string): NumberProblem | undefined {
  if (wellFormed.test(text)) {
    return Number.isFinite(numberValue(text))
      ? undefined
      : { message: `\`${text}\` is too large for a number.` };
  }
  const sizes = text.split('x');
  if (sizes.length > 1 && /^[0-9_]+$/.test(sizes[0] ?? '')) return dimensionsProblem(text, sizes);
  if (/^[0-9_]+\.$/.test(text) && whole.test(text.slice(0, -1))) {
    const number = text.slice(0, -1);
    return {
      message: `\`${text}\` ends in a point: write \`${number}\` or \`${number}.0\`.`,
      replacement: number,
    };
  }
  if (/^[0-9._]+[eE]$/.test(text)) {
    return { message: `\`${text}\` has no exponent: write for example \`${text}-4\`.` };
  }
  const small = /^(.*[0-9])([kmg])$/.exec(text);
  if (small?.[1] !== undefined && small[2] !== undefined && wellFormed.test(small[1])) {
    const replacement = small[1] + small[2].toUpperCase();
    return {
      message: `The powers of 1000 are the capital letters K, M and G: \`${replacement}\`.`,
      replacement,
    };
  }
  if (text.includes('_')) {
    const replacement = text.replace(/_+/g, '_').replace(/_$/, '').replaceAll('_.', '.');
    if (wellFormed.test(replacement)) {
      return { message: `In \`${text}\` a \`_\` stands where no two digits surround it.`, replacement };
    }
  }
  const digits = /^[0-9]+(?:\.[0-9]+)?/.exec(text)?.[0] ?? '';
  const rest = text.slice(digits.length);
  if (digits !== '' && /^\p{L}/u.test(rest)) {
    return {
      message: `\`${text}\` is no number: \`${rest}\` follows \`${digits}\`, and numbers have no units.`,
      ...(units.test(rest) && { replacement: digits }),
    };
  }
  return { message: `\`${text}\` is no number.` };
}

function dimensionsProblem(text: string, sizes: readonly string[]): NumberProblem | undefined {
  if (sizes.every((size) => whole.test(size))) return undefined;
  if (sizes.some((size) => size === '')) {
    return {
      message: `In \`${text}\` a size is missing next to an \`x\`: dimensions look like \`224x224x3\`.`,
    };
  }
  if (sizes.every((size) => whole.test(size) || /^[\p{L}_][\p{L}\p{N}_]*$/u.test(size))) {
    const list = `[${sizes.join(', ')}]`;
    return {
      message: `Dimensions with \`x\` are made of whole numbers only; with a name in them they are a list: \`${list}\`.`,
    };
  }
  return { message: `\`${text}\` is no dimensions: they are whole numbers, like \`224x224x3\`.` };
}
