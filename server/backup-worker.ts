import { parentPort, workerData } from 'node:worker_threads';
import { type BackupOrder, runBackup } from './backup-run.js';

/** A backup in a thread of its own: hashing and compressing hold nothing else up. */
try {
  const result = await runBackup(workerData as BackupOrder);
  parentPort!.postMessage({ result });
} catch (error) {
  parentPort!.postMessage({ error: (error as Error).message });
}
