/** The thread in which the command line has its diagrams laid out: it builds their models itself. */
import type { DiagramModel } from '../../protocol/diagram.ts';
import { answerLayoutJobs } from './layoutJobs.ts';

answerLayoutJobs((model: DiagramModel) => model);
