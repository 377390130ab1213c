import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { FoundFile } from '../../collectors/file/find-files.js';
import { GrundwachtError } from '../contract/errors.js';
import { programFile } from '../contract/program-file.js';
import type { Searches } from './detect-find.js';
import type { Progress } from './detect-progress.js';
import type { ScanFile } from './detect-record.js';
import type { Scanner, ScanResult, ScanSettings } from './detect-scan.js';
import type { RuleSelection } from './detect-selection.js';

/** What a thread needs; it reads the rules itself, as compiled ones cannot be handed over. */
export interface WorkerSetup extends ScanSettings {
  rules: readonly string[];
  searches: Searches;
  selection: RuleSelection;
  only: ReadonlySet<string> | undefined;
  name: string;
}

export type WorkerRequest = { type: 'file'; file: ScanFile } | { type: 'end' };

export type WorkerReply =
  | { type: 'next' }
  | { type: 'progress'; file: number; bytes: number; records: number }
  | { type: 'problem'; message: string }
  | { type: 'result'; result: ScanResult };

/** Bytes that are worth starting a thread, which has to read the rules. */
const bytesPerThread = 16 * 1024 * 1024;

/**
 * @param wanted what the user asks for; undefined: as many as there are cores and as the files keep busy
 * @returns how many threads to use; never more than files, at least one
 */
export function threadsFor(wanted: number | undefined, files: readonly FoundFile[]): number {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const useful = wanted ?? Math.min(availableParallelism(), Math.ceil(bytes / bytesPerThread));
  return Math.max(1, Math.min(useful, files.length));
}

/** A file to be scanned and the name that users know it by. */
export interface NamedFile extends FoundFile {
  name: string;
}

/** Gives out the files, the largest first: the threads then end at nearly the same time. */
export class FileQueue {
  private readonly files: (ScanFile & NamedFile)[];
  private next = 0;

  /** @param files numbered by their place */
  constructor(files: readonly NamedFile[]) {
    this.files = files
      .map((file, number) => ({ ...file, number }))
      .sort((a, b) => b.size - a.size || a.number - b.number);
  }

  take(): ScanFile | undefined {
    return this.files[this.next++];
  }
}

/** Scans the queue's files in this thread until none is left. */
export async function scanHere(
  scanner: Scanner,
  queue: FileQueue,
  progress: Progress,
  problem: (message: string) => void,
): Promise<ScanResult> {
  for (let file = queue.take(); file !== undefined; file = queue.take()) {
    const { number } = file;
    await scanner.scan(file, {
      problem,
      progress: (bytes, records) => progress.report(number, bytes, records),
    });
    progress.fileDone(number);
  }
  return scanner.finish();
}

/**
 * Scans the queue's files in a thread of its own until none is left.
 * @param stop ends the thread
 * @throws GrundwachtError INTERNAL when the thread fails or is ended; nothing it found counts then
 */
export function scanInThread(
  setup: WorkerSetup,
  queue: FileQueue,
  progress: Progress,
  problem: (message: string) => void,
  stop: AbortSignal,
): Promise<ScanResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(programFile('server/cli/detect-worker.js'), {
      workerData: setup,
      execArgv: [],
    });
    const ask = (request: WorkerRequest): void => worker.postMessage(request);
    let current: number | undefined;
    worker.on('message', (reply: WorkerReply) => {
      if (reply.type === 'progress') progress.report(reply.file, reply.bytes, reply.records);
      else if (reply.type === 'problem') problem(reply.message);
      else if (reply.type === 'result') resolve(reply.result);
      else {
        if (current !== undefined) progress.fileDone(current);
        const file = queue.take();
        current = file?.number;
        ask(file === undefined ? { type: 'end' } : { type: 'file', file });
      }
    });
    worker.on('error', (error) => reject(failed(error.message)));
    stop.addEventListener('abort', () => void worker.terminate());
    worker.on('exit', () => reject(failed('it ended before its work')));
  });
}

/** An error loses its kind on its way from a thread, but not its message. */
function failed(reason: string): GrundwachtError {
  return new GrundwachtError('INTERNAL', `a thread failed: ${reason}`);
}
