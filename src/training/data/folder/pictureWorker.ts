/** A thread that reads pictures: it is sent files, and answers each with what `readOne` says. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Reading } from './pictureReader.ts';
import { PictureReader } from './pictureReader.ts';
import type { Answered } from './pictureWorkers.ts';
import { readOne } from './pictureWorkers.ts';

// What arrives while it opens waits; an error ends the thread, and with it the job.
const reader = PictureReader.open(workerData as Reading);

parentPort?.on('message', ({ index, file }: { readonly index: number; readonly file: string }) => {
  void reader.then((opened) => {
    const result = readOne(opened, file);
    const answer: Answered = { index, result };
    const moved = 'broken' in result ? [] : [result.picture.data.buffer as ArrayBuffer];
    parentPort?.postMessage(answer, moved);
  });
});
