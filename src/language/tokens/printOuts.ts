/** What frameworks print of a model, where somebody pastes it into a file. */

export interface PrintOut {
  readonly framework: string;
  readonly end: number;
}

/** `Net(`, and on the next line `(conv1): Conv2d(…)`: what PyTorch's `print(model)` begins with. */
const moduleBegins = /[A-Za-z_]\w*\([ \t]*\r?\n[ \t]*\(\w+\): [A-Za-z_]\w*\(/y;

/** The first lines of Keras' `model.summary()`, down to its heading. */
const summaryBegins =
  /(?:Model: "[^"\r\n]*"[ \t]*\r?\n)?[ \t]*(?:[_┏━┳┓]{10,}[ \t]*\r?\n)?[ \t]*[┃│]?[ \t]*Layer \(type\)[^\r\n]*Param #/y;

/** A line of the table, its frame, or what is counted below it. */
const summaryLine =
  /^[ \t]*(?:Model: "|[_=─━┏┡├└┗]{3}|[│┃]|Layer \(type\)|(?:Total|Trainable|Non-trainable|Optimizer) params|.*\(\w+\)[ \t]+[[(]|'?[\w/]+\[\d+\]\[\d+\]|\(\w+\)[ \t]*$|$)/;

/** Where brackets that open at or behind `start` are closed again; the text's end where they are not. */
function closedAt(text: string, start: number): number {
  let depth = 0;
  for (let at = text.indexOf('(', start); at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '(') depth++;
    else if (sign === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}

const beginsHere = (expression: RegExp, text: string, start: number): boolean => {
  expression.lastIndex = start;
  return expression.test(text);
};

/** The print-out that begins at `start`, the first sign of a line that is no blank; undefined where none does. */
export function printOutAt(text: string, start: number): PrintOut | undefined {
  if (beginsHere(moduleBegins, text, start)) return { framework: 'PyTorch', end: closedAt(text, start) };
  if (!beginsHere(summaryBegins, text, start)) return undefined;
  let end = start;
  for (let line = start; line < text.length;) {
    const next = text.indexOf('\n', line);
    const lineEnd = next < 0 ? text.length : next;
    const written = text.slice(line, lineEnd).replace(/\r$/, '');
    if (!summaryLine.test(written)) break;
    if (written.trim() !== '') end = line + written.length;
    line = lineEnd + 1;
  }
  return { framework: 'Keras', end };
}
