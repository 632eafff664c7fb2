import { constants, lstat, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EpochEvent, FinishedEvent } from '../../protocol/training.ts';
import type { OpenFile } from '../../disk/safeFile.ts';
import { openFile } from '../../disk/safeFile.ts';
import { systemCode } from '../failure.ts';
import { checkedJson } from './boundedJson.ts';
import { fileLimits, metricSchema } from './runSchemas.ts';
import { damaged, writeAtomically } from './weightsFile.ts';

export type Metric = EpochEvent | FinishedEvent;

/**
 * The lines of a metrics.jsonl, one at a time, each checked: epochs in their order, and the end as the last. A line cut
 * by a kill is left out, and so is a file that is not there.
 * @param length bytes to read of it; absent: all
 * @throws TrainingFailure `run-damaged`
 */
export async function* metricsIn(path: string, length?: number): AsyncGenerator<Metric> {
  let expected = 1;
  let hasEnded = false;
  for await (const line of linesIn(path, length)) {
    const found = checkedJson(line, metricSchema);
    const wrong = (problem: string) => damaged(path, `is damaged: line ${expected} ${problem}`);
    if (!found.ok) throw wrong(found.problem);
    const event = found.value;
    if (hasEnded) throw wrong('stands after the end');
    if (event.kind === 'finished') hasEnded = true;
    else if (event.epoch !== expected) throw wrong(`is of epoch ${event.epoch}`);
    expected++;
    yield event;
  }
}

async function* linesIn(path: string, length = Infinity): AsyncGenerator<string> {
  const opened = await openFile(path, { within: [dirname(path)] });
  if (!opened.ok) {
    if (opened.why === 'missing') return;
    throw damaged(path, opened.reason);
  }
  try {
    yield* linesOf(opened.file, path, Math.min(length, opened.file.size));
  } finally {
    await opened.file.close();
  }
}

const newline = '\n'.charCodeAt(0);

async function* linesOf(file: OpenFile, path: string, end: number): AsyncGenerator<string> {
  const buffer = Buffer.alloc(64 * 1024);
  let pending: Buffer[] = [];
  let pendingLength = 0;
  for (let at = 0; at < end;) {
    const read = await file.read(buffer.subarray(0, end - at), at);
    if (read === 0) return;
    at += read;
    let from = 0;
    for (let to = buffer.indexOf(newline); to !== -1 && to < read; to = buffer.indexOf(newline, from)) {
      yield Buffer.concat([...pending, buffer.subarray(from, to)]).toString('utf8');
      pending = [];
      pendingLength = 0;
      from = to + 1;
    }
    pending.push(Buffer.from(buffer.subarray(from, read)));
    pendingLength += read - from;
    if (pendingLength > fileLimits.line)
      throw damaged(path, `is damaged: a line is longer than ${fileLimits.line / 1e6} MB`);
  }
}

/** Whether the last whole line says that the run is done. What is wrong with the file is said when it is read. */
export async function isFinished(path: string): Promise<boolean> {
  const opened = await openFile(path, { within: [dirname(path)] });
  if (!opened.ok) return false;
  const { file } = opened;
  try {
    const length = Math.min(file.size, fileLimits.line);
    const buffer = Buffer.alloc(length);
    const read = await file.read(buffer, file.size - length);
    const lines = buffer.toString('utf8', 0, read).split('\n');
    const found = checkedJson(lines.at(-2) ?? '', metricSchema);
    return found.ok && found.value.kind === 'finished';
  } finally {
    await file.close();
  }
}

/**
 * Takes back what was written behind `length`. The file is replaced rather than cut where it has another length, or is
 * not the run's alone (a link, or a file of several names): nothing outside the folder is written to.
 * @throws TrainingFailure `run-damaged` when it is shorter
 */
export async function cutMetrics(path: string, length: number): Promise<void> {
  const opened = length > 0 ? await openFile(path, { within: [dirname(path)] }) : undefined;
  if (!opened) {
    await refuseFolder(path);
    return writeAtomically(path, []);
  }
  if (!opened.ok) throw damaged(path, opened.why === 'missing' ? 'is missing' : opened.reason);
  const { file } = opened;
  try {
    if (file.size < length) throw damaged(path, 'is shorter than its checkpoint says');
    const info = await lstat(path);
    if (file.size === length && info.isFile() && info.nlink === 1) return;
    await writeAtomically(path, bytesOf(file, length));
  } finally {
    await file.close();
  }
}

async function refuseFolder(path: string): Promise<void> {
  const info = await lstat(path).catch((caught: unknown) => {
    if (systemCode(caught) !== 'ENOENT') throw caught;
  });
  if (info?.isDirectory()) throw damaged(path, 'is a folder, not a file');
}

async function* bytesOf(file: OpenFile, length: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(1024 * 1024);
  for (let at = 0; at < length;) {
    const read = await file.read(buffer.subarray(0, length - at), at);
    if (read === 0) return;
    yield buffer.subarray(0, read);
    at += read;
  }
}

/**
 * Adds a line, and has it on the disk when it returns.
 * @param length bytes that the file has so far
 * @returns bytes that it has then
 * @throws TrainingFailure `run-damaged` when it is not the file any more that this process wrote
 */
export async function appendMetric(path: string, event: Metric, length: number): Promise<number> {
  const line = Buffer.from(`${JSON.stringify(event)}\n`);
  const { O_WRONLY, O_APPEND } = constants;
  // Windows has neither: there, the link that is not followed is found below.
  const careful =
    ((constants.O_NOFOLLOW as number | undefined) ?? 0) | ((constants.O_NONBLOCK as number | undefined) ?? 0);
  const changed = () => damaged(path, 'was changed by something else while the run went on');
  const file = await open(path, O_WRONLY | O_APPEND | careful).catch((caught: unknown) => {
    if (['ELOOP', 'ENOENT', 'EISDIR', 'ENXIO'].includes(systemCode(caught) ?? '')) throw changed();
    throw caught;
  });
  try {
    const info = await file.stat();
    const named = await lstat(path);
    if (!info.isFile() || !named.isFile() || info.nlink > 1 || info.size !== length) throw changed();
    await file.appendFile(line);
    await file.sync();
  } finally {
    await file.close();
  }
  return length + line.length;
}
