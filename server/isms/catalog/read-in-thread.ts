import { Worker } from 'node:worker_threads';
import { type ErrorCode, GrundwachtError } from '../../contract/errors.js';
import type { Fault } from '../../contract/fault.js';
import { programFile } from '../../contract/program-file.js';
import type { CatalogFile } from './catalog-file.js';

export interface ReadRequest {
  bytes: Uint8Array;
  name: string;
}

export type ReadReply = { file: CatalogFile } | { code: ErrorCode; faults: readonly Fault[] };

/** Memory that reading may take, MiB: a file of 64 MiB becomes a good deal more as objects. */
const heapMiB = 1024;

/**
 * Reads a catalogue file as `readCatalogFile` does, in a thread of its own: reading and checking take a second or
 * two, in which a server has other things to do.
 * @throws GrundwachtError CATALOG_MALFORMED
 */
export function readInThread(bytes: Uint8Array, name: string): Promise<CatalogFile> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(programFile('server/isms/catalog/read-thread.js'), {
      workerData: { bytes, name } satisfies ReadRequest,
      resourceLimits: { maxOldGenerationSizeMb: heapMiB },
    });
    worker.once('message', (reply: ReadReply) => {
      if ('file' in reply) resolve(reply.file);
      else reject(new GrundwachtError(reply.code, reply.faults));
    });
    worker.once('error', (cause: NodeJS.ErrnoException) => {
      const outOfMemory = cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const fault = {
        pointer: name,
        message: 'needs more memory than {limit} MiB to be read',
        values: { limit: heapMiB },
      };
      reject(outOfMemory ? new GrundwachtError('CATALOG_MALFORMED', fault, { cause }) : cause);
    });
    worker.once('exit', () => reject(new Error(`reading ${name} ended without a result`)));
  });
}
