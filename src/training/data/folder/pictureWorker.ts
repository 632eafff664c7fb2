/** A thread that reads pictures: it is sent files, and answers each in turn. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Reading } from './pictureReader.ts';
import { PictureReader } from './pictureReader.ts';
import type { Answered, Asked } from './pictureWorkers.ts';

// What arrives while it opens waits; an error ends the thread, and with it the job.
const reader = PictureReader.open(workerData as Reading);

parentPort?.on('message', ({ file, known }: Asked) => {
  void reader.then((opened) => {
    const result = opened.read(file, known);
    const answer: Answered = { result, memory: opened.memory };
    const moved = 'picture' in result ? [result.picture.data.buffer as ArrayBuffer] : [];
    parentPort?.postMessage(answer, moved);
  });
});
