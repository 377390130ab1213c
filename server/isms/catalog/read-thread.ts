import { parentPort, workerData } from 'node:worker_threads';
import { GrundwachtError } from '../../contract/errors.js';
import { readCatalogFile } from './catalog-file.js';
import type { ReadReply, ReadRequest } from './read-in-thread.js';

/** The thread of `readInThread`: reads one file and ends. */
const { bytes, name } = workerData as ReadRequest;
parentPort!.postMessage(await reply());

async function reply(): Promise<ReadReply> {
  try {
    return { file: await readCatalogFile(bytes, name) };
  } catch (error) {
    if (error instanceof GrundwachtError) return { code: error.code, faults: error.faults };
    throw error;
  }
}
