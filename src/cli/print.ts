import { systemWords } from '../training/failure.ts';
import { visible, visibleJson, visibleLines } from '../wording/visible.ts';

/**
 * All that the command line writes. A terminal obeys control characters, and names, paths, texts and errors of others
 * may hold them: here they are shown instead, each argument on a line of its own.
 */
export function print(...lines: readonly string[]): void {
  write(process.stdout, lines);
}

/** On standard error. */
export function printError(...lines: readonly string[]): void {
  write(process.stderr, lines);
}

/** For programs, and for terminals no less: what could be obeyed is escaped in it. */
export function printJson(value: unknown, indent?: number, to: 'output' | 'error' = 'output'): void {
  (to === 'output' ? process.stdout : process.stderr).write(`${visibleJson(value, indent)}\n`);
}

/** A text of many lines that is ours, such as a drawing: nothing in it is a control but ends of lines and tabs. */
export function printText(text: string): void {
  process.stdout.write(`${visibleLines(text)}\n`);
}

/** To the last character for the program that reads it; on a terminal as all else. */
export function handOn(text: string): void {
  process.stdout.write(process.stdout.isTTY ? visibleLines(text) : text);
}

function write(stream: NodeJS.WriteStream, lines: readonly string[]): void {
  stream.write(lines.map((line) => `${visible(line)}\n`).join(''));
}

/**
 * Ends the program as a person expects when its output can't be written: quietly where a reader has seen enough
 * (`cnn summary … | head`), with a sentence and status 1 where it is lost.
 */
export function watchStreams(): void {
  process.stdout.on('error', (error) => {
    if (systemWords(error) === undefined) throw error;
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit();
    printError(`cnn: the output could not be written: ${systemWords(error)}.`);
    process.exit(1);
  });
  // Nowhere is left to say so, but in the status.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.on('exit', () => (process.exitCode ||= 1));
  });
}

/**
 * A line on standard error that is written over as things go on: on a terminal only, so that a log gets
 * the finished lines and nothing else.
 */
export class StatusLine {
  private readonly stream = process.stderr;
  private shown = false;

  show(text: string): void {
    if (!this.stream.isTTY) return;
    const room = Math.max(1, (this.stream.columns ?? 80) - 1);
    this.stream.write(`\r\u001b[2K${visible(text).slice(0, room)}`);
    this.shown = true;
  }

  clear(): void {
    if (this.shown) this.stream.write('\r\u001b[2K');
    this.shown = false;
  }
}
