/**
 * The thread in which the language server has its diagrams made, from text to positions. What an edit leaves as it was
 * is not worked out again as long as the thread lives.
 */
import { getHeapStatistics } from 'node:v8';
import type { Understanding } from '../../analysis/understand.ts';
import { understand } from '../../analysis/understand.ts';
import { answerLayoutJobs } from '../../diagram/layout/layoutJobs.ts';
import { drawnMistakes } from '../../diagram/model/marks.ts';
import { buildDiagram } from '../../diagram/model/model.ts';
import { openProgram } from '../../network/expand.ts';
import { KeptBodies } from '../../network/kept/keptBodies.ts';
import type { ParsedFile } from '../../syntax/parsedFile.ts';
import type { DiagramModel, DiagramRequest } from '../../protocol/diagram.ts';
import { parseSource } from '../../language/parse.ts';

/** A request whose network is there, and the texts that it is to be understood from. */
export interface DrawnTexts extends DiagramRequest {
  readonly network: string;
  /** By URI: the file's own and those of all that it imports. A file that is not among them is taken as missing. */
  readonly sources: Readonly<Record<string, string>>;
}

interface Kept {
  readonly files: ReadonlyMap<string, ParsedFile>;
  readonly understanding: Understanding;
}

/** Of so many files the last diagram's understanding is kept. */
const mostKept = 4;
/** Bytes of the thread's heap from which on nothing is kept: what the largest texts take must fit in beside it. */
const mostHeap = 200e6;
const kept = new Map<string, Kept>();
let bodies = new KeptBodies();

function understood({ uri, sources }: DrawnTexts): Understanding {
  if (getHeapStatistics().used_heap_size > mostHeap) {
    kept.clear();
    bodies = new KeptBodies();
  }
  const files = new Map(Object.entries(sources).map(([each, text]) => [each, parsed(each, text)]));
  const before = kept.get(uri);
  const isCurrent =
    before?.files.size === files.size && [...files].every(([each, file]) => before.files.get(each) === file);
  const understanding = isCurrent
    ? before.understanding
    : understand(openProgram(uri, (each) => files.get(each), bodies));
  kept.delete(uri);
  kept.set(uri, { files, understanding });
  const oldest = kept.keys().next();
  if (kept.size > mostKept && !oldest.done) kept.delete(oldest.value);
  return understanding;
}

function parsed(uri: string, text: string): ParsedFile {
  const known = [...kept.values()].flatMap(({ files }) => files.get(uri) ?? []);
  return known.find((file) => file.text === text) ?? parseSource(uri, text, known.at(-1));
}

function modelOf(texts: DrawnTexts): DiagramModel {
  const { program, networks } = understood(texts);
  const analysed = networks.find(({ network }) => network.name === texts.network);
  if (!analysed) throw new Error('the text was understood otherwise here; please report this.');
  return buildDiagram(analysed, new Set(texts.open), drawnMistakes(program, analysed), texts.previous);
}

answerLayoutJobs(modelOf);
