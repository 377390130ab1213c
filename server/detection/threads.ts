import { availableParallelism } from 'node:os';

/**
 * @param wanted of the configuration; 0: by the number of cores
 * @returns how many threads examine events. The main thread, the database and the event store want cores too, and each
 * thread holds the rules in memory
 */
export function threadsFor(wanted: number, cores = availableParallelism()): number {
  return wanted > 0 ? wanted : Math.min(4, Math.max(1, Math.floor(cores / 2)));
}
